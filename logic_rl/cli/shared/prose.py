"""Puzzles in prose from a file or standard input: plain text with several puzzles, or rows with one each."""

from __future__ import annotations

import itertools
import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import BinaryIO, NamedTuple

from logic_rl.errors import UsageError
from puzzles.spelling import nearest

_ROWS = (".jsonl", ".ndjson", ".jsonl.gz", ".json", ".parquet", ".arrow")


class Prose(NamedTuple):
    """One puzzle in prose.

    `line` is where it begins, from 1: a line of a text or of JSON lines, a row of an array or of parquet. `row` is
    what else the row holds. `fault` says why the text is no one puzzle, "" where nothing speaks against it.
    """

    text: str
    line: int
    row: dict
    fault: str = ""


def prose_of(source: str, field: str) -> Iterator[Prose]:
    """The puzzles of a file (`-`: standard input), as they come.

    Raises:
        UsageError: no such file, not UTF-8, a bad row, no prose in the first row, no puzzle at all; says where.
    """
    if source.endswith(_ROWS) and Path(source).is_file():
        from puzzles.formats.any_file import any_rows

        yield from _of_rows(any_rows(source, UsageError), source, field)
        return
    with _opened(source) as lines:
        yield from _of_lines(lines, "standard input" if source == "-" else source, field)


def _of_lines(lines: Iterable[bytes], where: str, field: str) -> Iterator[Prose]:
    decoded = _decoded(lines, where)
    first = next((pair for pair in decoded if pair[1].strip()), None)
    if first is None:
        raise UsageError(f"{where}: nothing to read; give puzzle prose or JSON lines with {field!r}")
    rest = itertools.chain([first], decoded)
    beginning = first[1].lstrip()
    if beginning.startswith("["):
        numbered = list(rest)
        array = _array("".join(line for _, line in numbered), where)
        if array is not None:
            yield from _of_rows(enumerate(array, start=1), where, field)
            return
        rest = itertools.chain(numbered)
    if beginning.startswith("{"):
        yield from _of_rows(_json_rows(rest, where), where, field)
        return

    from puzzles.reading.split import puzzle_texts

    skipped = itertools.repeat("", first[0] - 1)  # blank lines before the first, so that lines are counted from 1
    for found in puzzle_texts(itertools.chain(skipped, (line for _, line in rest))):
        yield Prose(found.text, found.line, {}, found.unclear)


def _of_rows(rows: Iterable[tuple[int, dict | str]], where: str, field: str) -> Iterator[Prose]:
    """Behind a first row with prose, a row without any is one that cannot be read: it does not stop the others."""
    is_first = True
    for number, given in rows:
        row = {field: given} if isinstance(given, str) else _our_row(given, field, f"{where}:{number}")
        text = row.get(field)
        if isinstance(text, str):
            yield Prose(text, number, row)
        elif is_first:
            there = _fields(row, field)
            raise UsageError(f"{where}:{number}: no prose in {field!r}; name its field with --field ({there})")
        else:
            yield Prose("", number, row, f"no prose in {field!r} ({_fields(row, field)})")
        is_first = False


def _our_row(row: dict, field: str, where: str) -> dict:
    """A row of mem-kk-logic or verl with its prose in our `text`; others as they are."""
    if isinstance(row.get(field), str):
        return row

    from puzzles.errors import PuzzleFormatError
    from puzzles.formats.load import our_row

    try:
        return our_row(row)
    except PuzzleFormatError as error:
        raise UsageError(f"{where}: {error}; mend or remove this row") from None


def _fields(row: dict, field: str) -> str:
    others = [name for name, value in row.items() if isinstance(value, str) and name != "id"]
    near = nearest(field, others)
    hint = f"did you mean {near!r}? " if near else ""
    return f"{hint}fields with text: {', '.join(others) or 'none'}"


def _json_rows(lines: Iterable[tuple[int, str]], where: str) -> Iterator[tuple[int, dict]]:
    from puzzles.formats.rows import parsed_row

    for number, line in lines:
        if line.strip():
            yield number, parsed_row(line.encode(), f"{where}:{number}", UsageError)


def _array(text: str, where: str) -> list[dict | str] | None:
    """The rows or texts of a JSON array; None for a text that begins with a bracket and is none."""
    try:
        rows = json.loads(text)
    except (ValueError, RecursionError):
        return None
    for number, row in enumerate(rows, start=1):
        if not isinstance(row, dict | str):
            kind = type(row).__name__
            raise UsageError(f"{where}: item {number} of the array is a {kind}; give objects or texts")
    if not rows:
        raise UsageError(f"{where}: an empty array; give it objects or texts")
    return rows


def _opened(source: str) -> AbstractContextManager[BinaryIO]:
    if source == "-":
        return nullcontext(sys.stdin.buffer)
    path = Path(source)
    if path.is_dir():
        raise UsageError(f"{path}: this is a directory; name a file in it")
    try:
        return path.open("rb")
    except FileNotFoundError:
        raise UsageError(f"{path}: no such file; check the path") from None


def _decoded(lines: Iterable[bytes], where: str) -> Iterator[tuple[int, str]]:
    """(line number from 1, text) of each line."""
    for number, line in enumerate(lines, start=1):
        try:
            yield number, line.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError as error:
            raise UsageError(f"{where}:{number}: byte {error.start + 1} is not UTF-8; save the file as UTF-8") from None
