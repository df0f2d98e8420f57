"""What can go wrong in this package; each error is also the standard one it refines."""


class PuzzleError(Exception):
    """Base of the errors raised here."""


class GenerationError(PuzzleError, ValueError):
    """A request for puzzles that cannot be met; the message gives counts and a way out."""


class PuzzleFormatError(PuzzleError, ValueError):
    """A stored puzzle that cannot be read; the message names file, line and field."""


class UnreadablePuzzleError(PuzzleFormatError):
    """Puzzle prose that cannot be read with certainty.

    `sentence` is the sentence that stopped the reading (empty where the whole text did), `reason` says why.
    """

    def __init__(self, sentence: str, reason: str) -> None:
        super().__init__(f"cannot read {sentence!r}: {reason}" if sentence else f"cannot read the puzzle: {reason}")
        self.sentence, self.reason = sentence, reason

    def __reduce__(self) -> tuple:
        return type(self), (self.sentence, self.reason)
