"""Puzzle files: JSON lines, one puzzle a line."""

from __future__ import annotations

import os
from collections.abc import Iterable

from puzzles.errors import PuzzleFormatError
from puzzles.formats.rows import numbered_rows, write_rows
from puzzles.puzzle import Puzzle, puzzle_from_row


def read_puzzles(path: str | os.PathLike) -> list[Puzzle]:
    """Every puzzle of a file, in order.

    Raises:
        PuzzleFormatError: no such file, not UTF-8, empty, or a line that is no puzzle; the message
            names file, line and cure.
    """
    return [puzzle_of_row(row, path, number) for number, row in numbered_rows(path)]


def puzzle_of_row(row: dict, path: str | os.PathLike, number: int) -> Puzzle:
    """The puzzle in one row of a file.

    Raises:
        PuzzleFormatError: the row holds no puzzle; the message names file and line.
    """
    try:
        puzzle = puzzle_from_row(row)
        " ".join((puzzle.text, *puzzle.names, *puzzle.roles)).encode()
    except PuzzleFormatError as error:
        raise PuzzleFormatError(f"{path}:{number}: {error}; mend or remove this line") from None
    except UnicodeEncodeError:
        raise PuzzleFormatError(f"{path}:{number}: half a surrogate pair in the text; write that line anew") from None
    except RecursionError:
        raise PuzzleFormatError(f"{path}:{number}: statements nested too deeply; remove this line") from None
    return puzzle


def write_puzzles(path: str | os.PathLike, puzzles: Iterable[Puzzle]) -> None:
    """Write a puzzle file; an existing one is replaced only when all is written."""
    write_rows(path, (puzzle.to_row() for puzzle in puzzles))
