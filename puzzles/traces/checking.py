"""Checking: does every step of a derivation follow from what is in force before it?

Written apart from the planners on purpose (see `puzzles.traces.checker`), so it can hold any derivation to account,
whoever wrote it, and tell of each step whether it is right.
"""

from __future__ import annotations

from collections.abc import Sequence

from puzzles.statements import Statement
from puzzles.traces.checker import Checker
from puzzles.traces.errors import UnsoundStep
from puzzles.traces.steps import Conclude, Hesitate, Notice, Resume, Step


def check(derivation: Sequence[Step], statements: Sequence[Statement]) -> None:
    """Pass if the derivation is sound and complete, but for mistakes that it notices itself.

    Each deduction must follow from the facts it names, all of them in force, and one statement;
    levels must open and close in order; the derivation must end in an `Answer` that fits all
    statements and, where it says `unique`, every other assignment must have been excluded.
    Takes time 2**k for a statement that involves k people not named in the step.

    Raises:
        UnsoundStep: with the number of the first bad step and the reason.
    """
    labels(derivation, statements)


def labels(derivation: Sequence[Step], statements: Sequence[Statement]) -> tuple[bool, ...]:
    """Of each step whether it is right: whether it follows from what is in force before it, mistakes left out.

    A step that a `Notice` names is wrong. Until the notice, steps must follow from what that step put in force;
    they are right as far as they do without it. After it the same matter must be taken up again, and rightly.

    Raises:
        UnsoundStep: as in `check`, or a step called a mistake is none, or is not mended.
    """
    noticed = {step.wrong: place for place, step in enumerate(derivation) if isinstance(step, Notice)}
    checker, turn, told = Checker(statements), None, list[bool]()
    mending: Step | None = None
    for index, step in enumerate(derivation):
        if turn is not None and isinstance(step, Notice):
            if step.wrong != turn.began:
                raise UnsoundStep(index, f"the mistake was step {turn.began}, not {step.wrong}")
            turn, mending = None, derivation[step.wrong]
            told.append(True)
            continue
        if turn is not None:
            told.append(turn.label(index, step))
            continue
        problem = checker.problem(step)
        if index in noticed:
            if problem is None:
                raise UnsoundStep(index, "this is called a mistake, but it follows")
            turn = _Turn(checker, index, step, derivation[noticed[index] + 1 :])
        elif problem:
            raise UnsoundStep(index, problem)
        elif mending is not None and not isinstance(step, Resume | Hesitate):
            if _matter(step) != _matter(mending):
                raise UnsoundStep(index, "the mistake is not mended")
            mending = None
        told.append(turn is None)
    if checker.answer is None:
        raise UnsoundStep(len(derivation), "the derivation ends without an answer")
    return tuple(told)


class _Turn:
    """A wrong turn: what is in force with the mistake that `began` it, and what would be without it."""

    def __init__(self, checker: Checker, began: int, wrong: Step, after: Sequence[Step]) -> None:
        self.began, self.mistaken, self.sound = began, checker.copied(), checker.copied()
        if not self.mistaken.mistake(wrong):
            raise UnsoundStep(began, "not a step in which a mistake can be made and mended")
        mend = next((step for step in after if not isinstance(step, Resume | Hesitate)), None)
        if isinstance(mend, Conclude):
            self.sound.problem(mend)  # else nothing could follow the contradiction

    def label(self, index: int, step: Step) -> bool:
        problem = self.mistaken.problem(step)
        if problem:
            raise UnsoundStep(index, f"not even with the mistake: {problem}")
        return self.sound.problem(step) is None


def _matter(step: Step) -> tuple[object, object]:
    """What a step is about: whose statement, in which assignment, or which person."""
    return getattr(step, "speaker", getattr(step, "person", None)), getattr(step, "assignment", None)
