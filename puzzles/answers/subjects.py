"""Whom a clause is about: `Zoey and Mia`, `all three`, `the others`, `甲、乙`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from puzzles.answers.claims import Claims, Cursor, Missing
from puzzles.answers.tokens import Token

GROUP = frozenset({"all", "everyone", "rest", "folk", "count", "number"})


class Subject(NamedTuple):
    """`tokens` are the words that say whom; `joined`: several names in one list, not one name after another."""

    people: list[int]
    tokens: list[Token]
    joined: bool


def read_subject(cursor: Cursor, claims: Claims, neither: bool) -> Subject:
    """Read from the cursor on, past `neither` where it stands there.

    Raises:
        Unreadable: it is not clear who is meant; `Missing` when that depends on what was said before.
    """
    first = cursor.at
    cursor.at += neither
    group = list(cursor.skip(GROUP | {"article"}))
    if cursor.kind() == "filler" and cursor.value() == "of":
        cursor.at += 1
        group += cursor.skip(GROUP | {"article"})
    if cursor.kind() != "name":
        return Subject(_group(cursor, claims, group), group, joined=True)
    if any(token.kind in ("everyone", "rest", "folk", "number") for token in group):
        raise cursor.refusal("not clear whom this is about", first)
    people = read_people(cursor, ("comma", "nor") if neither else ("comma", "and"))
    tokens = list(cursor.tokens[first : cursor.at])
    check_count(cursor, tokens, people)
    adjacent = any(one.kind == other.kind == "name" for one, other in zip(tokens, tokens[1:], strict=False))
    return Subject(people, tokens, adjacent or any(t.kind in ("and", "nor") or t.value == "、" for t in tokens))


def _group(cursor: Cursor, claims: Claims, words: list[Token]) -> list[int]:
    """The people that `everyone`, `all three`, `both` or `the others` stand for."""
    kinds = {token.kind for token in words}
    unspoken = claims.unspoken()
    if "rest" in kinds:
        claims.leans_on_order = True
        people = unspoken
        if len(unspoken) in (0, len(claims.names)):
            raise Missing("not clear who the others are")
    else:
        people = list(range(len(claims.names)))
        total = kinds & {"all", "everyone"} or cursor.kind() == "be" and cursor.kind(1) == "all"
        if not total or 0 < len(unspoken) < len(people):
            raise cursor.refusal("not clear whom this is about")
    check_count(cursor, words, people)
    return people


def check_count(cursor: Cursor, words: Sequence[Token], people: Sequence[int]) -> None:
    """`both`, `all three`, `the other 2`, `两人`: the number must be that of the people.

    Raises:
        Unreadable: it is another.
    """
    counts = [int(token.value) for token in words if token.kind in ("count", "number")]
    counts += [2 for token in words if token.value == "both"]
    if any(count != len(people) for count in counts):
        raise cursor.refusal(f"speaks of {counts[0]} people, not {len(people)}")


def read_people(cursor: Cursor, joiners: tuple[str, ...] = ("comma", "and"), *, spaced: bool = False) -> list[int]:
    """The names of a list, from here on; stops after the last name.

    Chinese names may stand side by side; with `spaced` any names may, blanks between them.
    """
    if cursor.kind() != "name":
        raise cursor.refusal("not understood")
    people = [int(cursor.value())]
    cursor.at += 1
    while True:
        ahead = 0
        while cursor.kind(ahead) in joiners:
            ahead += 1
        adjacent = spaced or cursor.tokens[cursor.at - 1].end == cursor.start()
        if cursor.kind(ahead) != "name" or not ahead and not adjacent:
            return people
        people.append(int(cursor.value(ahead)))
        cursor.at += ahead + 1
