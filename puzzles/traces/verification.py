"""Verification: an assignment held against every statement."""

from __future__ import annotations

from collections.abc import Sequence

from puzzles.statements import Statement, World, holds
from puzzles.traces.steps import Candidate, Check, Step, Verified


def checks(statements: Sequence[Statement], assignment: World) -> list[Check]:
    """Each statement in the order of the speakers, up to the first that does not fit."""
    steps = []
    for speaker, statement in enumerate(statements):
        steps.append(Check(speaker, holds(statement, assignment), assignment))
        if not steps[-1].fits:
            break
    return steps


def arrival(statements: Sequence[Statement], solution: World, verify: bool, is_settled: bool) -> list[Step]:
    """The steps once everybody is determined: the candidate and, if wanted, its verification.

    A candidate that is settled and not to be verified goes without saying: the answer follows at once.
    """
    if verify:
        return [Candidate(solution), *checks(statements, solution), Verified(solution)]
    return [] if is_settled else [Candidate(solution)]
