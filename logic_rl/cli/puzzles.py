"""`logicrl generate` and `logicrl score`."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from logic_rl.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from puzzles import Dataset, Puzzle

LAYOUTS = ("think-answer", "answer", "free")  # as in logic_rl.rewards.format, which is loaded on use
VERDICTS = ("correct", "wrong", "unparsed", "bad_format")
PUZZLE_FIELDS = ("names", "statements", "solution", "text")


@click.command()
@click.option("--people", default="3-7", show_default=True, help="Sizes: 3, 3-7 or 2,4,6 (each from 2 to 20).")
@click.option("--count", type=int, required=True, help="Number of puzzles in all, shared evenly among the sizes.")
@click.option("--seed", type=int, default=0, show_default=True, help="The same seed gives the same files.")
@click.option("--depth", type=int, default=2, show_default=True, help="Levels of nesting in a statement.")
@click.option("--width", type=int, default=2, show_default=True, help='Most parts of an "and" or "or".')
@click.option("--fixed-cast", is_flag=True, help="Call the people Alice, Bob, Carol, … in this order.")
@click.option("--roles", default="knight", show_default=True, help="Role words: knight, saint, hero, angel, …")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Directory to write.")
@click.option("--overwrite", is_flag=True, help="Replace a dataset that is there already.")
@click.option("--json", "as_json", is_flag=True, help="Print the manifest as JSON instead of a table.")
def generate(
    people: str,
    count: int,
    seed: int,
    depth: int,
    width: int,
    fixed_cast: bool,
    roles: str,
    out: Path,
    overwrite: bool,
    as_json: bool,
) -> None:
    """Draw puzzles with exactly one solution, split into train, valid and test.

    No two puzzles are logically the same, and a puzzle's split depends on its logic alone, so
    no two datasets leak into each other.

    \b
    Example:
      logicrl generate --people 2-8 --count 7000 --seed 1 --out puzzles
    """
    from logic_rl import __version__
    from puzzles.formats.dataset import check_target, write_dataset

    sizes = parse_people(people)
    check_target(out, overwrite)
    dataset = _drawn(
        sizes,
        count,
        seed,
        {"max_depth": depth, "max_width": width, "fixed_cast": fixed_cast, "roles": role_pair(roles)},
    )
    manifest = write_dataset(out, dataset, version=__version__, overwrite=overwrite)
    for notice in dataset.notices:
        click.echo(f"note: {notice}", err=True)
    if as_json:
        _print_json(manifest)
    else:
        _print_counts(dataset, out)


def parse_people(text: str) -> list[int]:
    """`3`, `3-7` or `2,4,6` as a list of sizes.

    Raises:
        UsageError: none of these, or outside 2 to 20.
    """
    from puzzles.sampling.sample import MAX_PEOPLE, MIN_PEOPLE

    sizes: set[int] = set()
    for part in text.split(","):
        match = re.fullmatch(r"\s*(\d{1,3})\s*(?:-\s*(\d{1,3})\s*)?", part)
        if not match:
            raise UsageError(f"--people {text!r}: give a size, a range or a list, such as 3, 3-7 or 2,4,6")
        first, last = int(match[1]), int(match[2] or match[1])
        if not MIN_PEOPLE <= first <= last <= MAX_PEOPLE:
            raise UsageError(f"--people {text!r}: sizes go from {MIN_PEOPLE} to {MAX_PEOPLE}, the smaller first")
        sizes.update(range(first, last + 1))
    return sorted(sizes)


def role_pair(name: str) -> tuple[str, str]:
    """The words for truth-teller and liar, by the first of them."""
    from puzzles.prose.words_en import ROLE_PAIRS

    if name not in ROLE_PAIRS:
        raise UsageError(f"--roles {name!r}: choose from {', '.join(ROLE_PAIRS)}")
    return ROLE_PAIRS[name]


def _drawn(sizes: list[int], count: int, seed: int, settings: dict) -> Dataset:
    """The dataset, with a progress bar on a terminal."""
    from rich.console import Console
    from rich.progress import Progress

    from puzzles.formats.dataset import make_dataset
    from puzzles.sampling.sample import PuzzleSpec

    console = Console(stderr=True)
    spec = PuzzleSpec(sizes[0], **settings)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("drawing puzzles", total=count)
        return make_dataset(sizes, count, seed, spec, progress=lambda puzzle: progress.advance(task))


def _print_counts(dataset: Dataset, out: Path) -> None:
    counts = dataset.counts()
    sizes = [spec.num_people for spec in dataset.specs]
    rows = [[split, *(str(row[n]) for n in sizes), str(sum(row.values()))] for split, row in counts.items()]
    sums = [sum(row[n] for row in counts.values()) for n in sizes]
    rows.append(["all", *map(str, sums), str(sum(sums))])
    _print_table(f"{out}: puzzles by number of people", ["split", *map(str, sizes), "all"], rows)


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
        _print_json({"num_responses": len(rows), "counts": counts, "mean_total": mean, "layout": layout})
        return
    table = [[verdict, str(counted[verdict]), f"{counted[verdict] / len(rows):.1%}"] for verdict in VERDICTS]
    table.append(["all", str(len(rows)), f"mean total {mean:.3f}"])
    _print_table(f"{out}: verdicts", ["verdict", "responses", "share"], table)


def _print_table(title: str, columns: list[str], rows: list[list[str]]) -> None:
    from rich.console import Console
    from rich.table import Table

    click.echo(title)
    table = Table()
    for position, column in enumerate(columns):
        table.add_column(column, justify="right" if position else "left")
    for row in rows:
        table.add_row(*row)
    Console().print(table)


def _print_json(value: dict) -> None:
    import json

    click.echo(json.dumps(value, indent=2))
