"""JSON and JSON-lines files, read with errors for users, written whole or not at all."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice, zip_longest
from pathlib import Path
from typing import TextIO

from logic_rl.errors import UsageError
from logic_rl.shapes import response_row
from puzzles.formats import rows as jsonl
from puzzles.formats.any_file import any_rows, count_any_rows, data_file
from puzzles.formats.file import new_file


def read_rows(path: str | Path, tolerate_cut: bool = False) -> Iterator[dict]:
    """JSON objects of a .jsonl or .jsonl.gz file, one a line; blank lines are skipped, and there may be none at all.

    A last line without a line end that is not JSON is a write in flight: with `tolerate_cut` it is left out.

    Raises:
        UsageError: the file cannot be read or a line is not a JSON object; says the file and the line.
    """
    for _, row in jsonl.numbered_rows(path, UsageError, may_be_empty=True, tolerate_cut=tolerate_cut):
        yield row


def read_responses(path: str | Path, field: str | None = None) -> Iterator[dict]:
    """Response rows, in any shape that `shapes.response_row` reads; without an `id` the row's number is its.

    Args:
        path: JSON lines, a JSON array, parquet or Arrow.
        field: where replies stand, as in `shapes.response_row`.

    Raises:
        UsageError: the file cannot be read, or a row holds no reply.
    """
    place = data_file(path, UsageError)
    for number, (line, row) in enumerate(any_rows(path, UsageError, may_be_empty=True), start=1):
        yield _with_id(response_row(row, f"{place}:{line}", number, field), number)


def responses_of(rows: Iterable[dict], where: str = "rows", field: str | None = None) -> Iterator[dict]:
    """The same of rows that are there already; `where` tells of them in a message."""
    for number, row in enumerate(rows, start=1):
        yield _with_id(response_row(row, f"{where}: row {number}", number, field), number)


def _with_id(row: dict, number: int) -> dict:
    return row if "id" in row else {"id": str(number), **row}


def some_replies(rows: Sequence[dict], count: int) -> list[dict]:
    """`count` response rows for a look, the same ones every time: by turns one that is right and one that is not."""
    right = [row for row in rows if row["score"]["verdict"] == "correct"]
    wrong = [row for row in rows if row["score"]["verdict"] != "correct"]
    turns = (row for pair in zip_longest(right, wrong) for row in pair if row is not None)
    return list(islice(turns, count))


def count_rows(path: str | Path) -> int:
    """Rows that `read_responses` gives. Raises UsageError where the file cannot be read."""
    return count_any_rows(path, UsageError)


def read_json(path: Path) -> dict:
    """One JSON object from a file. Raises UsageError naming the file."""
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise UsageError(f"{path}: cannot be read as JSON ({error}); write it again or remove it") from None
    if not isinstance(value, dict):
        raise UsageError(f"{path}: holds a {type(value).__name__}, not a JSON object")
    return value


def write_rows(path: Path, rows: Iterable[dict]) -> None:
    """Write a .jsonl or .jsonl.gz file; the same rows give the same bytes. Raises UsageError as `writing` does."""
    with _told(path):
        jsonl.write_rows(path, rows)


def write_lines(path: Path, lines: Iterable[bytes]) -> None:
    """The same of rows that are encoded already (see `puzzles.formats.rows.encoded`)."""
    with _told(path):
        jsonl.write_lines(path, lines)


def write_json(path: Path, value: object) -> None:
    """Write JSON for people to read. A number that is none (NaN, infinity) becomes null, which JSON has.

    Raises:
        UsageError: the place cannot be written.
    """
    value = json.loads(json.dumps(value), parse_constant=lambda _: None)
    write_atomic(path, [json.dumps(value, indent=2, ensure_ascii=False), "\n"])


def write_bytes(path: Path, data: bytes) -> None:
    """Write the whole file or none of it. Raises UsageError as `writing` does."""
    with _told(path), new_file(path) as part:
        part.write_bytes(data)


def write_atomic(path: Path, chunks: Iterable[str]) -> None:
    """Write text in pieces, as `writing` does."""
    with writing(path) as file:
        file.writelines(chunks)


@contextmanager
def writing(path: Path) -> Iterator[TextIO]:
    """A text file to fill piece by piece. It gets its name when it is whole, so that readers see the old or the new.

    Raises:
        UsageError: the place cannot be written.
    """
    with _told(path), new_file(path) as part, _text_file(part) as file:
        yield file


def require_new(out: str | os.PathLike, *read: str | os.PathLike | None) -> None:
    """See that a file can be written, and that it is none of those that are read.

    Raises:
        UsageError: it cannot; the message says why.
    """
    out = Path(out)
    for path in read:
        if path is not None and out.is_file() and Path(path).exists() and out.samefile(path):
            raise UsageError(f"--out {out}: this is the file to read; name another one to write")
    if out.is_dir():
        raise UsageError(f"--out {out}: this is a directory; name a file in it")
    require_writable(out)


def require_writable(path: str | Path) -> None:
    """See that a file or folder can be made here, without making anything.

    Raises:
        UsageError: something on the way is a file, or may not be written.
    """
    place = Path(path).absolute()
    while not place.exists():
        if place.is_symlink():
            raise UsageError(f"cannot write {path} ({place} is a link to nothing); choose another place with --out")
        place = place.parent
    if place != Path(path).absolute() and not place.is_dir():
        raise UsageError(f"cannot write {path} ({place} is a file); choose another place with --out")
    if not os.access(place, os.W_OK):
        raise UsageError(f"cannot write {path} (no permission in {place}); choose another place with --out")


def _text_file(path: Path) -> TextIO:
    # Half a surrogate pair is no UTF-8; in JSON its backslash escape is what it came from.
    return path.open("w", encoding="utf-8", errors="backslashreplace", newline="")


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise UsageError(
            f"cannot write {path} ({error.strerror or error}); choose another folder with --out"
        ) from None
