"""Puzzles as English prose, in a standard, a varied and a named style."""

from __future__ import annotations

import random
from collections.abc import Sequence
from functools import lru_cache

from puzzles.prose import words_en as words
from puzzles.prose.clauses_en import describe
from puzzles.prose.nouns_en import article, listing, plural
from puzzles.prose.phrasing_en import STANDARD, Phrasing, draw_phrasing
from puzzles.prose.styles import STYLES, check_style
from puzzles.statements import Statement

__all__ = ["STANDARD", "STYLES", "Phrasing", "article", "describe", "draw_phrasing", "listing", "puzzle_text"]

_PLACES = tuple(f"{{{person}}}" for person in range(100))
MAX_SPELT = 10  # larger numbers of people are written in digits


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
    return " ".join(_WRITERS[style](statements, names, roles, rng))


def _standard(
    statements: Sequence[Statement], names: Sequence[str], roles: tuple[str, str], rng: random.Random
) -> list[str]:
    return _named(statements, names, roles, rng)


def _named(
    statements: Sequence[Statement], names: Sequence[str], roles: tuple[str, str], rng: random.Random
) -> list[str]:
    introductions, questions = _framings(roles)
    speech = rng.choice(words.SPEECHES)
    sentences = [rng.choice(introductions), rng.choice(words.MEETINGS).format(**_company(names))]
    for name, statement in zip(names, statements, strict=True):
        sentences.append(speech.format(name=name, claim=_mould(statement, roles).format(*names)))
    return [*sentences, rng.choice(questions)]


@lru_cache(maxsize=256)
def _framings(roles: tuple[str, str]) -> tuple[list[str], list[str]]:
    """The standard introductions and questions, in these role words."""
    fillings = _role_words(*roles)
    introductions = [mould.format(**fillings) for mould in words.INTRODUCTIONS]
    return introductions, [mould.format(**fillings) for mould in words.QUESTIONS]


@lru_cache(maxsize=50_000)
def _mould(statement: Statement, roles: tuple[str, str]) -> str:
    """The standard wording with `{0}`, `{1}`, … for the names: the sampler says few statements very often."""
    return describe(statement, _PLACES, roles)


def _varied(
    statements: Sequence[Statement], names: Sequence[str], roles: tuple[str, str], rng: random.Random
) -> list[str]:
    moulds = _fillings(names, roles)
    sentences = [
        rng.choice(words.INTRODUCTIONS + words.MORE_INTRODUCTIONS).format(**moulds),
        rng.choice(words.MEETINGS + words.MORE_MEETINGS).format(**moulds),
    ]
    for person, statement in enumerate(statements):
        speech = rng.choice(words.SPEECHES + words.MORE_SPEECHES)
        myself = person if "{Claim}" in speech and rng.random() < 0.5 else None
        claim = describe(statement, names, roles, draw_phrasing(rng), myself)
        sentences.append(speech.format(name=names[person], claim=claim, Claim=_capital(claim)))
    return [*sentences, rng.choice(words.QUESTIONS + words.MORE_QUESTIONS).format(**moulds)]


def _fillings(names: Sequence[str], roles: tuple[str, str]) -> dict[str, str]:
    """What the moulds leave open, but for the speeches."""
    return _role_words(*roles) | _company(names)


def _company(names: Sequence[str]) -> dict[str, str]:
    count = words.NUMBERS[len(names)] if len(names) <= MAX_SPELT else str(len(names))
    return {"people": listing(names), "count": count, "count_capital": _capital(count)}


@lru_cache(maxsize=256)
def _role_words(truthful: str, liar: str) -> dict[str, str]:
    return {
        "truthful": truthful,
        "liar": liar,
        "truthfuls": plural(truthful),
        "liars": plural(liar),
        "Truthfuls": _capital(plural(truthful)),
        "a_truthful": article(truthful),
        "a_liar": article(liar),
        "A_truthful": _capital(article(truthful)),
        "A_liar": _capital(article(liar)),
    }


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


_WRITERS = {"standard": _standard, "varied": _varied, "named": _named}
