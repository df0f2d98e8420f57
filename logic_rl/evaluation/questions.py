"""What `logicrl evaluate` asks: puzzles, their perturbed twins, or problems, each once."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import click

from logic_rl.errors import UsageError
from logic_rl.tasks.maths.equivalence import require_library
from logic_rl.tasks.maths.problems import read_problems
from logic_rl.types import Problem
from puzzles import Puzzle
from puzzles.formats.jsonl import puzzle_of_row
from puzzles.formats.load import load_rows


class Asked(NamedTuple):
    """Attributes:
    chosen: what accuracy is measured on.
    twins: perturbed puzzles, none of which is among the chosen.
    origins: id of a perturbed puzzle → id of the chosen one it was made from.
    """

    chosen: list[Puzzle] | list[Problem]
    twins: list[Puzzle]
    origins: dict[str, str]


def read_asked(puzzles: Path | None, problems: Path | None, perturbed: Path | None, limit: int | None) -> Asked:
    """Raises UsageError or PuzzleFormatError: a file cannot be used, or the options do not go together."""
    if (puzzles is None) == (problems is None) or (problems and perturbed):
        raise UsageError("give either --puzzles, with --perturbed if you like, or --problems")
    if problems:
        require_library()
        return Asked(read_problems(problems)[:limit], [], {})
    rows = _read(puzzles)[:limit]
    chosen = {puzzle.id: puzzle for _, puzzle in rows}
    if len(chosen) < len(rows):
        click.echo(f"note: {len(rows) - len(chosen)} puzzles are in {puzzles} twice; each is asked once", err=True)
    if perturbed is None:
        return Asked(list(chosen.values()), [], {})
    named = {str(row["id"]): puzzle.id for row, puzzle in rows if "id" in row} | {name: name for name in chosen}
    twins = _read(perturbed)
    if not all(isinstance(row.get("perturbed_from"), str) for row, _ in twins):
        raise UsageError(f"--perturbed {perturbed}: rows without perturbed_from; make the file with `logicrl perturb`")
    made = {twin.id: (twin, named[row["perturbed_from"]]) for row, twin in twins if row["perturbed_from"] in named}
    if not made:
        raise UsageError(f"--perturbed {perturbed}: none of these was made from a puzzle of --puzzles")
    origins = {name: origin for name, (_, origin) in made.items()}
    return Asked(list(chosen.values()), [twin for name, (twin, _) in made.items() if name not in chosen], origins)


def _read(path: Path) -> list[tuple[dict, Puzzle]]:
    return [(row, puzzle_of_row(row, path, number)) for number, row in load_rows(path)]
