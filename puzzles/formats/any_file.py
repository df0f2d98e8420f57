"""Rows of a file, whatever it is: JSON lines, one JSON array, parquet or Arrow, told apart by their first bytes."""

from __future__ import annotations

import gzip
import json
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from puzzles.errors import PuzzleFormatError
from puzzles.formats.parquet import ARROW_MAGIC, PARQUET_MAGIC, read_arrow_rows, read_parquet_rows
from puzzles.formats.rows import count_rows, numbered_rows

ENDINGS = (".jsonl", ".jsonl.gz", ".ndjson", ".json", ".parquet", ".arrow")
_PART = re.compile(r"-\d{5}-of-\d{5}(?=\.)")  # of a table in several files, as `datasets` names them
NOT_DATA = ("manifest.json", "dataset_info.json", "dataset_dict.json", "state.json", "config.json", "metrics.jsonl")


def any_rows(
    path: str | os.PathLike,
    error: type[Exception] = PuzzleFormatError,
    *,
    may_be_empty: bool = False,
    parse_float: Callable[[str], object] | None = None,
) -> Iterator[tuple[int, dict]]:
    """(line or row number from 1, row) of a file, or of a folder that holds one; arguments as `numbered_rows`.

    The parts of one table (`data-00000-of-00002.arrow`, …) are read as one, its rows numbered through. A column that
    has nothing in a row of a table is no key of that row.

    Raises:
        error: it cannot be read, or a folder holds several files; the message names file, row and cure.
    """
    files = _files(Path(path), error)
    if len(files) == 1:
        yield from _rows(files[0], error, may_be_empty, parse_float)
        return
    rows = (row for file in files for _, row in _rows(file, error, True, parse_float))
    yield from enumerate(rows, start=1)


def count_any_rows(path: str | os.PathLike, error: type[Exception] = PuzzleFormatError) -> int:
    """How many rows `any_rows` gives; of JSON lines only those that are not blank are counted, not read."""
    files = _files(Path(path), error)
    return sum(
        count_rows(file, error) if kind_of(file) == "lines" else sum(1 for _ in _rows(file, error, True, None))
        for file in files
    )


def data_file(path: str | os.PathLike, error: type[Exception] = PuzzleFormatError) -> Path:
    """The file that `any_rows` reads, for messages about its rows; a folder of parts of one table is its own name."""
    files = _files(Path(path), error)
    return files[0] if len(files) == 1 else Path(path)


def _rows(
    path: Path, error: type[Exception], may_be_empty: bool, parse_float: Callable[[str], object] | None
) -> Iterator[tuple[int, dict]]:
    kind = kind_of(path)
    if kind == "lines":
        yield from numbered_rows(path, error, may_be_empty=may_be_empty, parse_float=parse_float)
        return
    try:
        if kind == "array":
            yield from _array(path, may_be_empty, parse_float)
            return
        for number, row in (read_arrow_rows if kind == "arrow" else read_parquet_rows)(path):
            yield number, {name: value for name, value in row.items() if value is not None}
    except PuzzleFormatError as fault:
        raise error(str(fault)) from None


def split_files(folder: Path, split: str) -> list[Path]:
    """The files of one split of a data set's folder, in order: `train.jsonl`, `data/train-00000-of-00001.parquet`, …

    Only those of one ending, the first of `ENDINGS` that there is, so that the same rows in two formats count once.
    """
    places = (folder, folder / "data", folder / split)
    for ending in ENDINGS:
        for place in places:
            pattern = f"*{ending}" if place == folder / split else f"{split}*{ending}"
            names = sorted(path for path in place.glob(pattern) if path.name not in NOT_DATA)
            if place != folder / split:
                names = [path for path in names if path.name[len(split) :].startswith((ending, "-", "_"))]
            if names:
                return names
    return []


def _files(path: Path, error: type[Exception]) -> list[Path]:
    if not path.is_dir():
        return [path]
    files = [one for one in sorted(path.iterdir()) if one.name.endswith(ENDINGS) and one.name not in NOT_DATA]
    tables = {_PART.sub("", one.name) for one in files}
    if len(files) == 1 or (len(tables) == 1 and all(_PART.search(one.name) for one in files)):
        return files
    splits = [one for split in ("test", "valid", "train") for one in split_files(path, split)]
    example = next(iter([*splits, *files]), path / "test.jsonl")
    raise error(f"{path}: this is a directory; name a file in it, such as {example}")


def kind_of(path: Path) -> str:
    """"parquet", "arrow", "array" (of JSON) or "lines", which is all else, by what a file begins with."""
    if not path.is_file():
        return "parquet" if path.suffix == ".parquet" else "lines"
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
            start = file.read(64)
    except (OSError, EOFError):
        return "lines"  # which says what is wrong
    if start.startswith(PARQUET_MAGIC) or path.suffix == ".parquet":
        return "parquet"
    if start.startswith(ARROW_MAGIC) or path.suffix == ".arrow":
        return "arrow"
    return "array" if start.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"[") else "lines"


def _array(
    path: Path, may_be_empty: bool, parse_float: Callable[[str], object] | None
) -> Iterator[tuple[int, dict]]:
    try:
        with gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as file:
            rows = json.loads(file.read().decode("utf-8-sig"), parse_float=parse_float)
    except (ValueError, RecursionError, OSError) as fault:
        raise PuzzleFormatError(f"{path}: not a JSON array ({fault}); write one, or one JSON object a line") from None
    if not rows and not may_be_empty:
        raise PuzzleFormatError(f"{path}: the array is empty; it should hold JSON objects")
    for number, row in enumerate(rows, start=1):
        if not isinstance(row, dict):
            raise PuzzleFormatError(f"{path}:{number}: a JSON {type(row).__name__}; write an array of JSON objects")
        yield number, row
