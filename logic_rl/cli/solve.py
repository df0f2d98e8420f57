"""`logicrl solve`."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

from logic_rl.errors import UsageError

if TYPE_CHECKING:
    from puzzles.reading import ReadPuzzle

MAX_SOLUTIONS = 1000  # listed in a row; all are counted


@click.command()
@click.argument("source", metavar="[FILE|-]", default="-")
@click.option("--field", default="text", show_default=True, help="Where the prose stands in a row of JSON lines.")
@click.option("--out", type=click.Path(path_type=Path), help="File to write instead of standard output.")
def solve(source: str, field: str, out: Path | None) -> None:
    """Read puzzle prose and give every solution, one JSON row a puzzle.

    FILE (or standard input) is plain text, with puzzles parted by blank lines or lines of dashes, or JSON lines.
    What cannot be read with certainty has the status "unparsed", with the sentence that stopped the reading.

    \b
    Example:
      echo 'A says: "We are both knaves." B says that A is a knave.' | logicrl solve
      logicrl solve data/puzzles/test.jsonl --out solved.jsonl
    """
    from puzzles.formats.file import new_file
    from puzzles.formats.rows import encoded

    with _opened(source) as lines:
        rows = map(encoded, solved_rows(lines, "standard input" if source == "-" else source, field))
        if out is None:
            sys.stdout.buffer.writelines(rows)
            return
        with new_file(out) as part, part.open("wb") as file:
            file.writelines(rows)


def solved_rows(lines: Iterable[bytes], where: str, field: str) -> Iterator[dict]:
    """A result row for each puzzle of a file, JSON lines or plain text, as they come.

    Raises:
        UsageError: not UTF-8, a bad JSON line, a row without prose, no puzzle at all; the message says where.
    """
    decoded = _decoded(lines, where)
    first = next((pair for pair in decoded if pair[1].strip()), None)
    if first is None:
        raise UsageError(f"{where}: nothing to read; give puzzle prose or JSON lines with {field!r}")
    lines_left = itertools.chain([first], decoded)
    if first[1].lstrip().startswith("{") or where.endswith((".jsonl", ".ndjson")):
        for number, line in lines_left:
            if line.strip():
                row = _json_row(line, f"{where}:{number}", field)
                yield {**({"id": row["id"]} if "id" in row else {}), **solved(row[field])}
        return

    from puzzles.reading.split import puzzle_texts

    for text in puzzle_texts(line for _, line in lines_left):
        yield solved(text)


def solved(text: str) -> dict:
    """Names, roles, statements and solutions of one puzzle, or the reason why it cannot be read.

    `solutions` lists truth values by person, at most `MAX_SOLUTIONS` of them; `num_solutions` counts all.
    """
    from puzzles.errors import UnreadablePuzzleError
    from puzzles.reading import read_puzzle
    from puzzles.solve import consistent_worlds, world_from_number
    from puzzles.statements import to_row, truth_table

    try:
        puzzle = read_puzzle(text)
    except UnreadablePuzzleError as error:
        return {"names": [], "roles": [], "statements": [], "solutions": [], "num_solutions": 0, "solution_text": "",
                "status": "unparsed", "reason": str(error), "sentence": error.sentence}  # fmt: skip
    num_people = len(puzzle.names)
    worlds = consistent_worlds([truth_table(statement, num_people) for statement in puzzle.statements])
    total = worlds.bit_count()
    solutions: list[tuple[bool, ...]] = []
    while worlds and len(solutions) < MAX_SOLUTIONS:
        lowest = worlds & -worlds
        solutions.append(world_from_number(lowest.bit_length() - 1, num_people))
        worlds ^= lowest
    status = {0: "none", 1: "unique"}.get(total, "many")
    listed = f", the first {MAX_SOLUTIONS} are listed" if total > MAX_SOLUTIONS else ""
    reasons = {
        "none": "no assignment of roles fits what is said",
        "many": f"{total} assignments of roles fit what is said{listed}",
    }
    return {
        "names": list(puzzle.names),
        "roles": list(puzzle.roles),
        "language": puzzle.language,
        "statements": [to_row(statement) for statement in puzzle.statements],
        "solutions": [list(solution) for solution in solutions],
        "num_solutions": total,
        "solution_text": _in_words(puzzle, solutions[0]) if total == 1 else "",
        "status": status,
        "reason": reasons.get(status, ""),
    }


def _in_words(puzzle: ReadPuzzle, solution: tuple[bool, ...]) -> str:
    """`Zoey is a knight and Mia is a knave.`"""
    from puzzles.prose.nouns_en import article, listing

    told = [(name, puzzle.roles[0 if honest else 1]) for name, honest in zip(puzzle.names, solution, strict=True)]
    if puzzle.language == "zh":
        return "，".join(f"{name}是{role}" for name, role in told) + "。"
    return listing([f"{name} is {article(role)}" for name, role in told]) + "."


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


def _json_row(line: str, where: str, field: str) -> dict:
    from puzzles.formats.rows import parsed_row

    row = parsed_row(line.encode(), where, UsageError)
    if not isinstance(row.get(field), str):
        others = ", ".join(name for name, value in row.items() if isinstance(value, str) and name != "id") or "none"
        raise UsageError(f"{where}: no prose in {field!r}; name its field with --field (fields with text: {others})")
    return row
