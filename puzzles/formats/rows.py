"""JSON lines: one JSON object a line, UTF-8, ended by a line feed alone; a name that ends in .gz is compressed."""

from __future__ import annotations

import errno
import gzip
import json
import os
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from puzzles.errors import PuzzleFormatError
from puzzles.formats.file import new_file

_BOM = b"\xef\xbb\xbf"


def numbered_rows(
    path: str | os.PathLike,
    error: type[Exception] = PuzzleFormatError,
    *,
    may_be_empty: bool = False,
    tolerate_cut: bool = False,
    parse_float: Callable[[str], object] | None = None,
) -> Iterator[tuple[int, dict]]:
    """(line number from 1, object) of a file, one at a time; blank lines are passed over.

    Args:
        error: what is raised where the file is not right.
        tolerate_cut: leave out a last line without a line end that is no JSON: a write in flight.
        parse_float: as in `json.loads`.

    Raises:
        error: no such file, a directory, cut short, not UTF-8, not JSON, no rows at all; says file, line and cure.
    """
    path, empty = Path(path), not may_be_empty
    for number, line in _numbered_lines(path, error):
        try:
            row = parsed_row(line, f"{path}:{number}", error, parse_float)
        except error:
            if tolerate_cut and not line.endswith(b"\n"):
                return
            raise
        empty = False
        yield number, row
    if empty:
        raise error(f"{path}: the file is empty; it should hold one JSON object a line")


def count_rows(path: str | os.PathLike, error: type[Exception] = PuzzleFormatError) -> int:
    """Lines that are not blank. Raises `error` where the file cannot be read."""
    return sum(1 for _ in _numbered_lines(Path(path), error))


def parsed_row(
    line: bytes, where: str, error: type[Exception], parse_float: Callable[[str], object] | None = None
) -> dict:
    """The object that a line holds; `where` begins the message if it holds none."""
    try:
        row = json.loads(line.removeprefix(_BOM).decode("utf-8"), parse_float=parse_float)
    except UnicodeDecodeError as fault:
        raise error(f"{where}: byte {fault.start + 1} is not UTF-8; save the file as UTF-8") from None
    except RecursionError:
        raise error(f"{where}: nested too deeply; remove this line") from None
    except ValueError as fault:
        raise error(f"{where}: not JSON ({fault}); write one JSON object a line") from None
    if not isinstance(row, dict):
        raise error(f"{where}: a JSON {type(row).__name__}; write one JSON object a line")
    return row


def _numbered_lines(path: Path, error: type[Exception]) -> Iterator[tuple[int, bytes]]:
    """(number from 1, line) of every line that is not blank."""
    if path.is_dir():
        raise error(f"{path}: this is a directory; name a file in it, such as {path / 'test.jsonl'}")
    try:
        with gzip.open(path, "rb") if path.name.endswith(".gz") else path.open("rb") as file:
            for number, line in enumerate(file, start=1):
                if line.strip():
                    yield number, line
    except FileNotFoundError:
        raise error(f"{path}: no such file; check the path") from None
    except (EOFError, OSError, zlib.error) as fault:
        if getattr(fault, "errno", None) == errno.ELOOP:
            raise error(f"{path}: a link to itself; name what it should point to") from None
        raise error(f"{path}: cannot be read ({getattr(fault, 'strerror', None) or fault}); is it whole?") from None


def write_rows(path: str | os.PathLike, rows: Iterable[dict]) -> None:
    """Write a file, whose folder is made; an existing one is replaced only when all is written.

    The same rows give the same bytes, compressed ones too.

    Raises:
        OSError: the place cannot be written.
    """
    write_lines(path, map(encoded, rows))


def write_lines(path: str | os.PathLike, lines: Iterable[bytes]) -> None:
    """The same of rows that are `encoded` already."""
    with new_file(path) as part, _opened_for_writing(part, Path(path).name.endswith(".gz")) as file:
        file.writelines(lines)


@contextmanager
def _opened_for_writing(path: Path, compressed: bool) -> Iterator[BinaryIO | gzip.GzipFile]:
    with path.open("wb") as file:
        if not compressed:
            yield file
            return
        # Neither name nor time in the header: both would change the bytes.
        with gzip.GzipFile(filename="", fileobj=file, mode="wb", mtime=0, compresslevel=6) as packed:
            yield packed


def encoded(row: dict) -> bytes:
    """One line of a JSON-lines file."""
    # A lone surrogate is not UTF-8; backslashreplace writes it as the JSON escape it came from.
    return json.dumps(row, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n"
