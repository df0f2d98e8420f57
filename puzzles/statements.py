"""Statements: what a person can say about who tells the truth.

A statement is a small tree. The leaves say of one person that they are a truth-teller
("knight") or a liar ("knave"); the inner nodes are the usual connectives. A *world* fixes
who is what: `world[i]` is True when person `i` tells the truth.

Two evaluators live here on purpose. `holds` walks the tree for one world and is the
definition. `truth_table` computes all 2**n worlds at once as the bits of one integer and is
what sampling and solving use; the tests hold one against the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

World = tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Is:
    """Person `person` is a truth-teller (`knight=True`) or a liar (`knight=False`)."""

    person: int
    knight: bool


@dataclass(frozen=True, slots=True)
class Not:
    inner: Statement


@dataclass(frozen=True, slots=True)
class And:
    parts: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Or:
    parts: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Implies:
    premise: Statement
    conclusion: Statement


@dataclass(frozen=True, slots=True)
class Iff:
    left: Statement
    right: Statement


Statement = Is | Not | And | Or | Implies | Iff


def children(statement: Statement) -> tuple[Statement, ...]:
    """The direct sub-statements, left to right; empty for a leaf."""
    match statement:
        case Is():
            return ()
        case Not(inner):
            return (inner,)
        case And(parts) | Or(parts):
            return parts
        case Implies(first, second) | Iff(first, second):
            return (first, second)
    raise TypeError(f"not a statement: {statement!r}")


def leaves(statement: Statement) -> Iterator[Is]:
    """Every leaf, left to right."""
    if isinstance(statement, Is):
        yield statement
    for child in children(statement):
        yield from leaves(child)


def literals(statement: Statement) -> Iterator[Statement]:
    """Every leaf, or the negation of a leaf where it stands negated, left to right."""
    match statement:
        case Is() | Not(Is()):
            yield statement
        case _:
            for child in children(statement):
                yield from literals(child)


def with_literals(statement: Statement, make: Callable[[Statement], Statement]) -> Statement:
    """The statement with what `make` gives for each of its `literals`, called left to right."""
    match statement:
        case Is() | Not(Is()):
            return make(statement)
        case Not(inner):
            return Not(with_literals(inner, make))
        case And(parts) | Or(parts):
            return type(statement)(tuple(with_literals(part, make) for part in parts))
        case Implies(first, second) | Iff(first, second):
            return type(statement)(with_literals(first, make), with_literals(second, make))
    raise TypeError(f"not a statement: {statement!r}")


def depth(statement: Statement) -> int:
    """Levels of nesting: 1 for a leaf, 2 for a connective over leaves."""
    return 1 + max((depth(child) for child in children(statement)), default=0)


def holds(statement: Statement, world: Sequence[bool] | Mapping[int, bool]) -> bool:
    """Whether the statement is true in one world, of which only the people it speaks of need be known."""
    match statement:
        case Is(person, knight):
            return world[person] == knight
        case Not(inner):
            return not holds(inner, world)
        case And(parts):
            return all(holds(part, world) for part in parts)
        case Or(parts):
            return any(holds(part, world) for part in parts)
        case Implies(premise, conclusion):
            return not holds(premise, world) or holds(conclusion, world)
        case Iff(left, right):
            return holds(left, world) == holds(right, world)
    raise TypeError(f"not a statement: {statement!r}")


@lru_cache(maxsize=32)
def all_worlds_mask(num_people: int) -> int:
    """An integer with one set bit for each of the 2**num_people worlds."""
    return (1 << (1 << num_people)) - 1


@lru_cache(maxsize=1024)
def knight_column(person: int, num_people: int) -> int:
    """Bit `w` is set when person `person` is a truth-teller in world number `w`.

    World number `w` makes person `i` a truth-teller when bit `i` of `w` is set, so the
    column repeats 2**person zeros and 2**person ones.
    """
    column, width = ((1 << (1 << person)) - 1) << (1 << person), 2 << person
    while width < 1 << num_people:
        column |= column << width
        width *= 2
    return column


def truth_table(statement: Statement, num_people: int) -> int:
    """The worlds in which the statement is true, as the set bits of an integer."""
    mask = all_worlds_mask(num_people)
    match statement:
        case Is(person, knight):
            column = knight_column(person, num_people)
            return column if knight else mask & ~column
        case Not(inner):
            return mask & ~truth_table(inner, num_people)
        case And(parts):
            table = mask
            for part in parts:
                table &= truth_table(part, num_people)
            return table
        case Or(parts):
            table = 0
            for part in parts:
                table |= truth_table(part, num_people)
            return table
        case Implies(premise, conclusion):
            return mask & ~truth_table(premise, num_people) | truth_table(conclusion, num_people)
        case Iff(left, right):
            return mask & ~(truth_table(left, num_people) ^ truth_table(right, num_people))
    raise TypeError(f"not a statement: {statement!r}")


def to_row(statement: Statement) -> list:
    """The JSON form: `["knight", 0]`, `["and", …, …]`, `["implies", a, b]`, …"""
    match statement:
        case Is(person, knight):
            return ["knight" if knight else "knave", person]
        case Not(inner):
            return ["not", to_row(inner)]
        case And(parts):
            return ["and", *map(to_row, parts)]
        case Or(parts):
            return ["or", *map(to_row, parts)]
        case Implies(premise, conclusion):
            return ["implies", to_row(premise), to_row(conclusion)]
        case Iff(left, right):
            return ["iff", to_row(left), to_row(right)]
    raise TypeError(f"not a statement: {statement!r}")


def from_row(row: object, num_people: int) -> Statement:
    """Read the JSON form back.

    Raises:
        ValueError: the row is not a statement about people `0 … num_people - 1`; the
            message quotes the part that stopped the reading.
    """
    match row:
        case ["knight" | "knave" as role, int(person)] if not isinstance(person, bool):
            if not 0 <= person < num_people:
                raise ValueError(f"statement {row!r} names person {person} of {num_people} (counted from 0)")
            return Is(person, role == "knight")
        case ["not", inner]:
            return Not(from_row(inner, num_people))
        case ["and" | "or" as name, *parts] if len(parts) >= 2:
            read = tuple(from_row(part, num_people) for part in parts)
            return And(read) if name == "and" else Or(read)
        case ["implies" | "iff" as name, first, second]:
            left, right = from_row(first, num_people), from_row(second, num_people)
            return Implies(left, right) if name == "implies" else Iff(left, right)
    raise ValueError(
        f"{row!r} is not a statement; known forms: "
        '["knight", i], ["knave", i], ["not", s], ["and", s, …], ["or", s, …], ["implies", a, b], ["iff", a, b]'
    )
