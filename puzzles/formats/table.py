"""The formats a dataset can be written in, by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from puzzles.formats import hub
from puzzles.formats.mem_kk import MemKKWriter, mem_kk_row
from puzzles.formats.parquet import COLUMNS, ParquetWriter, parquet_row
from puzzles.formats.rows import encoded
from puzzles.formats.verl import VerlWriter, verl_row
from puzzles.puzzle import Puzzle


class Writer(Protocol):
    """One file being written, row by row."""

    def write(self, row: Any) -> object: ...

    def close(self) -> None: ...


def _nothing(folder: Path) -> None:
    return None


@dataclass(frozen=True)
class Format:
    """How puzzles become rows of a file.

    Attributes:
        extension: of the files, without the dot.
        encode: (puzzle, split) → a row; runs where the puzzle is drawn, so the result can be pickled.
        writer: opens a file for such rows.
        finish: adds `extra_files` to a folder once its files are written.
    """

    extension: str
    encode: Callable[[Puzzle, str], Any]
    writer: Callable[[Path], Writer]
    finish: Callable[[Path], None] = _nothing
    extra_files: tuple[str, ...] = ()


FORMATS = {
    "jsonl": Format("jsonl", lambda puzzle, split: encoded(puzzle.to_row()), lambda path: path.open("wb")),
    "parquet": Format(
        "parquet",
        lambda puzzle, split: parquet_row(puzzle),
        lambda path: ParquetWriter(path, COLUMNS),
        hub.write_puzzle_card,
        (hub.CARD,),
    ),
    "verl": Format("parquet", verl_row, VerlWriter, hub.write_training_card, (hub.CARD,)),
    "mem-kk": Format("jsonl", lambda puzzle, split: mem_kk_row(puzzle), MemKKWriter),
}
