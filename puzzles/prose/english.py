"""Puzzles as English prose, in a standard, a varied and a named style."""

from __future__ import annotations

import random
from collections.abc import Sequence
from functools import lru_cache

from puzzles.prose import words_en as words
from puzzles.prose.clauses_en import clause_of, describe
from puzzles.prose.nouns_en import article, capital, listing, plural
from puzzles.prose.phrasing_en import STANDARD, Phrasing, draw_phrasing, suited
from puzzles.prose.styles import STYLES, check_style
from puzzles.statements import Statement, leaves

__all__ = ["STANDARD", "STYLES", "Phrasing", "article", "describe", "draw_phrasing", "listing", "puzzle_text"]

_PLACES = tuple(f"{{{person}}}" for person in range(100))
SCRIPTS = 1 / 8  # of the varied texts set out who speaks as a script does
MAX_SPELT = 10  # larger numbers of people are written in digits


def puzzle_text(
    statements: Sequence[Statement],
    names: Sequence[str],
    roles: tuple[str, str],
    rng: random.Random,
    style: str = "standard",
) -> str:
    """The whole puzzle as prose; `rng` chooses among the wordings of the style.

    `standard` has one wording for each kind of statement and one form of direct speech a puzzle; `varied` draws a
    phrasing and a form of speech for each person, from all there are; in `named` the standard wording stands in
    indirect speech, and people speak of themselves by name. Each text has exactly one reading, but that in `named`
    "Zoey says that" must be taken to govern all that follows.

    Raises:
        GenerationError: unknown style.
    """
    check_style(style)
    return " ".join(_WRITERS[style](statements, names, roles, rng))


def _standard(
    statements: Sequence[Statement], names: Sequence[str], roles: tuple[str, str], rng: random.Random
) -> list[str]:
    introductions, questions = _framings(roles)
    speech = rng.choice(words.SPEECHES)
    sentences = [rng.choice(introductions), rng.choice(words.MEETINGS).format(**_company(names))]
    for person, statement in enumerate(statements):
        speaker = person if _speaks_of(person, statement) else None
        claim = _mould(statement, roles, speaker).format(*names)
        sentences.append(said(speech, names[person], claim))
    return [*sentences, rng.choice(questions)]


def _named(
    statements: Sequence[Statement], names: Sequence[str], roles: tuple[str, str], rng: random.Random
) -> list[str]:
    introductions, questions = _framings(roles)
    speech = rng.choice(words.NAMED_SPEECHES)
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
def _mould(statement: Statement, roles: tuple[str, str], speaker: int | None = None) -> str:
    """The standard wording with `{0}`, `{1}`, … for the names: the sampler says few statements very often."""
    return describe(statement, _PLACES, roles, speaker=speaker)


def _varied(
    statements: Sequence[Statement], names: Sequence[str], roles: tuple[str, str], rng: random.Random
) -> list[str]:
    moulds = _fillings(names, roles)
    sentences = [
        rng.choice(words.INTRODUCTIONS + words.MORE_INTRODUCTIONS).format(**moulds),
        rng.choice(words.MEETINGS + words.MORE_MEETINGS).format(**moulds),
    ]
    marks, script = rng.choice(words.QUOTATION_MARKS), rng.random() < SCRIPTS
    for person, statement in enumerate(statements):
        phrasing = suited(draw_phrasing(rng), statement, person)
        clause = clause_of(statement, names, roles, phrasing, speaker=person)
        indirect = clause.hangs_together and not _speaks_of(person, statement)
        known = words.SPEECHES + words.MORE_SPEECHES + (words.INDIRECT_SPEECHES if indirect else ())
        speech = words.SCRIPT if script else rng.choice(known)
        sentences.append(said(speech, names[person], clause.text, marks))
    return [*sentences, rng.choice(words.QUESTIONS + words.MORE_QUESTIONS).format(**moulds)]


def said(speech: str, name: str, claim: str, marks: str = words.QUOTATION_MARKS[0]) -> str:
    """A mould of speech filled in; `marks` are the opening and the closing quotation mark."""
    return speech.format(name=name, claim=claim, Claim=capital(claim), open=marks[0], close=marks[1])


def _speaks_of(person: int, statement: Statement) -> bool:
    return any(leaf.person == person for leaf in leaves(statement))


def _fillings(names: Sequence[str], roles: tuple[str, str]) -> dict[str, str]:
    """What the moulds leave open, but for the speeches."""
    return _role_words(*roles) | _company(names)


def _company(names: Sequence[str]) -> dict[str, str]:
    count = words.NUMBERS[len(names)] if len(names) <= MAX_SPELT else str(len(names))
    return {"people": listing(names), "count": count, "count_capital": capital(count)}


@lru_cache(maxsize=256)
def _role_words(truthful: str, liar: str) -> dict[str, str]:
    return {
        "truthful": truthful,
        "liar": liar,
        "truthfuls": plural(truthful),
        "liars": plural(liar),
        "Truthfuls": capital(plural(truthful)),
        "a_truthful": article(truthful),
        "a_liar": article(liar),
        "A_truthful": capital(article(truthful)),
        "A_liar": capital(article(liar)),
    }


_WRITERS = {"standard": _standard, "varied": _varied, "named": _named}
