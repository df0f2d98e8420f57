"""Search: refuting what is wrong, and finding a case split that tells much."""

from __future__ import annotations

import random
from collections.abc import Mapping

from puzzles.traces.errors import SECOND_SOLUTION, TraceError
from puzzles.traces.explanation import explained
from puzzles.traces.propagation import Theory
from puzzles.traces.steps import Assume, Conclude, Step


def refutation(
    theory: Theory, facts: Mapping[int, bool], newest: int | None, level: int, purpose: str, rng: random.Random
) -> list[Step]:
    """Steps on `level` from facts that no solution shares to a contradiction.

    Where propagation stalls, one person is assumed on the next level, refuted, and the opposite
    carried on with; whoever is refuted soonest goes first.

    Args:
        newest: the person assumed last, at whom the reasoning starts; None where nobody is assumed.

    Raises:
        TraceError: a solution agrees with the facts.
    """
    steps: list[Step] = []
    known: dict[int, bool] = dict(facts)
    person: int | None = newest
    while True:
        propagation = theory.propagate(known, person)
        steps += explained(propagation, known)
        if propagation.broken is not None:
            return steps
        known = propagation.facts
        if len(known) == theory.num_people:
            raise TraceError(SECOND_SOLUTION)
        person, knight = quickest_refuted(theory, known, rng)
        steps.append(Assume(person, knight, level + 1, purpose))
        steps += refutation(theory, known | {person: knight}, person, level + 1, purpose, rng)
        steps.append(Conclude(person, not knight, level))
        known[person] = not knight


def quickest_refuted(theory: Theory, known: Mapping[int, bool], rng: random.Random) -> tuple[int, bool]:
    """The assumption that propagation refutes in the fewest inferences, or else carries furthest."""
    assumptions = [(person, knight) for person in open_people(theory, known, rng) for knight in (True, False)]

    def effort(assumption: tuple[int, bool]) -> tuple[bool, int]:
        person, knight = assumption
        propagation = theory.propagate({**known, person: knight}, person)
        length = len(propagation.inferences)
        return (False, length) if propagation.broken is not None else (True, -length)

    return min(assumptions, key=effort)


def open_people(theory: Theory, known: Mapping[int, bool], rng: random.Random) -> list[int]:
    """People not yet known, in random order."""
    people = [person for person in range(theory.num_people) if person not in known]
    rng.shuffle(people)
    return people
