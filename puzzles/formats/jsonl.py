"""Puzzle files: JSON lines, one puzzle a line, UTF-8; always written whole or not at all."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from puzzles.errors import PuzzleFormatError
from puzzles.puzzle import Puzzle, puzzle_from_row


def read_puzzles(path: str | os.PathLike) -> list[Puzzle]:
    """Every puzzle of a file, in order.

    Raises:
        PuzzleFormatError: no such file, not UTF-8, empty, or a line that is no puzzle; the message
            names file, line and cure.
    """
    return [puzzle_of_row(row, path, number) for number, row in read_rows(path)]


def puzzle_of_row(row: dict, path: str | os.PathLike, number: int) -> Puzzle:
    """The puzzle in one row of a file.

    Raises:
        PuzzleFormatError: the row holds no puzzle; the message names file and line.
    """
    try:
        puzzle = puzzle_from_row(row)
        " ".join((puzzle.text, *puzzle.names, *puzzle.roles)).encode()
    except PuzzleFormatError as error:
        raise PuzzleFormatError(f"{path}:{number}: {error}; mend or remove this line") from None
    except UnicodeEncodeError:
        raise PuzzleFormatError(f"{path}:{number}: half a surrogate pair in the text; write that line anew") from None
    except RecursionError:
        raise PuzzleFormatError(f"{path}:{number}: statements nested too deeply; remove this line") from None
    return puzzle


def read_rows(path: str | os.PathLike) -> Iterator[tuple[int, dict]]:
    """(line number from 1, object) of a JSON-lines file; blank lines are passed over.

    Raises:
        PuzzleFormatError: no such file, a directory, not UTF-8, not JSON, no rows at all.
    """
    path, empty = Path(path), True
    with _opened(path) as file:
        for number, line in enumerate(file, start=1):
            if line.strip():
                empty = False
                yield number, _row(line.removeprefix(b"\xef\xbb\xbf"), f"{path}:{number}")
    if empty:
        raise PuzzleFormatError(f"{path}: the file is empty; it should hold one JSON object a line")


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    if path.is_dir():
        raise PuzzleFormatError(f"{path}: this is a directory; name a file in it, such as {path / 'test.jsonl'}")
    try:
        file = path.open("rb")
    except FileNotFoundError:
        raise PuzzleFormatError(f"{path}: no such file; check the path") from None
    with file:
        yield file


def _row(line: bytes, where: str) -> dict:
    try:
        row = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise PuzzleFormatError(f"{where}: byte {error.start + 1} is not UTF-8; save the file as UTF-8") from None
    except RecursionError:
        raise PuzzleFormatError(f"{where}: nested too deeply; remove this line") from None
    except ValueError as error:
        raise PuzzleFormatError(f"{where}: not JSON ({error}); write one JSON object a line") from None
    if not isinstance(row, dict):
        raise PuzzleFormatError(f"{where}: a JSON {type(row).__name__}; write one JSON object a line")
    return row


def write_puzzles(path: str | os.PathLike, puzzles: Iterable[Puzzle]) -> None:
    """Write a puzzle file; an existing one is replaced only when all is written."""
    write_rows(path, (puzzle.to_row() for puzzle in puzzles))


def write_rows(path: str | os.PathLike, rows: Iterable[dict]) -> None:
    """Write JSON lines; an existing file is replaced only when all is written.

    Raises:
        OSError: the place cannot be written.
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and not path.is_file():
        raise FileExistsError(f"{path} exists and is not a file; name another place")
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as file:
            file.writelines(encoded(row) for row in rows)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


def encoded(row: dict) -> bytes:
    """One line of a JSON-lines file."""
    # A lone surrogate is not UTF-8; backslashreplace writes it as the JSON escape it came from.
    return json.dumps(row, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n"
