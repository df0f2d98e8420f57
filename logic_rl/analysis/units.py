"""Units: the clauses that are tagged.

People label "…, but I'm not sure." apart from what stands before it, so a sentence is cut before such a turn.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from logic_rl.analysis.sentences import Sentence

_TURN = re.compile(
    r"[,;—–]\s{0,9}(?=(?:but|though|although|yet|perhaps|acknowledging|which (?:is|seems|means|matches|makes|looks)"
    r"|so (?:that's|that seems|this is|it's|let|maybe|i (?:should|need|think))"
    r"|and i'm|i (?:need to|don't|should|think|might))\b)",
    re.IGNORECASE,
)
_MIN_CHARACTERS, _MIN_WORDS = 15, 3  # of what stands before a turn: "Wait, but …" stays whole
_LOOK_BACK = 200  # characters in which the words before a turn are counted


def clauses(text: str, sentences: Iterable[Sentence]) -> list[Sentence]:
    """Each sentence cut before its turns ("…, but", "…, so that's"); offsets as in `sentences`."""
    return [clause for sentence in sentences for clause in _clauses_of(text, sentence)]


def _clauses_of(text: str, sentence: Sentence) -> Iterator[Sentence]:
    start = sentence.start
    for match in _TURN.finditer(text, sentence.start, sentence.end):
        before = match.start() - start
        words = text[max(start, match.start() - _LOOK_BACK) : match.start()].split(None, _MIN_WORDS)
        if before >= _MIN_CHARACTERS and len(words) >= _MIN_WORDS:
            yield Sentence(start, match.start() + 1, sentence.section)
            start = match.end()
    yield Sentence(start, sentence.end, sentence.section)
