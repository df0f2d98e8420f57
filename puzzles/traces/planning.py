"""Planning: a derivation in a named style."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

from puzzles.statements import Statement, World
from puzzles.traces import case_analysis, contradiction, trial, truth_table
from puzzles.traces.errors import TraceError
from puzzles.traces.steps import Derivation
from puzzles.traces.verification import checks

STYLES: dict[str, Callable[..., Derivation]] = {
    "case_analysis": case_analysis.plan,
    "contradiction": contradiction.plan,
    "truth_table": truth_table.plan,
    "search": trial.plan,
}
MAX_PEOPLE = {"search": trial.MAX_PEOPLE, "truth_table": truth_table.MAX_PEOPLE}  # the other styles know no bound


def derive(
    statements: Sequence[Statement],
    solution: World,
    style: str,
    rng: random.Random,
    verify: bool = True,
    unique: bool = True,
) -> Derivation:
    """A sound derivation of the one solution.

    Args:
        statements: statement k is said by person k.
        solution: the one world that fits them; the planners use it to choose what to refute.
        style: a key of `STYLES`.
        rng: chooses among equally good steps and which case comes first.
        verify: hold the solution against every statement at the end.
        unique: exclude every other assignment too (`contradiction` always does).

    Raises:
        TraceError: an unknown style, more people than `truth_table` can show (6), or `solution`
            is not the one solution of the statements.

    >>> from puzzles.statements import And, Is
    >>> statements = (And((Is(0, False), Is(1, False))), Is(0, False))
    >>> for step in derive(statements, (False, True), "truth_table", random.Random(1))[:3]:
    ...     print(step)
    Try(assignment=(True, True), number=1)
    Check(speaker=0, value=False, assignment=(True, True))
    Reject(assignment=(True, True), speaker=0)
    """
    if style not in STYLES:
        raise TraceError(f"unknown style {style!r}: choose from {', '.join(STYLES)}")
    if len(solution) != len(statements) or not checks(statements, solution)[-1].fits:
        raise TraceError("the given solution does not fit the statements: solve the puzzle first")
    return STYLES[style](statements, solution, rng, verify=verify, unique=unique)
