"""`logicrl perturb`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import click

from logic_rl.cli.shared.tables import print_json, print_table
from logic_rl.errors import RunFailed
from logic_rl.progress import Progress
from logic_rl.rows import require_new

KINDS = ("leaf", "statement", "reorder", "rename", "roles", "flip")  # as in puzzles.perturb.table, loaded on use
NOTES_SHOWN = 3


@click.command()
@click.option("--puzzles", "puzzle_file", type=click.Path(path_type=Path), required=True,
              help="Puzzle file: JSON lines or array, parquet, mem-kk-logic's or verl's.")  # fmt: skip
@click.option("--kind", type=click.Choice(KINDS), required=True,
              help="What to change: one leaf, one statement, or the telling alone.")  # fmt: skip
@click.option("--seed", type=int, default=0, show_default=True, help="The same seed gives the same file.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="File to write, one puzzle a line.")
@click.option("--json", "as_json", is_flag=True, help="Print the counts as JSON instead of a table.")
def perturb(puzzle_file: Path, kind: str, seed: int, out: Path, as_json: bool) -> None:
    """Change each puzzle in one way, to tell reasoning from memory.

    leaf and statement change the logic: the new puzzle has one solution, another one. reorder, rename, roles (other
    role words) and flip (the words for truth-teller and liar change places) change the telling alone. A row says
    which puzzle it comes from (perturbed_from) and stays in that puzzle's split.

    \b
    Example:
      logicrl perturb --puzzles data/puzzles/test.jsonl --kind leaf --seed 1 --out leaf.jsonl
    """
    from puzzles.formats.rows import write_rows

    require_new(out, puzzle_file)
    tally = Tally()
    with Progress("changing puzzles") as progress:
        write_rows(out, progress.counted(_rows(puzzle_file, kind, seed, tally)))
    for name, reason in list(tally.without.items())[:NOTES_SHOWN]:
        click.echo(f"note: {name}: {reason}", err=True)
    _print_tally(tally, kind, out, as_json)


@dataclass
class Tally:
    """What has come of the puzzles so far.

    Attributes:
        written, refused: with and without such a perturbation.
        worded_anew: of those written, whose wording could not be kept.
        proven: of those refused, for which every possibility was tried.
        without: the reason for each of those refused.
    """

    written: int = 0
    worded_anew: int = 0
    refused: int = 0
    proven: int = 0
    without: dict[str, str] = field(default_factory=dict)


def _rows(puzzle_file: Path, kind: str, seed: int, tally: Tally) -> Iterator[dict]:
    """The rows to write, counted as they go by."""
    from logic_rl.seeding import stream
    from puzzles.formats.load import load_puzzle_rows
    from puzzles.perturb.pairs import Refusal
    from puzzles.perturb.table import perturb as perturbed

    for _, row, puzzle in load_puzzle_rows(puzzle_file):
        name = str(row.get("id", puzzle.id))
        result = perturbed(puzzle, kind, stream(seed, "perturb", kind, puzzle.id))
        if isinstance(result, Refusal):
            tally.without[name] = result.reason
            tally.refused += 1
            tally.proven += result.proven
            continue
        tally.written += 1
        tally.worded_anew += not result.wording_kept
        yield result.to_row(name, row.get("split"))
    if not tally.written:
        reason = next(iter(tally.without.values()), "the file has no puzzles")
        raise RunFailed(f"{puzzle_file}: no puzzle has a perturbation of kind {kind}: {reason}")


def _print_tally(tally: Tally, kind: str, out: Path, as_json: bool) -> None:
    if as_json:
        counts = {"num_written": tally.written, "num_worded_anew": tally.worded_anew,
                  "num_without": tally.refused, "num_proven": tally.proven}  # fmt: skip
        print_json({"kind": kind, **counts, "without": tally.without})
        return
    rows = [
        ["written", str(tally.written)],
        ["… of them worded anew", str(tally.worded_anew)],
        ["without such a perturbation", str(tally.refused)],
        ["… of them by proof", str(tally.proven)],
    ]
    print_table(f"{out}: {kind}", ["", "puzzles"], rows)
