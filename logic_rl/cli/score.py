"""`logicrl score`."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from logic_rl.cli.tables import print_json, print_table
from logic_rl.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from puzzles import Puzzle

LAYOUTS = ("think-answer", "answer", "free")  # as in logic_rl.rewards.format, which is loaded on use
VERDICTS = ("correct", "wrong", "unparsed", "bad_format")
PUZZLE_FIELDS = ("names", "statements", "solution", "text")


@click.command()
@click.option("--puzzles", "puzzle_file", type=click.Path(path_type=Path), help="Puzzle file, unless rows hold them.")
@click.option("--responses", type=click.Path(path_type=Path), required=True, help="Response rows (JSON lines).")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="File to write, one score a line.")
@click.option("--layout", type=click.Choice(LAYOUTS), default=LAYOUTS[0], show_default=True,
              help="Blocks a reply must have; free reads the last statement of roles.")  # fmt: skip
@click.option("--opened-think", is_flag=True, help="The prompt ended with <think> (a row's own field wins).")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON instead of a table.")
def score(puzzle_file: Path | None, responses: Path, out: Path, layout: str, opened_think: bool, as_json: bool) -> None:
    """Reward responses by the rules, with the reason for each.

    A response row is {"id": …, "puzzle_id": …, "response": …}, or holds the puzzle's own fields.

    \b
    Example:
      logicrl score --puzzles puzzles/test.jsonl --responses responses.jsonl --out scores.jsonl
    """
    from logic_rl import rewards
    from puzzles.formats.jsonl import write_rows

    known = _puzzles_by_id(puzzle_file) if puzzle_file else {}
    rows = []
    for row, puzzle in _responses(responses, known):
        opened = row.get("opened_think", opened_think)
        result = rewards.score(row["response"], puzzle, opened_think=opened, layout=layout)
        rows.append({"id": row["id"], "total": result.total, "parts": result.parts, "verdict": result.verdict,
                     "reason": result.reason})  # fmt: skip
    write_rows(out, rows)
    _print_verdicts(rows, out, layout, as_json)


def _puzzles_by_id(path: Path) -> dict[str, Puzzle]:
    """Puzzles by the id in their row, or their own where the row has none."""
    from puzzles.formats.jsonl import puzzle_of_row, read_rows

    found: dict[str, Puzzle] = {}
    for number, row in read_rows(path):
        puzzle = puzzle_of_row(row, path, number)
        if "id" not in row:
            row["id"] = puzzle.id
        name = row["id"]
        if found.setdefault(str(name), puzzle) != puzzle:
            raise UsageError(f"{path}:{number}: a second puzzle with id {name!r}; give each its own id")
    return found


def _responses(path: Path, known: dict[str, Puzzle]) -> Iterator[tuple[dict, Puzzle]]:
    """Checked response rows with their puzzles."""
    from puzzles.formats.jsonl import puzzle_of_row, read_rows

    for number, row in read_rows(path):
        where = f"{path}:{number}"
        for name in ("id", "response"):
            if not isinstance(row.get(name), str):
                raise UsageError(f"{where}: {name!r} must be a string; add it to this row")
        if not isinstance(row.get("opened_think", False), bool):
            raise UsageError(f"{where}: 'opened_think' must be true or false")
        if "puzzle_id" in row and str(row["puzzle_id"]) in known:
            yield row, known[str(row["puzzle_id"])]
        elif all(name in row for name in PUZZLE_FIELDS):
            yield row, puzzle_of_row(row, path, number)
        elif "puzzle_id" in row:
            raise UsageError(f"{where}: no puzzle {row['puzzle_id']!r}; give --puzzles the file that holds it")
        else:
            raise UsageError(f"{where}: which puzzle? Add 'puzzle_id', or the fields {', '.join(PUZZLE_FIELDS)}")


def _print_verdicts(rows: list[dict], out: Path, layout: str, as_json: bool) -> None:
    counted = Counter(row["verdict"] for row in rows)
    mean = sum(row["total"] for row in rows) / len(rows)
    if as_json:
        counts = {verdict: counted[verdict] for verdict in VERDICTS}
        print_json({"num_responses": len(rows), "counts": counts, "mean_total": mean, "layout": layout})
        return
    table = [[verdict, str(counted[verdict]), f"{counted[verdict] / len(rows):.1%}"] for verdict in VERDICTS]
    table.append(["all", str(len(rows)), f"mean total {mean:.3f}"])
    print_table(f"{out}: verdicts", ["verdict", "responses", "share"], table)
