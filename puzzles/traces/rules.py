"""Rules: what one person's statement forces, from a truth table over the few people it involves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from puzzles.statements import (
    And,
    Iff,
    Implies,
    Is,
    Not,
    Or,
    Statement,
    all_worlds_mask,
    knight_column,
    leaves,
    truth_table,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rule:
    """ "The speaker tells the truth exactly when the statement is true", as bits over local worlds.

    Attributes:
        speaker: who says it.
        people: everybody involved, by number; `people[i]` is person `i` of the local worlds.
        says: the local worlds in which the statement is true.
        denies: those in which it is false.
        fits: the local worlds in which its truth is the speaker's role.
    """

    speaker: int
    people: tuple[int, ...]
    says: int
    denies: int
    fits: int

    def known(self, facts: Mapping[int, bool]) -> dict[int, bool]:
        """What the facts tell of the people involved."""
        return {person: facts[person] for person in self.people if person in facts}

    def value(self, facts: Mapping[int, bool]) -> bool | None:
        """Whether the statement is true by these facts alone, whoever says it; None where they leave it open."""
        if not self._within(self.says, facts):
            return False
        return None if self._within(self.denies, facts) else True

    def is_broken(self, facts: Mapping[int, bool]) -> bool:
        """Whether the facts leave no world in which the statement fits its speaker."""
        return not self._within(self.fits, facts)

    def forces(self, person: int, knight: bool, facts: Mapping[int, bool]) -> bool:
        """Whether `person` must be what `knight` says; never true of a broken rule."""
        worlds = self._within(self.fits, facts)
        knights = worlds & self._column(person)
        return worlds != 0 and knights == (worlds if knight else 0)

    def forced(self, facts: Mapping[int, bool]) -> list[tuple[int, bool]]:
        """People not among the facts who can be one thing only; nobody, if the rule is broken."""
        worlds = self._within(self.fits, facts)
        if not worlds:
            return []
        people = [person for person in self.people if person not in facts]
        knights = [worlds & self._column(person) for person in people]
        return [(person, kept != 0) for person, kept in zip(people, knights, strict=True) if kept in (0, worlds)]

    def _column(self, person: int) -> int:
        return knight_column(self.people.index(person), len(self.people))

    def _within(self, worlds: int, facts: Mapping[int, bool]) -> int:
        """Those of the local worlds that agree with the facts."""
        for position, person in enumerate(self.people):
            if person in facts and worlds:
                knights = worlds & knight_column(position, len(self.people))
                worlds = knights if facts[person] else worlds ^ knights
        return worlds


def rule_of(speaker: int, statement: Statement) -> Rule:
    """The rule of one statement; its tables have a bit for each assignment to the people it involves."""
    people = tuple(sorted({speaker, *(leaf.person for leaf in leaves(statement))}))
    position = {person: i for i, person in enumerate(people)}
    says = truth_table(_renumbered(statement, position), len(people))
    denies = all_worlds_mask(len(people)) ^ says
    return Rule(speaker, people, says, denies, fits=denies ^ knight_column(position[speaker], len(people)))


def _renumbered(statement: Statement, position: Mapping[int, int]) -> Statement:
    def renumbered(part: Statement) -> Statement:
        return _renumbered(part, position)

    match statement:
        case Is(person, knight):
            return Is(position[person], knight)
        case Not(inner):
            return Not(renumbered(inner))
        case And(parts):
            return And(tuple(map(renumbered, parts)))
        case Or(parts):
            return Or(tuple(map(renumbered, parts)))
        case Implies(premise, conclusion):
            return Implies(renumbered(premise), renumbered(conclusion))
        case Iff(left, right):
            return Iff(renumbered(left), renumbered(right))
    raise TypeError(f"not a statement: {statement!r}")
