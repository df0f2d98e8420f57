"""What can go wrong with a trace."""

from puzzles.errors import PuzzleError

SECOND_SOLUTION = "the statements allow another solution than the given one: a trace needs a puzzle with exactly one"


class TraceError(PuzzleError, ValueError):
    """A trace that cannot be written: unknown style or language, too many people, not one solution."""


class UnsoundStep(PuzzleError, ValueError):
    """A derivation with a step that does not follow.

    Attributes:
        index: the number of the step, from 0; one past the last where the end is missing.
        reason: why the step does not follow.
    """

    def __init__(self, index: int, reason: str) -> None:
        super().__init__(f"step {index}: {reason}")
        self.index, self.reason = index, reason

    def __reduce__(self) -> tuple:
        return type(self), (self.index, self.reason)
