"""Reading puzzles from any of the formats, told apart by what is in the file."""

from __future__ import annotations

import os
from collections.abc import Iterator

from puzzles.errors import PuzzleFormatError
from puzzles.formats.any_file import any_rows, data_file
from puzzles.formats.jsonl import puzzle_of_row
from puzzles.formats.mem_kk import is_mem_kk_row, row_from_mem_kk
from puzzles.formats.reasoning_gym import is_gym_row, row_from_gym
from puzzles.formats.verl import is_verl_row, row_from_verl
from puzzles.puzzle import Puzzle


def load_rows(path: str | os.PathLike) -> Iterator[tuple[int, dict]]:
    """(line or row number from 1, our JSON row) of a file, in any of `any_rows`.

    Rows may be ours, mem-kk-logic's, verl's or reasoning-gym's.

    Raises:
        PuzzleFormatError: the file or a row cannot be read; the message names file, row and cure.
    """
    for number, row in any_rows(path):
        try:
            yield number, our_row(row)
        except PuzzleFormatError as error:
            raise PuzzleFormatError(f"{data_file(path)}:{number}: {error}; mend or remove this row") from None


def load_puzzles(path: str | os.PathLike) -> Iterator[Puzzle]:
    """The puzzles of a file in any of the formats, one at a time.

    Raises:
        PuzzleFormatError: as `load_rows`, or a row is no puzzle with this solution.
    """
    for _, _, puzzle in load_puzzle_rows(path):
        yield puzzle


def load_puzzle_rows(path: str | os.PathLike) -> Iterator[tuple[int, dict, Puzzle]]:
    """(number, row, puzzle) of each row; raises PuzzleFormatError as `load_puzzles`."""
    for number, row in load_rows(path):
        yield number, row, puzzle_of_row(row, data_file(path), number)


def our_row(row: dict) -> dict:
    """The row in our keys, of whatever format it is; raises PuzzleFormatError for a part of a row of another one."""
    if is_mem_kk_row(row):
        return row_from_mem_kk(row)
    if is_gym_row(row):
        return row_from_gym(row)
    return row_from_verl(row) if is_verl_row(row) else row
