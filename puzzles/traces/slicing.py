"""Slicing: dropping the steps of a derivation that nothing later rests on.

Planners write down everything that follows, as it comes; a reader wants only what leads to
the contradictions and the answer. Derived facts, evaluations and whole sub-proofs that nobody
uses go, and so does an evaluation that repeats one still in force.
"""

from __future__ import annotations

from collections.abc import Sequence

from puzzles.traces.steps import (
    Answer,
    Assume,
    Candidate,
    Check,
    Conclude,
    Contradiction,
    Deduce,
    Evaluate,
    Facts,
    Paradox,
    Reject,
    Retract,
    Step,
    Try,
    Verified,
)  # fmt: skip

ROOTS = (Candidate, Try, Check, Reject, Verified, Retract, Answer)


class _Scope:
    """What is in force on one level, and the numbers of the steps that put it there."""

    def __init__(self, opened_by: int, outer: _Scope | None = None) -> None:
        self.opened_by = opened_by
        self.facts: dict[int, int] = dict(outer.facts) if outer else {}
        self.evaluated: dict[int, int] = dict(outer.evaluated) if outer else {}
        self.solved_people: tuple[int, ...] = ()
        self.solved_by: list[int] = []


def sliced(steps: Sequence[Step]) -> list[Step]:
    """The steps that candidates, checks, the answer and the last step rest on, in their order."""
    supports = _supports(steps)
    needed = set()
    pending = [index for index, step in enumerate(steps) if isinstance(step, ROOTS)] + [len(steps) - 1]
    while pending:
        index = pending.pop()
        if index not in needed:
            needed.add(index)
            pending += supports[index]
    return [step for index, step in enumerate(steps) if index in needed]


def _supports(steps: Sequence[Step]) -> list[list[int]]:
    """For each step, the numbers of the earlier steps it rests on directly."""
    scopes = [_Scope(opened_by=-1)]
    return [_enter(index, step, scopes) for index, step in enumerate(steps)]


def _enter(index: int, step: Step, scopes: list[_Scope]) -> list[int]:
    """Put a step in force, which may open or close the last of the scopes; what the step rests on."""
    scope = scopes[-1]
    match step:
        case Assume(person=person):
            scopes.append(_Scope(index, scope))
            scopes[-1].facts[person] = index
            return []
        case Evaluate(speaker, _, under):
            scope.evaluated.setdefault(speaker, index)
            return _providers(scope, under)
        case Deduce(person, _, speaker, under):
            rests_on = _providers(scope, under) + [scope.evaluated[s] for s in (speaker,) if s in scope.evaluated]
            scope.facts[person] = index
            return rests_on
        case Contradiction(under=under) | Paradox(under=under):
            return _providers(scope, under)
        case Conclude(person=person):
            return _concluded(index, person, scopes)
        case Retract():
            scopes.pop()
            scopes[-1].solved_people, scopes[-1].solved_by = tuple(scope.facts), [index]
    return list(scope.facts.values())


def _providers(scope: _Scope, under: Facts) -> list[int]:
    return [scope.facts[person] for person, _ in under if person in scope.facts]


def _concluded(index: int, person: int, scopes: list[_Scope]) -> list[int]:
    """Close a refuted case; where the other case had a solution, everybody is settled by it."""
    refuted, outer = scopes.pop(), scopes[-1]
    for settled in (person, *outer.solved_people):
        outer.facts.setdefault(settled, index)
    return [index - 1, refuted.opened_by, *outer.solved_by]
