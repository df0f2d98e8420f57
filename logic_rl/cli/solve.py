"""`logicrl solve`."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

import click

from logic_rl.cli.shared.prose import Prose, prose_of
from logic_rl.evaluation.solving import solved
from logic_rl.rows import require_new

_HEADINGS = {
    "en": {"puzzle": "Puzzle {number}, line {line}", "unique": "Solution", "none": "No solution", "many": "Solutions",
           "unparsed": "Not read", "proof": "Proof", "more": "… and {count} more"},
    "zh": {"puzzle": "第 {number} 题（第 {line} 行）", "unique": "答案", "none": "无解", "many": "多解",
           "unparsed": "读不懂", "proof": "证明", "more": "……另有 {count} 种"},
}  # fmt: skip
_MOST_SHOWN = 8  # of many solutions, in a text for people


@click.command()
@click.argument("source", metavar="[FILE|-]", default="-")
@click.option("--field", default="text", show_default=True, help="Where the prose stands in a row.")
@click.option("--explain", is_flag=True, help="Prove the solution, or that there is none, or several: as a text to "
              "read, or with --json in the rows.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="JSON rows; without --explain the output is always so.")
@click.option("--out", type=click.Path(path_type=Path), help="File to write instead of standard output; a name that "
              "ends in .jsonl gets JSON rows.")  # fmt: skip
def solve(source: str, field: str, explain: bool, as_json: bool, out: Path | None) -> None:
    """Read puzzle prose and give every solution, one JSON row a puzzle.

    FILE (or standard input) is plain text, with puzzles parted by blank lines, numbers, headings or lines of dashes,
    or rows with one puzzle each: JSON lines, a JSON array, parquet. What cannot be read with certainty has the status
    "unparsed", with the sentence that stopped the reading.

    \b
    Example:
      echo 'A says: "We are both knaves." B says that A is a knave.' | logicrl solve
      echo 'A says: "We are both knaves." B says that A is a knave.' | logicrl solve --explain
      logicrl solve data/puzzles/test.jsonl --out solved.jsonl
    """
    from puzzles.formats.file import new_file
    from puzzles.formats.rows import encoded

    if out is not None:
        require_new(out, Path(source))
    rows = (_row(prose, explain) for prose in prose_of(source, field))
    if explain and not as_json and not str(out).endswith((".jsonl", ".ndjson")):
        pieces: Iterable[bytes] = (page.encode() for page in _pages(rows))
    else:
        pieces = map(encoded, rows)
    if out is None:
        sys.stdout.buffer.writelines(pieces)
        return
    first = next(iterator := iter(pieces), None)  # a file that cannot be read is told before anything is made
    with new_file(out) as part, part.open("wb") as file:
        file.writelines(chain([first] if first is not None else [], iterator))


def _row(prose: Prose, explain: bool) -> dict:
    known = {"id": prose.row["id"]} if "id" in prose.row else {}
    return {**known, **solved(prose.text, explain, prose.fault), "text": prose.text, "line": prose.line}


def _pages(rows: Iterable[dict]) -> Iterator[str]:
    """Each puzzle for people: its text, its solutions and the proof."""
    for number, row in enumerate(rows, start=1):
        words = _HEADINGS[row.get("language", "en")]
        parts = [f"# {words['puzzle'].format(number=number, line=row['line'])}", row["text"].strip()]
        parts += [f"## {words[row['status']]}", _outcome(row, words)]
        if row.get("no_proof"):
            parts += [f"## {words['proof']}", f"({row['no_proof']})"]
        elif row["proof"]:
            parts += [f"## {words['proof']}", row["proof"].replace("\n", "\n\n")]
        yield ("\n" if number > 1 else "") + "\n\n".join(filter(None, parts)) + "\n"


def _outcome(row: dict, words: dict[str, str]) -> str:
    """What there is instead of a proof: the solutions, or why there are none."""
    from logic_rl.evaluation.solving import world_in_words

    if row["status"] == "unparsed":
        return row["reason"]
    shown = row["solutions"][:_MOST_SHOWN]
    told = [world_in_words(row["names"], tuple(row["roles"]), row["language"], solution) for solution in shown]
    if len(told) == 1:
        return told[0]
    listed = [f"{place}. {one}" for place, one in enumerate(told, start=1)]
    left = row["num_solutions"] - len(shown)
    return "\n".join(listed + ([words["more"].format(count=left)] if left else []))
