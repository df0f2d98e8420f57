"""The parquet rows that verl trains on, and Logic-RL, which is built on it.

A row has `data_source`, `prompt` (chat messages), `ability`, `reward_model` and `extra_info`. The ground truth
holds what a reward needs to know of a puzzle, and Logic-RL's own two fields, so that its reward runs on it too.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping

from puzzles.asking import INSTRUCTION, asked
from puzzles.errors import PuzzleFormatError
from puzzles.formats.file import new_file
from puzzles.formats.mem_kk import numbered, rows_from_text, tuple_text
from puzzles.formats.parquet import ParquetWriter
from puzzles.puzzle import Puzzle

DATA_SOURCE = "kk_logic"  # Logic-RL chooses its reward by "kk" in it
COLUMNS = {
    "data_source": str,
    "prompt": [{"role": str, "content": str}],
    "ability": str,
    "reward_model": {
        "style": str,
        "ground_truth": {
            "names": [str], "roles": [str], "solution": [bool], "solution_text_format": str, "statements": str,
        },
    },
    "extra_info": {
        "split": str, "index": int, "id": str, "num_people": int, "language": str, "question": str, "difficulty": str,
    },
}  # fmt: skip


def verl_row(puzzle: Puzzle, split: str, instruction: str = INSTRUCTION) -> dict:
    """A puzzle's row, but for `extra_info.index`, which is its place in the file."""
    return {
        "data_source": DATA_SOURCE,
        "prompt": asked(puzzle, instruction),
        "ability": "logic",
        "reward_model": {
            "style": "rule",
            "ground_truth": {
                "names": list(puzzle.names),
                "roles": list(puzzle.roles),
                "solution": list(puzzle.solution),
                "solution_text_format": numbered(puzzle),
                "statements": tuple_text(puzzle.statements),
            },
        },
        "extra_info": {
            "split": split,
            "id": puzzle.id,
            "num_people": puzzle.num_people,
            "language": puzzle.language,
            "question": puzzle.text,
            "difficulty": json.dumps(puzzle.difficulty, ensure_ascii=False),
        },
    }


class VerlWriter(ParquetWriter):
    """A file of such rows being written; each gets its place in the file as `extra_info.index`."""

    def __init__(self, path: str | os.PathLike) -> None:
        super().__init__(path, COLUMNS)

    def write(self, row: dict) -> None:
        super().write(row | {"extra_info": row["extra_info"] | {"index": self.num_rows}})


def write_verl(path: str | os.PathLike, puzzles: Iterable[Puzzle], split: str, instruction: str = INSTRUCTION) -> None:
    """Write a parquet file for verl; an existing one is replaced only when all is written.

    Raises:
        OSError: the place cannot be written.
    """
    with new_file(path) as part, VerlWriter(part) as writer:
        for puzzle in puzzles:
            writer.write(verl_row(puzzle, split, instruction))


def is_verl_row(row: dict) -> bool:
    """Whether the row has the fields that tell this format from others."""
    return {"reward_model", "extra_info", "prompt"} <= row.keys()


def row_from_verl(row: dict) -> dict:
    """Our row of one of these.

    Raises:
        PuzzleFormatError: it lacks what a puzzle needs, as rows written by others may; the message says what.
    """
    try:
        truth, extra = row["reward_model"]["ground_truth"], row["extra_info"]
        return {
            "id": extra["id"],
            "names": truth["names"],
            "roles": truth["roles"],
            "statements": rows_from_text(truth["statements"]),
            "solution": truth["solution"],
            "language": extra.get("language"),
            "text": extra["question"],
            "difficulty": json.loads(extra["difficulty"]),
            "split": extra["split"],
        }
    except (KeyError, TypeError, ValueError) as error:
        missing = error if isinstance(error, KeyError) else "a field of the right kind"
        raise PuzzleFormatError(f"a verl row without {missing} in its ground truth or extra_info") from None


def puzzle_of_truth(ground_truth: Mapping | str, question: str = "") -> Puzzle:
    """What a reward needs of a puzzle: names, roles, solution and question; the statements are left out.

    Args:
        ground_truth: as in `reward_model`, also as JSON text; lists may be numpy arrays.

    Raises:
        PuzzleFormatError: names, roles or solution are missing or do not fit together.
    """
    try:
        truth = json.loads(ground_truth) if isinstance(ground_truth, str) else ground_truth
        names, roles = (tuple(map(str, truth[name])) for name in ("names", "roles"))
        solution = tuple(map(bool, truth["solution"]))
    except (KeyError, TypeError, ValueError):
        raise PuzzleFormatError("the ground truth must be a record with names, roles and solution") from None
    if len(roles) != 2 or not 0 < len(names) == len(solution):
        raise PuzzleFormatError(f"{len(names)} names, {len(solution)} solution values and {len(roles)} roles")
    return Puzzle(names=names, statements=(), solution=solution, text=question, roles=(roles[0], roles[1]))
