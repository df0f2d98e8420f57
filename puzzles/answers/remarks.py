"""Remarks beside an answer: a column of reasons, a field of notes."""

from __future__ import annotations

from puzzles.answers.tokens import Lexicon
from puzzles.answers.vocabulary import REMARK_TITLES, WEAK_HEDGES


def is_remark(title: str) -> bool:
    """Whether a column or field of this title only comments on the answer."""
    return title in REMARK_TITLES


def hedges_of(remark: str, lexicon: Lexicon) -> str:
    """The words of a remark that cast doubt on the answer beside it; its other words reason and claim nothing new.

    >>> from puzzles.answers.tokens import lexicon_of
    >>> hedges_of("probably, since Mia lies", lexicon_of(("Zoey", "Mia"), ("knight", "knave")))
    'probably'
    """
    tokens = lexicon.tokens_of_cell(remark)
    return " ".join(str(t.value) for t in tokens if t.kind == "hedge" and t.value not in WEAK_HEDGES)
