"""Response rows with the puzzles they answer: what `logicrl score` and `logicrl sft` read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from os import PathLike
from pathlib import Path
from typing import Any

from logic_rl.errors import UsageError
from puzzles import Puzzle
from puzzles.errors import PuzzleFormatError
from puzzles.formats.any_file import any_rows, data_file
from puzzles.formats.jsonl import puzzle_of_row
from puzzles.formats.load import load_rows, our_row

Given = str | PathLike | Iterable[Any]
"""A file of rows, or the rows themselves."""

PUZZLE_FIELDS = ("names", "statements", "solution", "text")


def puzzles_by_id(given: Given) -> dict[str, Puzzle]:
    """The puzzles of a file, or of rows, by the id in their row, or by their own where the row has none.

    Raises:
        UsageError, PuzzleFormatError: a line is no puzzle, or two puzzles have the same id.
    """
    by_id: dict[str, Puzzle] = {}
    path, rows = rows_of(given, "puzzles")
    if isinstance(given, str | PathLike):
        rows = load_rows(given)
    for number, row in rows:
        puzzle = row if isinstance(row, Puzzle) else puzzle_of_row(row, path, number)
        name = puzzle.id if isinstance(row, Puzzle) else row.get("id", puzzle.id)
        if by_id.setdefault(str(name), puzzle) != puzzle:
            raise UsageError(f"{path}:{number}: a second puzzle with id {name!r}; give each its own id")
    return by_id


def rows_of(given: Given, name: str) -> tuple[Path, Iterator[tuple[int, Any]]]:
    """What to call the rows in a message, and (number, row) of each: of a file, or as they are given."""
    if isinstance(given, str | PathLike):
        return data_file(given), any_rows(given)
    return Path(name), iter(enumerate(given, 1))


def puzzle_of_response(row: dict, known: dict[str, Puzzle], path: Path, number: int) -> Puzzle | None:
    """The puzzle a row answers: named by `puzzle_id`, or in its own fields; None if it has neither.

    Raises:
        UsageError, PuzzleFormatError: `puzzle_id` names none of `known`, or the row's own puzzle is broken.
    """
    if "puzzle_id" in row and str(row["puzzle_id"]) in known:
        return known[str(row["puzzle_id"])]
    own = _own_puzzle(row, f"{path}:{number}")
    if all(name in own for name in PUZZLE_FIELDS):
        return puzzle_of_row(own, path, number)
    if "puzzle_id" in row:
        raise UsageError(f"{path}:{number}: no puzzle {row['puzzle_id']!r}; give --puzzles the file that holds it")
    return None


def _own_puzzle(row: dict, where: str) -> dict:
    """The row with its puzzle in our keys, where it is a row of mem-kk-logic or verl with a response."""
    try:
        return our_row(row)
    except PuzzleFormatError as error:
        raise UsageError(f"{where}: {error}; mend or remove this row") from None


def check_response(row: dict, where: str, strings: tuple[str, ...] = ("id", "response")) -> None:
    """The fields that speak of the reply.

    Raises:
        UsageError: one is missing or of the wrong type.
    """
    for name in strings:
        if not isinstance(row.get(name), str):
            raise UsageError(f"{where}: {name!r} must be a string; add it to this row")
    if not isinstance(row.get("opened_think", False), bool):
        raise UsageError(f"{where}: 'opened_think' must be true or false")
    if type(row.get("num_tokens", 0)) is not int:
        raise UsageError(f"{where}: 'num_tokens' must be a whole number")
