"""The formats a dataset can be written in, by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from puzzles.formats import trl
from puzzles.formats.hub import CARD, write_card
from puzzles.formats.mem_kk import MemKKWriter, mem_kk_row
from puzzles.formats.parquet import COLUMNS, ParquetWriter, parquet_row
from puzzles.formats.reasoning_gym import GymWriter, gym_row
from puzzles.formats.rows import encoded
from puzzles.formats.verl import VerlWriter, verl_row
from puzzles.puzzle import Puzzle


class Writer(Protocol):
    """One file being written, row by row."""

    def write(self, row: Any) -> object: ...

    def close(self) -> None: ...


@dataclass(frozen=True)
class Format:
    """How puzzles become rows of a file.

    Attributes:
        extension: of the files, without the dot.
        encode: (puzzle, split) → a row; runs where the puzzle is drawn, so the result can be pickled.
        writer: opens a file for such rows.
        effort: work for a row, as a multiple of that for a puzzle alone; measured, rounded.
        has_card: whether a data set card, which tells `datasets` the splits, is written beside the files.
    """

    extension: str
    encode: Callable[[Puzzle, str], Any]
    writer: Callable[[Path], Writer]
    has_card: bool = False
    effort: int = 1

    def finish(self, folder: Path, name: str, facts: Mapping[str, Any]) -> None:
        """Add what belongs to the folder beside its files; `facts` are those of the manifest, `name` the format's."""
        if self.has_card:
            write_card(folder, name, facts)

    @property
    def extra_files(self) -> tuple[str, ...]:
        return (CARD,) if self.has_card else ()


def _table(encode: Callable[[Puzzle], dict], columns: Mapping[str, Any], effort: int = 1) -> Format:
    """Parquet files of such rows, with a card."""
    writer = partial(ParquetWriter, columns=columns)
    return Format("parquet", lambda puzzle, split: encode(puzzle), writer, has_card=True, effort=effort)


FORMATS = {
    "jsonl": Format("jsonl", lambda puzzle, split: encoded(puzzle.to_row()), lambda path: path.open("wb")),
    "parquet": _table(parquet_row, COLUMNS),
    "trl": _table(trl.trl_row, trl.TRL_COLUMNS),
    "messages": _table(trl.messages_row, trl.MESSAGES_COLUMNS, effort=4),
    "prompt-completion": _table(trl.completion_row, trl.COMPLETION_COLUMNS, effort=4),
    "preference": _table(trl.preference_row, trl.PREFERENCE_COLUMNS, effort=6),
    "stepwise": _table(trl.stepwise_row, trl.STEPWISE_COLUMNS, effort=4),
    "verl": Format("parquet", verl_row, VerlWriter, has_card=True),
    "reasoning-gym": Format("parquet", lambda puzzle, split: gym_row(puzzle), GymWriter, has_card=True),
    "mem-kk": Format("jsonl", lambda puzzle, split: mem_kk_row(puzzle), MemKKWriter),
}
