"""Truth table: one assignment after the other, each up to the first statement that does not fit."""

from __future__ import annotations

import itertools
import random
from collections.abc import Sequence

from puzzles.statements import Statement, World
from puzzles.traces.errors import SECOND_SOLUTION, TraceError
from puzzles.traces.steps import Answer, Derivation, Reject, Step, Try, Verified
from puzzles.traces.trial import next_world
from puzzles.traces.verification import checks

MAX_PEOPLE = 6


def plan(
    statements: Sequence[Statement], solution: World, rng: random.Random, verify: bool = True, unique: bool = True
) -> Derivation:
    """All assignments in counting order: the last person changes fastest, truth-teller before liar.

    Trying is verifying, so `verify` makes no difference, and nothing is drawn from `rng`. With
    `unique=False` the enumeration stops at the first assignment that fits.

    Raises:
        TraceError: more than `MAX_PEOPLE` people (128 assignments and more make no readable
            text), or `solution`, which must be one, is not the only solution.
    """
    if len(statements) > MAX_PEOPLE:
        raise TraceError(
            f"a truth table of {len(statements)} people has {2 ** len(statements)} rows: "
            f"use another style for more than {MAX_PEOPLE}"
        )
    steps: list[Step] = []
    found = []
    for number, assignment in enumerate(itertools.product((True, False), repeat=len(statements)), start=1):
        checked = checks(statements, assignment)
        steps += [Try(assignment, number), *checked]
        if checked[-1].fits:
            steps.append(Verified(assignment))
            found.append(assignment)
            if not unique:
                break
        else:
            steps.append(Reject(assignment, checked[-1].speaker))
    if found != [solution]:
        raise TraceError(SECOND_SOLUTION)
    return (*steps, Answer(solution, unique))


def next_row(world: World) -> World:
    """What comes after `world` in a truth table, and after the last row the first.

    >>> next_row((True, False))
    (False, True)
    """
    return next_world(world[::-1])[::-1]
