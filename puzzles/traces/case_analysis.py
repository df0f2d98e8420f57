"""Case analysis: assume somebody's role, follow what it forces, and look at the other case too."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence

from puzzles.statements import Statement, World
from puzzles.traces.explanation import explained
from puzzles.traces.propagation import Theory
from puzzles.traces.search import open_people, refutation
from puzzles.traces.slicing import sliced
from puzzles.traces.steps import CASE, OTHER_CASE, Answer, Assume, Conclude, Derivation, Retract, Step
from puzzles.traces.verification import arrival


def plan(
    statements: Sequence[Statement], solution: World, rng: random.Random, verify: bool = True, unique: bool = True
) -> Derivation:
    """Cases over well-chosen people, nested where one split is not enough.

    Which case comes first is drawn, so half the splits begin with the wrong one. With
    `unique=False` the cases left over once the solution is found are not looked at.

    Raises:
        TraceError: `solution`, which must be one, is not the only solution (told only if `unique`).
    """
    return _Planner(statements, solution, rng, verify, unique).derivation()


class _Planner:
    def __init__(
        self, statements: Sequence[Statement], solution: World, rng: random.Random, verify: bool, unique: bool
    ) -> None:
        self.theory = Theory(statements)
        self.statements, self.solution = statements, solution
        self.rng, self.verify, self.unique = rng, verify, unique
        self.is_complete = True

    def derivation(self) -> Derivation:
        steps = self._settled({}, None, 0)
        return tuple(sliced([*steps, Answer(self.solution, self.is_complete)]))

    def _settled(self, known: Mapping[int, bool], newest: int | None, level: int) -> list[Step]:
        """Steps on `level` from facts that agree with the solution to the solution."""
        # Before any assumption only what is plain is taken, so that the puzzle is opened by cases.
        propagation = self.theory.propagate(known, newest, weighs_both_ways=bool(known))
        steps, facts = explained(propagation, known), propagation.facts
        if len(facts) == len(self.solution):
            return steps + arrival(self.statements, self.solution, self.verify, is_settled=level == 0)
        person = self._telling_person(facts)
        right = self.solution[person]
        if self.rng.random() < 0.5:
            return steps + self._right_case_first(facts, person, level)
        refuted = refutation(self.theory, {**facts, person: not right}, person, level + 1, CASE, self.rng)
        steps += [Assume(person, not right, level + 1, CASE), *refuted, Conclude(person, right, level)]
        return steps + self._settled({**facts, person: right}, person, level)

    def _right_case_first(self, facts: Mapping[int, bool], person: int, level: int) -> list[Step]:
        right = self.solution[person]
        steps: list[Step] = [Assume(person, right, level + 1, CASE)]
        steps += self._settled({**facts, person: right}, person, level + 1)
        if not self.unique:
            self.is_complete = False
            return steps
        steps += [Retract(level), Assume(person, not right, level + 1, OTHER_CASE)]
        steps += refutation(self.theory, {**facts, person: not right}, person, level + 1, CASE, self.rng)
        return [*steps, Conclude(person, right, level)]

    def _telling_person(self, facts: Mapping[int, bool]) -> int:
        """The person whose two cases propagation carries furthest: the wrong one to a quick contradiction, best."""

        def openness(person: int) -> tuple[bool, int, int]:
            right = self.solution[person]
            wrong_case = self.theory.propagate({**facts, person: not right}, person)
            right_case = self.theory.propagate({**facts, person: right}, person)
            return wrong_case.broken is None, -len(right_case.facts), len(wrong_case.inferences)

        return min(open_people(self.theory, facts, self.rng), key=openness)
