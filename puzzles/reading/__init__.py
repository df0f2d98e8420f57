"""Reading: puzzle prose back into statements, or the sentence that stopped the reading."""

from puzzles.reading.read import read_puzzle
from puzzles.reading.result import ReadPuzzle

__all__ = ["ReadPuzzle", "read_puzzle"]
