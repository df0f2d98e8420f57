"""Slow, obvious ways to the same answers, for the tests to compare with."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from functools import cache

from hypothesis import strategies as st

from puzzles.statements import And, Iff, Implies, Is, Not, Or, Statement, World, holds


@cache
def worlds(num_people: int) -> tuple[World, ...]:
    return tuple(itertools.product((False, True), repeat=num_people))


def solutions(statements: Sequence[Statement]) -> set[World]:
    """Worlds in which each person's statement is true exactly when the person tells the truth."""
    return {w for w in worlds(len(statements)) if all(holds(s, w) == w[k] for k, s in enumerate(statements))}


def meaning(statements: Sequence[Statement]) -> list[dict[World, bool]]:
    return [{w: holds(s, w) for w in worlds(len(statements))} for s in statements]


def isomorphic(first: Sequence[Statement], second: Sequence[Statement]) -> bool:
    """Whether some renaming of people makes every truth table of one puzzle that of the other."""
    if len(first) != len(second):
        return False
    people, one, other = range(len(first)), meaning(first), meaning(second)
    return any(
        all(value == other[new[k]][_moved(w, new)] for k in people for w, value in one[k].items())
        for new in itertools.permutations(people)
    )


def _moved(world: World, new: Sequence[int]) -> World:
    moved = [False] * len(world)
    for person, value in enumerate(world):
        moved[new[person]] = value
    return tuple(moved)


def renamed(statement: Statement, new: Sequence[int]) -> Statement:
    """The statement with person i called `new[i]`."""
    match statement:
        case Is(person, knight):
            return Is(new[person], knight)
        case Not(inner):
            return Not(renamed(inner, new))
        case And(parts):
            return And(tuple(renamed(p, new) for p in parts))
        case Or(parts):
            return Or(tuple(renamed(p, new) for p in parts))
        case Implies(a, b):
            return Implies(renamed(a, new), renamed(b, new))
        case Iff(a, b):
            return Iff(renamed(a, new), renamed(b, new))


@cache  # making a strategy costs hypothesis more than drawing from it
def statements(num_people: int) -> st.SearchStrategy[Statement]:
    """Statements of any shape, up to a dozen leaves."""
    leaf = st.builds(Is, st.integers(0, num_people - 1), st.booleans())

    def node(inner):
        parts = st.lists(inner, min_size=2, max_size=3).map(tuple)
        two = (inner, inner)
        return st.builds(Not, inner) | st.builds(And, parts) | st.builds(Or, parts) \
            | st.builds(Implies, *two) | st.builds(Iff, *two)  # fmt: skip

    return st.recursive(leaf, node, max_leaves=12)


@cache
def speeches(num_people: int) -> st.SearchStrategy[list[Statement]]:
    """One statement a person."""
    return st.lists(statements(num_people), min_size=num_people, max_size=num_people)
