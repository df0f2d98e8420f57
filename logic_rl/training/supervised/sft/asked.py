"""Response rows with what was asked, as fine-tuning reads them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from logic_rl.errors import UsageError
from logic_rl.shapes import response_row
from logic_rl.tasks.knights.rows import check_response, puzzle_of_response
from logic_rl.types import Problem
from puzzles.formats.any_file import any_rows, data_file
from puzzles.puzzle import Puzzle

QUESTIONS = ("question", "problem", "text")


def asked_rows(
    paths: Sequence[Path], known: dict[str, Puzzle]
) -> Iterator[tuple[str, dict, Puzzle | Problem]]:
    """(where it stands, response row, what it answers) of all files, in order.

    Raises:
        UsageError, PuzzleFormatError: a row cannot be used; names file, line and cure.
    """
    for path in paths:
        file = data_file(path)
        for number, row in any_rows(path):
            where = f"{file}:{number}"
            row = response_row(row, where, number)
            check_response(row, where, ("response",))
            is_puzzle = row.get("task", "knights") == "knights"
            asked = puzzle_of_response(row, known, file, number) if is_puzzle else None
            yield where, row, asked or _question(row, where)


def _question(row: dict, where: str) -> Problem:
    names = ("text", *QUESTIONS) if "task" in row else QUESTIONS  # `sample` writes what was asked as `text`
    text = next((row[name] for name in names if isinstance(row.get(name), str) and row[name].strip()), None)
    if text is None:
        raise UsageError(f"{where}: what was asked? Add 'puzzle_id', the fields of a puzzle, or 'question'")
    return Problem(str(row.get("id", where)), text, answer="")
