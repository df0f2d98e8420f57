"""Puzzles as parquet: one row a puzzle, with the columns of the JSON rows.

A statement is a tree, which no column type can hold; so `statements` and `difficulty` are JSON text, which
pandas, duckdb and `datasets` read as plain strings and `json.loads` turns into what the JSON row has.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from puzzles.errors import PuzzleFormatError
from puzzles.formats.file import new_file
from puzzles.puzzle import Puzzle

COLUMNS = {
    "id": str, "num_people": int, "names": [str], "roles": [str], "statements": str, "solution": [bool],
    "language": str, "text": str, "difficulty": str,
}  # fmt: skip
JSON_COLUMNS = ("statements", "difficulty")
PARQUET_MAGIC, ARROW_MAGIC = b"PAR1", b"ARROW1"  # what such files begin with
ROWS_A_GROUP = 8192  # rows held in memory before they are written, and read together


def parquet_row(puzzle: Puzzle) -> dict:
    """A puzzle's row, the trees in it as JSON text."""
    row = puzzle.to_row()
    return row | {name: json.dumps(row[name], ensure_ascii=False) for name in JSON_COLUMNS}


class ParquetWriter:
    """A parquet file being written; memory holds no more than `ROWS_A_GROUP` rows.

    Args:
        path: the file; see `new_file` for writing all or nothing.
        columns: name → `str`, `int`, `bool`, `[kind]` for a list or `{name: kind}` for a record.

    Example: `ParquetWriter(path, {"names": [str], "reward_model": {"style": str}})`
    """

    def __init__(self, path: str | os.PathLike, columns: Mapping[str, Any]) -> None:
        import pyarrow
        from pyarrow import parquet

        self.num_rows = 0
        self._schema = pyarrow.schema(_arrow_type(dict(columns)))
        self._file = parquet.ParquetWriter(os.fspath(path), self._schema)
        self._rows: list[dict] = []

    def write(self, row: dict) -> None:
        """Add a row; a column it lacks is null."""
        self.num_rows += 1
        self._rows.append(row)
        if len(self._rows) == ROWS_A_GROUP:
            self._write_group()

    def close(self) -> None:
        try:
            self._write_group()
        finally:
            self._file.close()

    def _write_group(self) -> None:
        import pyarrow

        if self._rows:
            rows, self._rows = self._rows, []
            self._file.write_table(pyarrow.Table.from_pylist(rows, schema=self._schema))

    def __enter__(self) -> ParquetWriter:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


def _arrow_type(kind: Any) -> Any:
    """The Arrow type that a column's kind stands for."""
    import pyarrow

    if isinstance(kind, dict):
        return pyarrow.struct([(name, _arrow_type(part)) for name, part in kind.items()])
    if isinstance(kind, list):
        return pyarrow.list_(_arrow_type(kind[0]))
    return {str: pyarrow.string(), int: pyarrow.int64(), bool: pyarrow.bool_()}[kind]


def write_parquet(path: str | os.PathLike, puzzles: Iterable[Puzzle]) -> None:
    """Write a parquet file of puzzles; an existing one is replaced only when all is written.

    Raises:
        OSError: the place cannot be written.
    """
    with new_file(path) as part, ParquetWriter(part, COLUMNS) as writer:
        for puzzle in puzzles:
            writer.write(parquet_row(puzzle))


def read_parquet_rows(path: str | os.PathLike) -> Iterator[tuple[int, dict]]:
    """(row number from 1, row) of a parquet file, its JSON text read.

    Raises:
        PuzzleFormatError: no such file, a directory, not parquet, or text that is not JSON; the message
            names file, row and cure.
    """
    number = 0
    for rows in _groups(Path(path)):
        for row in rows:
            number += 1
            yield number, decoded_row(row, f"{path}:{number}")


def read_arrow_rows(path: Path) -> Iterator[tuple[int, dict]]:
    """The same of an Arrow file: of what `datasets` saves, a stream, or of Arrow's own file format."""
    import pyarrow

    number = 0
    try:
        with pyarrow.memory_map(os.fspath(path)) as source:
            is_file = source.read(len(ARROW_MAGIC)) == ARROW_MAGIC
            source.seek(0)
            table = pyarrow.ipc.open_file(source) if is_file else pyarrow.ipc.open_stream(source)
            for batch in table.read_all().to_batches(max_chunksize=ROWS_A_GROUP):
                for row in batch.to_pylist():
                    number += 1
                    yield number, decoded_row(row, f"{path}:{number}")
    except (pyarrow.ArrowInvalid, OSError) as fault:
        reason = str(fault).splitlines()[0]
        raise PuzzleFormatError(f"{path}: not a whole Arrow file ({reason}); write it anew") from None


def decoded_row(row: dict, where: str) -> dict:
    """A row whose columns of JSON text are read; raises PuzzleFormatError, told as `where`, for what is no JSON."""
    texts = {name: row[name] for name in JSON_COLUMNS if isinstance(row.get(name), str)}
    return row | {
        name: _from_json(text, f"{where}: {name!r}") for name, text in texts.items() if text.startswith(("[", "{"))
    }


def num_rows(path: str | os.PathLike) -> int:
    """How many rows a parquet file has, from its end alone."""
    from pyarrow import parquet

    return parquet.read_metadata(os.fspath(path)).num_rows


def column_names(path: str | os.PathLike) -> list[str]:
    """The columns of a parquet file, from its end alone."""
    from pyarrow import parquet

    return parquet.read_schema(os.fspath(path)).names


def _groups(path: Path) -> Iterator[list[dict]]:
    import pyarrow
    from pyarrow import parquet

    if path.is_dir():
        raise PuzzleFormatError(f"{path}: this is a directory; name a file in it, such as {path / 'test.parquet'}")
    if not path.exists():
        raise PuzzleFormatError(f"{path}: no such file; check the path")
    try:
        with parquet.ParquetFile(path) as file:
            for batch in file.iter_batches(batch_size=ROWS_A_GROUP):
                yield batch.to_pylist()
    except pyarrow.ArrowInvalid as error:
        reason = str(error).splitlines()[0]
        raise PuzzleFormatError(f"{path}: not a whole parquet file ({reason}); write it anew") from None


def _from_json(text: str, where: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise PuzzleFormatError(f"{where} is not JSON ({error}); mend or remove this row") from None
