"""Search by trial: suppose who is what, hold it against each statement in small steps, go on from where it fails.

Every look is local: what a line says can be read off the statement it quotes and the assignment last supposed.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

from puzzles.statements import Statement, World, holds, leaves, literals
from puzzles.traces.errors import SECOND_SOLUTION, TraceError
from puzzles.traces.steps import Answer, Candidate, Derivation, Inspect, Reject, Step, Suppose, Verified

MAX_PEOPLE = 6  # as in `truth_table`


def plan(
    statements: Sequence[Statement], solution: World, rng: random.Random, verify: bool = True, unique: bool = True
) -> Derivation:
    """One assignment after the other from a drawn one on, each up to the first statement that does not fit.

    With `unique=False` the search ends at the first that fits. `verify` holds that one against every statement once
    more.

    Raises:
        TraceError: more than `MAX_PEOPLE` people, or `solution`, which must be one, is not the only solution (told if
            `unique`, or another is found first).
    """
    if len(statements) > MAX_PEOPLE:
        raise TraceError(f"a search among {len(statements)} people is too long: use another style above {MAX_PEOPLE}")
    steps: list[Step] = []
    world = first = _hunch(solution, rng)
    number, fitting = 0, []
    while number == 0 or world != first:
        number += 1
        inspections = list(inspected(statements, world))
        steps += [Suppose(world, number), *inspections]
        failing = None if inspections[-1].fits else inspections[-1].speaker
        if failing is None:
            steps.append(Verified(world))
            fitting.append(world)
            if not unique:
                break
        else:
            steps.append(Reject(world, failing))
        world = next_world(world)
    if fitting != [solution]:
        raise TraceError(SECOND_SOLUTION)
    if verify:
        steps += [Candidate(solution), *inspected(statements, solution), Verified(solution)]
    return (*steps, Answer(solution, unique))


def _hunch(solution: World, rng: random.Random) -> World:
    """Where to begin: of two drawn assignments the one with the shorter way to the solution, to keep proofs short."""

    def way(world: World) -> int:
        return (_number(solution) - _number(world)) % (1 << len(solution))

    return min((tuple(rng.random() < 0.5 for _ in solution) for _ in range(2)), key=way)


def inspected(statements: Sequence[Statement], world: World) -> Iterator[Inspect]:
    """Each statement in the order of the speakers, up to the first that does not fit."""
    for speaker in range(len(statements)):
        looked = inspection(statements, speaker, world)
        yield looked
        if not looked.fits:
            return


def inspection(statements: Sequence[Statement], speaker: int, world: World) -> Inspect:
    """What is to be seen of one statement in one assignment."""
    parts = list(literals(statements[speaker]))
    kinds = tuple(world[next(leaves(part)).person] for part in parts)
    truths = tuple(holds(part, world) for part in parts)
    return Inspect(speaker, world, kinds, truths, holds(statements[speaker], world), world[speaker])


def next_world(world: World) -> World:
    """What to try after `world`.

    The order is that of counting (truth-teller before liar), and goes round. None is passed over, though some must fail
    for the same reason: so what comes next can be read off the assignment before. The first person changes fastest, so
    that it can be written from left to right: whoever follows on a liar that turned truth-teller changes too.
    """
    following = (_number(world) + 1) % (1 << len(world))
    return tuple(not following >> person & 1 for person in range(len(world)))


def _number(world: World) -> int:
    """The place of an assignment in counting order, from 0."""
    return sum(1 << person for person, knight in enumerate(world) if not knight)
