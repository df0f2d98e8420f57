"""The checker's walk: what is in force after each step of a derivation, and why a step does not follow.

It tries assignments one by one with `holds`, and knows neither rules nor propagation.
"""

from __future__ import annotations

import itertools

from puzzles.statements import holds, leaves, literals
from puzzles.traces.in_force import InForce, Level, as_world
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
    Hesitate,
    Inspect,
    Notice,
    Paradox,
    Recap,
    Reject,
    Resume,
    Retract,
    Step,
    Suppose,
    Try,
    Verified,
)  # fmt: skip


class Checker(InForce):
    """Walks over a derivation and puts each step in force that follows."""

    def problem(self, step: Step) -> str | None:
        """Why the step does not follow, or None; a step that follows is put in force."""
        if self.answer is not None:
            return "nothing may follow the answer"
        if self.levels[-1].is_refuted and not isinstance(step, Conclude | Resume):
            return "a contradiction must be followed by its conclusion"
        problem = self._malformed(step)
        return problem or getattr(self, f"_{type(step).__name__.lower()}")(step)

    # -- one method a kind of step: the reason it does not follow, or None

    def _assume(self, step: Assume) -> str | None:
        if step.level != len(self.levels) or step.purpose not in PURPOSES:
            return f"an assumption here opens level {len(self.levels)} for one of the purposes {PURPOSES}"
        if step.person in self._facts:
            return f"person {step.person} is known already"
        self.levels.append(Level({**self._facts, step.person: step.knight}, (step.person, step.knight)))
        return None

    def _evaluate(self, step: Evaluate) -> str | None:
        worlds = self._fitting_worlds(step.speaker, step.under)
        if not worlds or any(self._holds(step.speaker, world) != step.value for world in worlds):
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
        if len(self.levels) == 1 and not (self.is_mistaken or self.may_refute_all):
            return "a contradiction without an assumption"
        if step.claimed == step.actual or dict(step.under).get(step.speaker) != step.claimed:
            return f"the facts do not say that statement {step.speaker} should be {step.claimed}"
        if any(self._holds(step.speaker, world) != step.actual for world in self._worlds(step.speaker, step.under)):
            return f"the facts do not make statement {step.speaker} {step.actual}"
        self.levels[-1].is_refuted = True
        return None

    def _paradox(self, step: Paradox) -> str | None:
        if len(self.levels) == 1 and not (self.is_mistaken or self.may_refute_all):
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
        if len(closed.facts) < len(self.statements):
            return "the case set aside is still open"
        self.levels.pop()
        self.under_trial = None
        self.levels[-1].set_aside[closed.assumption] = as_world(closed.facts)
        return None

    def _candidate(self, step: Candidate) -> str | None:
        if dict(enumerate(step.assignment)) != self._facts and step.assignment not in self.fitting:
            return "this is not what is in force"
        self._start_trial(step.assignment)
        return None

    def _try(self, step: Try | Suppose) -> str | None:
        if len(self.levels) > 1 or step.assignment in self.tried:
            return "an assignment is tried once, and outside of any assumption"
        if step.number != len(self.tried) + 1:
            return f"this is trial number {len(self.tried) + 1}"
        self.tried.append(step.assignment)
        self._start_trial(step.assignment)
        return None

    _suppose = _try

    def _check(self, step: Check) -> str | None:
        if step.assignment != self.under_trial:
            return "this assignment is not under trial"
        if holds(self.statements[step.speaker], step.assignment) != step.value:
            return f"statement {step.speaker} is not {step.value} in this assignment"
        self.checked.append(step)
        return None

    def _inspect(self, step: Inspect) -> str | None:
        world, statement = step.assignment, self.statements[step.speaker]
        if world != self.under_trial:
            return "this assignment is not under trial"
        parts = list(literals(statement))
        if step.kinds != tuple(world[leaf.person] for leaf in leaves(statement)):
            return "somebody is not so in this assignment"
        if step.truths != tuple(holds(part, world) for part in parts):
            return f"a part of statement {step.speaker} is not so in this assignment"
        if step.value != holds(statement, world) or step.role != world[step.speaker]:
            return f"statement {step.speaker} or its speaker is not so in this assignment"
        self.checked.append(step)
        return None

    def _reject(self, step: Reject) -> str | None:
        if step.assignment != self.under_trial or not any(
            seen.speaker == step.speaker and not seen.fits for seen in self.checked
        ):
            return f"statement {step.speaker} was not seen to fail"
        alike = self._involved(step.speaker)
        for world in itertools.product((False, True), repeat=len(self.statements)):
            if all(world[person] == step.assignment[person] for person in alike):
                self.excluded.add(world)
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
        enumerated = len(self.excluded - {step.assignment}) == 2 ** len(self.statements) - 1
        if step.unique and not (settled or enumerated):
            return "other assignments were not excluded"
        if not (settled or step.assignment in self.fitting or self._facts == dict(enumerate(step.assignment))):
            return "the answer was not reached"
        self.answer = step
        return None

    def _recap(self, step: Recap | Resume) -> str | None:
        trial = dict(enumerate(self.under_trial or ()))
        if any(trial.get(person, self._facts.get(person)) != knight for person, knight in step.under):
            return "this is neither in force nor under trial"
        return None

    _resume = _recap

    def _hesitate(self, step: Hesitate) -> str | None:
        return None

    def _notice(self, step: Notice) -> str | None:
        return "there is no mistake to be noticed"
