"""What stands after some steps of a sound derivation, for those who write on from there."""

from __future__ import annotations

from collections.abc import Iterable

from puzzles.traces.steps import Assume, Candidate, Conclude, Deduce, Retract, Step, Suppose, Try


class Standing:
    """Facts in force by level, and the assignment under trial.

    Attributes:
        levels: what is in force on each level, the innermost last; each holds the facts of those before.
        trial: the assignment last taken up, as person → truth-teller; empty where none is.
    """

    def __init__(self, steps: Iterable[Step]) -> None:
        self.levels: list[dict[int, bool]] = [{}]
        self.trial: dict[int, bool] = {}
        self._aside: list[dict[int, bool]] = [{}]  # of each level, what the case set aside came to
        for step in steps:
            self._take(step)

    @property
    def facts(self) -> dict[int, bool]:
        """What is under trial, else what is in force."""
        return dict(self.trial or self.levels[-1])

    def _take(self, step: Step) -> None:
        match step:
            case Assume(person, knight):
                self.levels.append({**self.levels[-1], person: knight})
                self._aside.append({})
                self.trial = {}
            case Deduce(person, knight):
                self.levels[-1][person] = knight
            case Conclude(person, knight):
                self.levels.pop()
                self._aside.pop()
                self.levels[-1] |= self._aside[-1] or {person: knight}
            case Retract():
                self._aside.pop()
                self._aside[-1] = self.levels.pop()
                self.trial = {}
            case Suppose(assignment) | Try(assignment) | Candidate(assignment):
                self.trial = dict(enumerate(assignment))
