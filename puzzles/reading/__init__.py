"""Reading: puzzle prose back into statements, or the sentence that stopped the reading."""

from typing import TYPE_CHECKING

from puzzles.lazy import lazy_names

if TYPE_CHECKING:
    from puzzles.reading.read import read_puzzle
    from puzzles.reading.result import ReadPuzzle

__all__ = [
    "ReadPuzzle",
    "read_puzzle",
]

__getattr__, __dir__ = lazy_names(
    __name__,
    {
        "puzzles.reading.read": ("read_puzzle",),
        "puzzles.reading.result": ("ReadPuzzle",),
    },
)
