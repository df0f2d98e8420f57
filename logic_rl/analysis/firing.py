"""Which rules fire on which unit, where, and whether the cue is denied there."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from logic_rl.analysis.cues import RULES
from logic_rl.analysis.guards import DENIED, IMAGINED, LEAD, SPEECH
from logic_rl.analysis.rules import Rule
from logic_rl.analysis.triggers import Triggers
from logic_rl.analysis.words import MAX_CHARACTERS, is_telling, tokens_of

_BLANK = "□"  # stands for blanked-out text: no letter, no space, so no rule reaches across it
_DENIAL_REACH = 100  # characters; longer than any chain of filler words
_CLAUSE_END = re.compile(r"[.;:!?]\s|,\s")
_TRIGGERS = Triggers(RULES)

Fired = tuple[Rule, int, int]  # rule, first and last character of the cue in the unit


class Reading(NamedTuple):
    """What a unit says by itself: its words, the rules that fire, whether the learned part need look."""

    tokens: list[str]
    rules: tuple[Fired, ...]
    telling: bool

    def rule_names(self) -> list[str]:
        """What the learned part is told: the rules that fired, and their behaviours."""
        names = [f"{rule.behaviour}:{rule.name}" for rule, _, _ in self.rules]
        return names + sorted({rule.behaviour for rule, _, _ in self.rules})


def without_speech(response: str) -> str:
    """Same length, with what people of the puzzle say blanked out; line ends stay so that sentences do not change."""
    return SPEECH.sub(_blanked_speech, response)


def _blanked_speech(match: re.Match) -> str:
    return match["verb"] + blank(match["said"]) if match["verb"] else blank(match[0])


def blank(text: str) -> str:
    """Same length, letters gone."""
    return "".join("\n" if letter == "\n" else _BLANK for letter in text)


@lru_cache(maxsize=1 << 15)  # models in training say the same sentences again and again
def read_unit(piece: str) -> Reading:
    """A unit (speech blanked out) read on its own."""
    text = piece[:MAX_CHARACTERS].replace("’", "'")
    tokens = tokens_of(text)
    found = ((rule, cue_place(rule, text)) for rule in _TRIGGERS.candidates(tokens))
    rules = tuple((rule, *place) for rule, place in found if place)
    return Reading(tokens, rules, bool(rules) or is_telling(tokens))


def cue_place(rule: Rule, text: str) -> tuple[int, int] | None:
    """Where a rule fires in a unit; None if it does not, is excluded, or is denied there."""
    match = rule.pattern.search(text)
    while match and match[0] and rule.negatable and is_denied(text, match.start()):
        match = rule.pattern.search(text, match.end())
    if not match or not match[0] or (rule.unless and rule.unless.search(text)):
        return None
    heading = LEAD.match(text, 0, match.end() - 1).end() if match.start() == 0 else 0
    blanks = len(match[0]) - len(match[0].lstrip(" ,;—–-"))
    return max(match.start() + blanks, heading), match.end()


def is_denied(text: str, at: int) -> bool:
    """Whether a negation or a hypothetical stands right before the cue at `at`, in the same clause."""
    before = _CLAUSE_END.split(text[max(0, at - _DENIAL_REACH) : at])[-1]
    return bool(DENIED.search(before) or IMAGINED.search(before))
