"""Puzzles as Chinese prose, in a standard, a varied and a named style."""

from __future__ import annotations

import random
from collections.abc import Sequence

from puzzles.prose import words_zh as words
from puzzles.prose.clauses_zh import describe, listing, reported
from puzzles.prose.phrasing_zh import BARE, STANDARD, Phrasing, draw_phrasing
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
    phrasing and a form of speech for each person, from all that read well; `named` is the standard style of old to
    the letter, with a bare 或者 for "or" (in Chinese, people call themselves 我 in it too). Each text has exactly one
    reading.

    Raises:
        GenerationError: unknown style.
    """
    check_style(style)
    return "".join(_WRITERS[style](statements, names, roles, rng))


def _standard(
    statements: Sequence[Statement], names: Sequence[str], roles: tuple[str, str], rng: random.Random
) -> list[str]:
    return _plain(statements, names, roles, rng, _introductions(words.INTRODUCTIONS, roles), STANDARD)


def _named(
    statements: Sequence[Statement], names: Sequence[str], roles: tuple[str, str], rng: random.Random
) -> list[str]:
    return _plain(statements, names, roles, rng, words.NAMED_INTRODUCTIONS, BARE)


def _plain(
    statements: Sequence[Statement],
    names: Sequence[str],
    roles: tuple[str, str],
    rng: random.Random,
    introductions: Sequence[str],
    phrasing: Phrasing,
) -> list[str]:
    moulds = _fillings(names, roles)
    speech = rng.choice(words.SPEECHES)
    sentences = [rng.choice(introductions).format(**moulds), rng.choice(words.MEETINGS).format(**moulds)]
    for person, statement in enumerate(statements):
        claim = describe(statement, names, roles, phrasing, speaker=person)
        sentences.append(speech.format(name=names[person], claim=claim))
    return [*sentences, rng.choice(words.QUESTIONS).format(**moulds)]


def _varied(
    statements: Sequence[Statement], names: Sequence[str], roles: tuple[str, str], rng: random.Random
) -> list[str]:
    moulds = _fillings(names, roles)
    introductions = _introductions(words.INTRODUCTIONS + words.MORE_INTRODUCTIONS, roles)
    sentences = [
        rng.choice(introductions).format(**moulds),
        rng.choice(words.MEETINGS + words.MORE_MEETINGS).format(**moulds),
    ]
    scripted, cornered = (rng.random() < _SELDOM for _ in range(2))
    for person, statement in enumerate(statements):
        speech, claim = _speech(person, statement, names, roles, rng, scripted)
        sentences.append(speech.format(name=names[person], claim=claim))
    sentences.append(rng.choice(words.QUESTIONS + words.MORE_QUESTIONS).format(**moulds))
    return [sentence.translate(CORNERS) for sentence in sentences] if cornered else sentences


def _speech(
    person: int,
    statement: Statement,
    names: Sequence[str],
    roles: tuple[str, str],
    rng: random.Random,
    scripted: bool,
) -> tuple[str, str]:
    """(mould, claim): a report only of what has one reading in reports, else direct speech."""
    phrasing = draw_phrasing(rng)
    direct = words.SPEECHES + words.MORE_SPEECHES
    speech = words.SCRIPT if scripted else rng.choice(direct + words.INDIRECT_SPEECHES)
    if speech in words.INDIRECT_SPEECHES:
        report = report_of(statement, names, roles, phrasing, person, speech.startswith("{name}"))
        if report:
            return speech, report
        speech = rng.choice(direct)
    return speech, describe(statement, names, roles, phrasing, person)


def report_of(
    statement: Statement,
    names: Sequence[str],
    roles: tuple[str, str],
    phrasing: Phrasing,
    speaker: int,
    named_first: bool,
) -> str | None:
    """A report's clause, where it has one reading; 自己 needs its subject before it, as in 甲说 (`named_first`)."""
    report = reported(statement, names, roles, phrasing, speaker)
    return report if report and ("自己" not in report or named_first) else None


_SELDOM = 1 / 8  # assumed: a script, or 「」 for “”, is met in fewer texts than not
CORNERS = str.maketrans("“”", "「」")  # one kind of quotation marks a puzzle


def _introductions(moulds: Sequence[str], roles: tuple[str, str]) -> list[str]:
    """The moulds that suit the role words: no 总说真话的诚实的人."""
    with_of = any("的" in role for role in roles)
    return [mould for mould in moulds if not (with_of and "的{truthful}" in mould)]


def _fillings(names: Sequence[str], roles: tuple[str, str]) -> dict[str, str]:
    """What the moulds leave open, but for the speeches."""
    count = words.NUMERALS[len(names)] if len(names) < len(words.NUMERALS) else str(len(names))
    they = "她们" if set(roles) & set(words.ROLES_OF["woman"]) else "他们"
    return {"truthful": roles[0], "liar": roles[1], "people": listing(names), "count": count, "they": they}


_WRITERS = {"standard": _standard, "varied": _varied, "named": _named}
