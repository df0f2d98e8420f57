"""Units: the clauses that are tagged.

People label "…, but I'm not sure." apart from what stands before it, so a sentence is cut before such a turn.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from logic_rl.text.sentences import Sentence

_TURN = re.compile(
    r"[,;—–]\s{0,9}(?=(?:but|though|although|yet|perhaps|acknowledging|which (?:is|seems|means|matches|makes|looks)"
    r"|so (?:that's|that seems|this is|it's|let|maybe|i (?:should|need|think))"
    r"|and i'm|i (?:need to|don't|should|think|might))\b)",
    re.IGNORECASE,
)
_MIN_CHARACTERS, _MIN_WORDS = 15, 3  # of what stands before a turn: "Wait, but …" stays whole
_LOOK_BACK = 200  # characters in which the words before a turn are counted


def clauses(text: str, sentences: Iterable[Sentence]) -> list[Sentence]:
    """Each sentence cut before its turns ("…, but", "…, so that's"); offsets as in `sentences`, which are in order."""
    cut, turns = [], _TURN.finditer(text)
    turn = next(turns, None)
    for sentence in sentences:
        start, end, section = sentence
        while turn and turn.start() < end:
            at, after = turn.span()
            # Between a comma that ends a sentence and the next one lies a line end.
            if at >= start and after < end and _is_long(text, start, at):
                cut.append(Sentence(start, at + 1, section))
                start = after
            turn = next(turns, None)
        cut.append(sentence if start == sentence.start else Sentence(start, end, section))
    return cut


def _is_long(text: str, start: int, end: int) -> bool:
    """Whether what stands before a turn is a clause of its own."""
    if end - start < _MIN_CHARACTERS:
        return False
    return len(text[max(start, end - _LOOK_BACK) : end].split(None, _MIN_WORDS)) >= _MIN_WORDS
