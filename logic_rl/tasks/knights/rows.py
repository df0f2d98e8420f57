"""Response rows with the puzzles they answer: what `logicrl score` and `logicrl sft` read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from logic_rl.errors import UsageError
from puzzles import Puzzle
from puzzles.formats.jsonl import puzzle_of_row
from puzzles.formats.rows import numbered_rows

PUZZLE_FIELDS = ("names", "statements", "solution", "text")


def puzzles_by_id(path: Path) -> dict[str, Puzzle]:
    """Puzzles by the id in their row, or their own where the row has none.

    Raises:
        UsageError, PuzzleFormatError: a line is no puzzle, or two puzzles have the same id.
    """
    found: dict[str, Puzzle] = {}
    for number, row in numbered_rows(path):
        puzzle = puzzle_of_row(row, path, number)
        if "id" not in row:
            row["id"] = puzzle.id
        name = row["id"]
        if found.setdefault(str(name), puzzle) != puzzle:
            raise UsageError(f"{path}:{number}: a second puzzle with id {name!r}; give each its own id")
    return found


def puzzle_of_response(row: dict, known: dict[str, Puzzle], path: Path, number: int) -> Puzzle | None:
    """The puzzle a row answers: named by `puzzle_id`, or in its own fields; None if it has neither.

    Raises:
        UsageError, PuzzleFormatError: `puzzle_id` names none of `known`, or the row's own puzzle is broken.
    """
    if "puzzle_id" in row and str(row["puzzle_id"]) in known:
        return known[str(row["puzzle_id"])]
    if all(name in row for name in PUZZLE_FIELDS):
        return puzzle_of_row(row, path, number)
    if "puzzle_id" in row:
        raise UsageError(f"{path}:{number}: no puzzle {row['puzzle_id']!r}; give --puzzles the file that holds it")
    return None


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


def scored_responses(path: Path, known: dict[str, Puzzle]) -> Iterator[tuple[dict, Puzzle]]:
    """Checked response rows with their puzzles."""
    for number, row in numbered_rows(path):
        where = f"{path}:{number}"
        check_response(row, where)
        puzzle = puzzle_of_response(row, known, path, number)
        if puzzle is None:
            raise UsageError(f"{where}: which puzzle? Add 'puzzle_id', or the fields {', '.join(PUZZLE_FIELDS)}")
        yield row, puzzle
