"""Checking: does every step of a derivation follow from what is in force before it?

Written apart from the planners on purpose: it walks over assignments one by one with `holds`,
and knows neither rules nor propagation. So it can hold any derivation to account, whoever wrote it.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from puzzles.statements import Statement, World, holds, leaves
from puzzles.traces.errors import UnsoundStep
from puzzles.traces.steps import (
    PURPOSES,
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


def check(derivation: Sequence[Step], statements: Sequence[Statement]) -> None:
    """Pass if the derivation is sound and complete.

    Each deduction must follow from the facts it names, all of them in force, and one statement;
    levels must open and close in order; the derivation must end in an `Answer` that fits all
    statements and, where it says `unique`, every other assignment must have been excluded.
    Takes time 2**k for a statement that involves k people not named in the step.

    Raises:
        UnsoundStep: with the number of the first bad step and the reason.
    """
    checker = Checker(statements)
    for index, step in enumerate(derivation):
        problem = checker.problem(step)
        if problem:
            raise UnsoundStep(index, problem)
    if checker.answer is None:
        raise UnsoundStep(len(derivation), "the derivation ends without an answer")


@dataclass
class _Level:
    """Facts in force, the assumption that opened the level, and what a case set aside came to."""

    facts: dict[int, bool]
    assumption: tuple[int, bool] | None = None
    is_refuted: bool = False
    set_aside: dict[tuple[int, bool], World] = field(default_factory=dict)


class Checker:
    """Holds the steps of one derivation to account, one after the other.

    `may_refute_all` allows a contradiction that rests on no assumption: then no assignment fits the statements.
    """

    def __init__(self, statements: Sequence[Statement], may_refute_all: bool = False) -> None:
        self.statements, self.may_refute_all = statements, may_refute_all
        self.levels = [_Level({})]
        self.tried: list[World] = []
        self.under_trial: World | None = None
        self.checked: list[Check] = []
        self.fitting: set[World] = set()
        self.rejected: set[World] = set()
        self.answer: Answer | None = None

    def problem(self, step: Step) -> str | None:
        """Why the step does not follow, or None; a step that follows is put in force."""
        if self.answer is not None:
            return "nothing may follow the answer"
        if self.levels[-1].is_refuted and not isinstance(step, Conclude):
            return "a contradiction must be followed by its conclusion"
        problem = self._malformed(step)
        return problem or getattr(self, f"_{type(step).__name__.lower()}")(step)

    # -- one method a kind of step: the reason it does not follow, or None

    def _assume(self, step: Assume) -> str | None:
        if step.level != len(self.levels) or step.purpose not in PURPOSES:
            return f"an assumption here opens level {len(self.levels)} for one of the purposes {PURPOSES}"
        if step.person in self._facts:
            return f"person {step.person} is known already"
        self.levels.append(_Level({**self._facts, step.person: step.knight}, (step.person, step.knight)))
        return None

    def _evaluate(self, step: Evaluate) -> str | None:
        worlds = self._fitting_worlds(step.speaker, step.under)
        if not worlds or any(holds(self.statements[step.speaker], world) != step.value for world in worlds):
            return f"the facts do not make statement {step.speaker} {step.value}"
        return None

    def _deduce(self, step: Deduce) -> str | None:
        if step.person in self._facts:
            return f"person {step.person} is known already"
        worlds = self._fitting_worlds(step.speaker, step.under, step.person)
        if not worlds or any(world[step.person] != step.knight for world in worlds):
            return f"statement {step.speaker} and the facts do not determine person {step.person} so"
        self._facts[step.person] = step.knight
        return None

    def _contradiction(self, step: Contradiction) -> str | None:
        if len(self.levels) == 1 and not self.may_refute_all:
            return "a contradiction without an assumption"
        if step.claimed == step.actual or dict(step.under).get(step.speaker) != step.claimed:
            return f"the facts do not say that statement {step.speaker} should be {step.claimed}"
        statement = self.statements[step.speaker]
        if any(holds(statement, world) != step.actual for world in self._worlds(step.speaker, step.under)):
            return f"the facts do not make statement {step.speaker} {step.actual}"
        self.levels[-1].is_refuted = True
        return None

    def _paradox(self, step: Paradox) -> str | None:
        if len(self.levels) == 1 and not self.may_refute_all:
            return "a contradiction without an assumption"
        if self._fitting_worlds(step.speaker, step.under):
            return f"statement {step.speaker} can be said under these facts"
        self.levels[-1].is_refuted = True
        return None

    def _conclude(self, step: Conclude) -> str | None:
        closed = self.levels[-1]
        if not closed.is_refuted or closed.assumption != (step.person, not step.knight):
            return "this is not the opposite of an assumption just refuted"
        if step.level != len(self.levels) - 2:
            return f"the conclusion is in force on level {len(self.levels) - 2}"
        self.levels.pop()
        other_case = self.levels[-1].set_aside.get((step.person, step.knight))
        self._facts.update(enumerate(other_case) if other_case is not None else {step.person: step.knight}.items())
        return None

    def _retract(self, step: Retract) -> str | None:
        closed = self.levels[-1]
        if closed.assumption is None or step.level != len(self.levels) - 2:
            return "only the innermost level can be set aside"
        self.levels.pop()
        if len(closed.facts) < len(self.statements):
            return "the case set aside is still open"
        self.levels[-1].set_aside[closed.assumption] = _as_world(closed.facts)
        return None

    def _candidate(self, step: Candidate) -> str | None:
        if dict(enumerate(step.assignment)) != self._facts:
            return "this is not what is in force"
        self._start_trial(step.assignment)
        return None

    def _try(self, step: Try) -> str | None:
        if len(self.levels) > 1 or step.assignment in self.tried:
            return "an assignment is tried once, and outside of any assumption"
        if step.number != len(self.tried) + 1:
            return f"this is trial number {len(self.tried) + 1}"
        self.tried.append(step.assignment)
        self._start_trial(step.assignment)
        return None

    def _check(self, step: Check) -> str | None:
        if step.assignment != self.under_trial:
            return "this assignment is not under trial"
        if holds(self.statements[step.speaker], step.assignment) != step.value:
            return f"statement {step.speaker} is not {step.value} in this assignment"
        self.checked.append(step)
        return None

    def _reject(self, step: Reject) -> str | None:
        if step.assignment != self.under_trial or not any(
            seen.speaker == step.speaker and not seen.fits for seen in self.checked
        ):
            return f"statement {step.speaker} was not seen to fail"
        self.rejected.add(step.assignment)
        return None

    def _verified(self, step: Verified) -> str | None:
        fitting = {seen.speaker for seen in self.checked if seen.fits}
        if step.assignment != self.under_trial or len(fitting) < len(self.statements):
            return "not every statement was seen to fit"
        self.fitting.add(step.assignment)
        return None

    def _answer(self, step: Answer) -> str | None:
        if any(holds(said, step.assignment) != step.assignment[k] for k, said in enumerate(self.statements)):
            return "the answer does not fit the statements"
        settled = self.levels[0].facts == dict(enumerate(step.assignment))
        enumerated = len(self.rejected - {step.assignment}) == 2 ** len(self.statements) - 1
        if step.unique and not (settled or enumerated):
            return "other assignments were not excluded"
        if not (settled or step.assignment in self.fitting or self._facts == dict(enumerate(step.assignment))):
            return "the answer was not reached"
        self.answer = step
        return None

    # -- what is in force, and the assignments that agree with it

    @property
    def _facts(self) -> dict[int, bool]:
        return self.levels[-1].facts

    def _start_trial(self, assignment: World) -> None:
        self.under_trial, self.checked = assignment, []

    def _worlds(self, speaker: int, under: Facts, person: int | None = None) -> Iterator[dict[int, bool]]:
        """Every assignment to the people that a step involves which agrees with the facts it names."""
        known = dict(under)
        involved = {speaker, *(leaf.person for leaf in leaves(self.statements[speaker]))}
        free = sorted((involved if person is None else involved | {person}) - known.keys())
        for roles in itertools.product((False, True), repeat=len(free)):
            yield {**known, **dict(zip(free, roles, strict=True))}

    def _fitting_worlds(self, speaker: int, under: Facts, person: int | None = None) -> list[dict[int, bool]]:
        """Those in which the speaker tells the truth exactly when the statement is true."""
        statement = self.statements[speaker]
        return [world for world in self._worlds(speaker, under, person) if holds(statement, world) == world[speaker]]

    def _malformed(self, step: Step) -> str | None:
        """Whether the step speaks of people, facts or assignments that are not there."""
        people = range(len(self.statements))
        for name in ("person", "speaker"):
            if getattr(step, name, 0) not in people:
                return f"{name} {getattr(step, name)} of {len(people)} (counted from 0)"
        assignment = getattr(step, "assignment", people)
        if len(assignment) != len(people):
            return f"an assignment to {len(assignment)} of {len(people)} people"
        missing = [fact for fact in getattr(step, "under", ()) if self._facts.get(fact[0]) != fact[1]]
        return f"not in force here: {dict(missing)}" if missing else None


def _as_world(facts: Mapping[int, bool]) -> World:
    return tuple(facts[person] for person in range(len(facts)))
