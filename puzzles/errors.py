"""What can go wrong in this package; each error is also the standard one it refines."""


class PuzzleError(Exception):
    """Base of the errors raised here."""


class GenerationError(PuzzleError, ValueError):
    """A request for puzzles that cannot be met; the message gives counts and a way out."""


class PuzzleFormatError(PuzzleError, ValueError):
    """A stored puzzle that cannot be read; the message names file, line and field."""
