"""Puzzles as Chinese prose, in a standard, a varied and a named style."""

from __future__ import annotations

import random
from collections.abc import Sequence

from puzzles.prose import words_zh as words
from puzzles.prose.clauses_zh import describe, listing
from puzzles.prose.phrasing_zh import STANDARD, Phrasing, draw_phrasing
from puzzles.prose.styles import STYLES, check_style
from puzzles.statements import Statement

__all__ = ["STANDARD", "STYLES", "Phrasing", "describe", "draw_phrasing", "listing", "puzzle_text"]


def puzzle_text(
    statements: Sequence[Statement],
    names: Sequence[str],
    roles: tuple[str, str],
    rng: random.Random,
    style: str = "standard",
) -> str:
    """The whole puzzle as prose; `rng` chooses among the wordings of the style.

    `standard` has one wording for each kind of statement and one form of speech a puzzle; `varied` draws a
    phrasing and a form of speech for each person, from all there are; `named` is like `standard`, but people who
    speak of themselves do so by name. Each text has exactly one reading.

    Raises:
        GenerationError: unknown style.
    """
    check_style(style)
    return "".join(_WRITERS[style](statements, names, roles, rng))


def _standard(
    statements: Sequence[Statement], names: Sequence[str], roles: tuple[str, str], rng: random.Random
) -> list[str]:
    return _named(statements, names, roles, rng)


def _named(
    statements: Sequence[Statement], names: Sequence[str], roles: tuple[str, str], rng: random.Random
) -> list[str]:
    moulds = _fillings(names, roles)
    speech = rng.choice(words.SPEECHES)
    sentences = [rng.choice(words.INTRODUCTIONS).format(**moulds), rng.choice(words.MEETINGS).format(**moulds)]
    for person, statement in enumerate(statements):
        sentences.append(speech.format(name=names[person], claim=describe(statement, names, roles, speaker=person)))
    return [*sentences, rng.choice(words.QUESTIONS).format(**moulds)]


def _varied(
    statements: Sequence[Statement], names: Sequence[str], roles: tuple[str, str], rng: random.Random
) -> list[str]:
    moulds = _fillings(names, roles)
    sentences = [
        rng.choice(words.INTRODUCTIONS + words.MORE_INTRODUCTIONS).format(**moulds),
        rng.choice(words.MEETINGS + words.MORE_MEETINGS).format(**moulds),
    ]
    for person, statement in enumerate(statements):
        speech = rng.choice(words.SPEECHES + words.MORE_SPEECHES + words.INDIRECT_SPEECHES)
        myself = None if speech in words.INDIRECT_SPEECHES else person
        claim = describe(statement, names, roles, draw_phrasing(rng), myself)
        sentences.append(speech.format(name=names[person], claim=claim))
    return [*sentences, rng.choice(words.QUESTIONS + words.MORE_QUESTIONS).format(**moulds)]


def _fillings(names: Sequence[str], roles: tuple[str, str]) -> dict[str, str]:
    """What the moulds leave open, but for the speeches."""
    count = words.NUMERALS[len(names)] if len(names) < len(words.NUMERALS) else str(len(names))
    return {"truthful": roles[0], "liar": roles[1], "people": listing(names), "count": count}


_WRITERS = {"standard": _standard, "varied": _varied, "named": _named}
