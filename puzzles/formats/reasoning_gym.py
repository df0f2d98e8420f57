"""Rows as reasoning-gym's data sets give them: `question`, `answer`, `metadata`.

`metadata` holds the puzzle; `source_dataset`, `source_index` and `difficulty` in it are what that library puts there.
"""

from __future__ import annotations

import json
import os

from puzzles.asking import asked
from puzzles.errors import PuzzleFormatError
from puzzles.formats.parquet import COLUMNS, JSON_COLUMNS, ParquetWriter
from puzzles.puzzle import Puzzle

SOURCE = "knights"  # the name of the task
GYM_COLUMNS = {"question": str, "answer": str, "metadata": {"source_dataset": str, "source_index": int, **COLUMNS}}


def entry_of(puzzle: Puzzle, index: int) -> dict:
    """An entry: what is asked, the answer in words, and the puzzle's row as `metadata`."""
    from puzzles.traces.replies import answer_sentence

    return {
        "question": asked(puzzle)[0]["content"],
        "answer": answer_sentence(puzzle),
        "metadata": {"source_dataset": SOURCE, "source_index": index, **puzzle.to_row()},
    }


def gym_row(puzzle: Puzzle) -> dict:
    """An entry as a row of a table, but for its `source_index`, which is its place in the file."""
    entry = entry_of(puzzle, 0)
    texts = {name: json.dumps(entry["metadata"][name], ensure_ascii=False) for name in JSON_COLUMNS}
    return entry | {"metadata": entry["metadata"] | texts}


class GymWriter(ParquetWriter):
    """A file of such rows being written; each gets its place in the file as `source_index`."""

    def __init__(self, path: str | os.PathLike) -> None:
        super().__init__(path, GYM_COLUMNS)

    def write(self, row: dict) -> None:
        super().write(row | {"metadata": row["metadata"] | {"source_index": self.num_rows}})


def is_gym_row(row: dict) -> bool:
    """Whether the row is such an entry, with a puzzle of ours in its metadata."""
    metadata = row.get("metadata")
    return isinstance(metadata, dict) and {"names", "statements", "solution", "text"} <= metadata.keys()


def row_from_gym(row: dict) -> dict:
    """Our row of one of these.

    Raises:
        PuzzleFormatError: its statements or its difficulty are text that is no JSON.
    """
    metadata = row["metadata"]
    try:
        texts = {name: json.loads(metadata[name]) for name in JSON_COLUMNS if isinstance(metadata.get(name), str)}
    except ValueError as error:
        raise PuzzleFormatError(f"'statements' or 'difficulty' in 'metadata' are not JSON ({error})") from None
    return {name: metadata[name] for name in COLUMNS if name in metadata} | texts
