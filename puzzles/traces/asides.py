"""Asides: a moment of doubt, or a summary of what stands, put between the steps of a derivation."""

from __future__ import annotations

import random

from puzzles.traces.standing import Standing
from puzzles.traces.steps import (
    Answer,
    Assume,
    Candidate,
    Check,
    Conclude,
    Deduce,
    Derivation,
    Evaluate,
    Hesitate,
    Inspect,
    Recap,
    Reject,
    Retract,
    Step,
    Suppose,
    Try,
    as_facts,
)  # fmt: skip


def with_hesitation(derivation: Derivation, rng: random.Random) -> Derivation:
    """One doubt, before an assumption, an assignment or the answer."""
    openings = Assume | Suppose | Try | Candidate | Answer
    places = [k for k, step in enumerate(derivation) if isinstance(step, openings) and not _is_bound(derivation, k)]
    return _inserted(derivation, rng.choice(places), Hesitate())


def with_summary(derivation: Derivation, rng: random.Random) -> Derivation:
    """One summary of what is in force or under trial: between two steps that add to it, else before the answer."""
    places = [k for k in range(1, len(derivation)) if _is_between(derivation[k - 1], derivation[k])]
    place = rng.choice(places) if places else len(derivation) - 1
    return _inserted(derivation, place, Recap(as_facts(Standing(derivation[:place]).facts)))


def _is_between(previous: Step, step: Step) -> bool:
    if isinstance(previous, Inspect | Check):
        return previous.fits and isinstance(step, Inspect | Check)
    return isinstance(previous, Deduce | Conclude) and isinstance(step, Assume | Evaluate)


def _is_bound(derivation: Derivation, place: int) -> bool:
    """Whether what stands before the place announces what comes there."""
    return place > 0 and isinstance(derivation[place - 1], Retract | Reject)


def _inserted(derivation: Derivation, place: int, aside: Step) -> Derivation:
    return (*derivation[:place], aside, *derivation[place:])
