"""What a statement says of whom, as far as its wording depends on it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from puzzles.statements import And, Is, Not, Or, Statement, leaves


class Literal(NamedTuple):
    """That a person is a truth-teller (`knight`) or a liar."""

    person: int
    knight: bool


class Group(NamedTuple):
    """People of each of whom the same role is said, or (`denied`) the same role is denied."""

    people: tuple[int, ...]
    knight: bool
    denied: bool


def literal(statement: Statement) -> Literal | None:
    """What is said of the one person that a statement is about: `Is` or its denial; None for others."""
    match statement:
        case Is(person, knight):
            return Literal(person, knight)
        case Not(Is(person, knight)):
            return Literal(person, not knight)
    return None


def denial(statement: Statement) -> Statement:
    """What is true where the statement is not, without a denial of a denial."""
    return statement.inner if isinstance(statement, Not) else Not(statement)


def shared_role(statement: Statement) -> Group | None:
    """The people of an "and" or "or" whose parts all say, or all deny, the same role of one other person each."""
    if not isinstance(statement, And | Or):
        return None
    denials = [part.inner for part in statement.parts if isinstance(part, Not)]
    told = denials or statement.parts
    found = [part for part in told if isinstance(part, Is)]
    people = tuple(leaf.person for leaf in found)
    if len(set(people)) == len(statement.parts) and len({leaf.knight for leaf in found}) == 1:
        return Group(people, found[0].knight, bool(denials))
    return None


def flat(statement: And | Or) -> list[Statement]:
    """The parts, with those of parts of the same kind in their place, each thing said once."""
    said: dict[Literal | Statement, Statement] = {}
    for part in statement.parts:
        for piece in flat(part) if isinstance(part, type(statement)) else [part]:
            said.setdefault(literal(piece) or piece, piece)
    return list(said.values())


def exclusive(parts: Sequence[Statement]) -> bool:
    """Whether two parts say opposite things of one person, so that both can never hold."""
    found = [literal(part) for part in parts]
    if len(found) != 2 or not found[0] or not found[1]:
        return False
    return found[0].person == found[1].person and found[0].knight != found[1].knight


def contradicts_itself(statement: Statement) -> bool:
    """Whether somebody is called both a truth-teller and a liar in it."""
    told = set(leaves(statement))
    return any(Is(leaf.person, not leaf.knight) in told for leaf in told)
