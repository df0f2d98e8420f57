"""What people of a puzzle say, blanked out of a response: it is not the model's own voice."""

from __future__ import annotations

import re
from functools import lru_cache

_BLANK = "□"  # stands for blanked-out text: no letter, no space, so no rule reaches across it
# Quotes, and what follows "Zoey says:": puzzle content, not the model's own voice.
_SPEECH = re.compile(
    # First letters of all that follows: cheaper than trying each at every place.
    r"(?=[\"“「『`'scardn说声])(?:"
    r"\"[^\"\n]{1,400}\"|“[^“”\n]{1,400}”|「[^「」\n]{1,400}」|『[^『』\n]{1,400}』|``[^`\n]{1,400}''|`[^`\n]{1,400}`"
    r"|(?<=[\s:,(])'[^'\n]{2,400}'(?=[\s.,;:!?)]|$)"
    r"|(?P<verb>(?:\b(?:says|said|states|stated|claims|claimed|asserts|remarked|declares|noted)|说|声称)\s*[:：])"
    r"(?!\s*[\"“'「『`])(?P<said>[^.\n。;]*))"
)


@lru_cache(maxsize=2)  # one response is read for its behaviours and for its claims
def without_speech(response: str) -> str:
    """Same length, with what people of the puzzle say blanked out; line ends stay so that sentences do not change."""
    return _SPEECH.sub(_blanked_speech, response)


def _blanked_speech(match: re.Match) -> str:
    return match["verb"] + blank(match["said"]) if match["verb"] else blank(match[0])


def blank(text: str) -> str:
    """Same length, letters gone."""
    return "\n".join(_BLANK * len(line) for line in text.split("\n"))
