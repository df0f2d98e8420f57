"""Contradiction: settle everybody in turn by assuming the opposite and refuting it."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence

from puzzles.statements import Statement, World
from puzzles.traces.explanation import explained
from puzzles.traces.propagation import Theory
from puzzles.traces.search import open_people, refutation
from puzzles.traces.slicing import sliced
from puzzles.traces.steps import REFUTE, Answer, Assume, Conclude, Derivation, Step
from puzzles.traces.verification import arrival


def plan(
    statements: Sequence[Statement], solution: World, rng: random.Random, verify: bool = True, unique: bool = True
) -> Derivation:
    """One reductio after the other, the shortest that can be had at each turn.

    Every other assignment is excluded on the way, so `unique` makes no difference.

    Raises:
        TraceError: `solution`, which must be one, is not the only solution.
    """
    theory = Theory(statements)
    steps: list[Step] = []
    settled: dict[int, bool] = {}
    while len(settled) < len(statements):
        person, proof = _shortest_proof(theory, settled, solution, rng)
        steps += [Assume(person, not solution[person], 1, REFUTE), *proof, Conclude(person, solution[person], 0)]
        settled[person] = solution[person]
    steps += arrival(statements, solution, verify, is_settled=True)
    return tuple(sliced([*steps, Answer(solution, unique=True)]))


def _shortest_proof(
    theory: Theory, settled: Mapping[int, bool], solution: World, rng: random.Random
) -> tuple[int, list[Step]]:
    """An unsettled person and the steps from the opposite role to a contradiction.

    Propagation alone is tried on everybody first; only where it refutes nobody does the
    person it carries furthest get a nested proof.
    """
    best: tuple[int, list[Step]] | None = None
    furthest = (0, -1)  # facts known, person
    for person in open_people(theory, settled, rng):
        assumed = {**settled, person: not solution[person]}
        propagation = theory.propagate(assumed, person)
        if propagation.broken is None:
            furthest = max(furthest, (len(propagation.facts), person))
        else:
            proof = sliced(explained(propagation, assumed))
            if best is None or len(proof) < len(best[1]):
                best = person, proof
            if len(proof) == 1:
                break
    if best is not None:
        return best
    _, person = furthest
    return person, refutation(theory, {**settled, person: not solution[person]}, person, 1, REFUTE, rng)
