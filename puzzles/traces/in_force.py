"""What is in force at a place in a derivation, and the assignments that agree with it, tried one by one."""

from __future__ import annotations

import copy
import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Self

from puzzles.statements import Statement, World, holds, leaves
from puzzles.traces.steps import Answer, Check, Conclude, Deduce, Evaluate, Facts, Inspect, Recap, Resume, Step


@dataclass
class Level:
    """Facts in force, the assumption that opened the level, and what a case set aside came to."""

    facts: dict[int, bool]
    assumption: tuple[int, bool] | None = None
    is_refuted: bool = False
    set_aside: dict[tuple[int, bool], World] = field(default_factory=dict)


class InForce:
    """Facts by level, the assignment under trial, and what trials have come to; `statements[k]` is said by person k.

    Attributes:
        may_refute_all: whether a contradiction may rest on no assumption: then no assignment fits the statements.
        levels: facts in force; the last is the innermost.
        is_mistaken: whether a step that does not follow was put in force.
        taken: statements called true or false by such a step, whatever they are.
    """

    def __init__(self, statements: Sequence[Statement], may_refute_all: bool = False) -> None:
        self.statements, self.may_refute_all = statements, may_refute_all
        self.levels = [Level({})]
        self.tried: list[World] = []
        self.under_trial: World | None = None
        self.checked: list[Check | Inspect] = []
        self.fitting: set[World] = set()
        self.excluded: set[World] = set()
        self.is_mistaken = False
        self.taken: dict[int, bool] = {}
        self.answer: Answer | None = None

    def copied(self) -> Self:
        """The same, to go on from in another way."""
        other = copy.copy(self)
        other.levels = [
            replace(level, facts=dict(level.facts), set_aside=dict(level.set_aside)) for level in self.levels
        ]
        other.tried, other.checked = list(self.tried), list(self.checked)
        other.fitting, other.excluded, other.taken = set(self.fitting), set(self.excluded), dict(self.taken)
        return other

    def mistake(self, step: Step) -> bool:
        """Put a step in force that does not follow; False for a kind of step that no mistake is made in."""
        self.is_mistaken = True
        match step:
            case Check() | Inspect():
                self.checked.append(step)
            case Evaluate(speaker, value, under):
                if all(self._facts.get(person) == knight for person, knight in under):
                    self.taken[speaker] = value
                self._facts.update(under)
            case Deduce(person, knight):
                self._facts[person] = knight
            case Conclude(person, knight) if self.levels[-1].is_refuted:
                self.levels.pop()
                self._facts[person] = knight
            case _:
                return False
        return True

    @property
    def _facts(self) -> dict[int, bool]:
        return self.levels[-1].facts

    def _start_trial(self, assignment: World) -> None:
        self.under_trial, self.checked = assignment, []

    def _worlds(self, speaker: int, under: Facts, person: int | None = None) -> Iterator[dict[int, bool]]:
        """Every assignment to the people that a step involves which agrees with the facts it names."""
        known, involved = dict(under), self._involved(speaker)
        free = sorted((involved if person is None else involved | {person}) - known.keys())
        for roles in itertools.product((False, True), repeat=len(free)):
            yield {**known, **dict(zip(free, roles, strict=True))}

    def _fitting_worlds(self, speaker: int, under: Facts, person: int | None = None) -> list[dict[int, bool]]:
        """Those in which the speaker tells the truth exactly when the statement is true."""
        return [
            world for world in self._worlds(speaker, under, person) if self._holds(speaker, world) == world[speaker]
        ]

    def _involved(self, speaker: int) -> set[int]:
        return {speaker, *(leaf.person for leaf in leaves(self.statements[speaker]))}

    def _holds(self, speaker: int, world: Mapping[int, bool]) -> bool:
        return self.taken.get(speaker, holds(self.statements[speaker], world))

    def _malformed(self, step: Step) -> str | None:
        """Whether the step speaks of people, facts or assignments that are not there."""
        people = range(len(self.statements))
        for name in ("person", "speaker"):
            if getattr(step, name, 0) not in people:
                return f"{name} {getattr(step, name)} of {len(people)} (counted from 0)"
        assignment = getattr(step, "assignment", people)
        if len(assignment) != len(people):
            return f"an assignment to {len(assignment)} of {len(people)} people"
        if isinstance(step, Recap | Resume):
            return None if all(person in people for person, _ in step.under) else "a recap of people who are not there"
        missing = [fact for fact in getattr(step, "under", ()) if self._facts.get(fact[0]) != fact[1]]
        return f"not in force here: {dict(missing)}" if missing else None


def as_world(facts: Mapping[int, bool]) -> World:
    return tuple(facts[person] for person in range(len(facts)))
