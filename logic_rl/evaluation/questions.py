"""What a model is asked when it is measured: questions of a file, their perturbed twins, or fresh ones of a task."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from os import PathLike
from pathlib import Path
from typing import Any, NamedTuple

import click

from logic_rl.errors import UsageError
from logic_rl.evaluation.spread import spread
from logic_rl.seeding import stream
from logic_rl.tasks.knights.rows import Given
from logic_rl.tasks.knights.task import KnightsTask
from logic_rl.tasks.maths.equivalence import require_library
from logic_rl.tasks.maths.problems import read_problems
from logic_rl.tasks.task import Task
from logic_rl.tasks.trial import try_distinct
from logic_rl.types import Question
from puzzles.formats.jsonl import puzzle_of_row
from puzzles.formats.load import load_puzzle_rows
from puzzles.puzzle import Puzzle

FRESH = 100  # questions that are drawn where no file is given and no limit either


class Questions(NamedTuple):
    """Attributes:
    chosen: what accuracy is measured on.
    twins: perturbed puzzles, none of which is among the chosen.
    origins: id of a perturbed puzzle → id of the chosen one it was made from.
    """

    chosen: list[Question]
    twins: list[Puzzle]
    origins: dict[str, str]


def questions_of(given: Given | None, task: Task, perturbed: Path | None, limit: int | None, seed: int) -> Questions:
    """The questions of a file or of rows, or held-out ones of the task where nothing is given.

    Raises:
        UsageError or PuzzleFormatError: a file cannot be used, or the options do not go together.
    """
    if given is None:
        return Questions(fresh_questions(task, limit or FRESH, seed), [], {})
    where = str(given) if isinstance(given, str | PathLike) else "the rows"
    if not isinstance(task, KnightsTask):
        questions = task.read(Path(given)) if isinstance(given, str | PathLike) else _questions(given, task)
        return Questions(spread(_distinct(questions, where), limit, itself), [], {})
    rows = _rows(given)
    chosen = spread(_distinct([puzzle for _, puzzle in rows], where), limit, itself)
    if not chosen:
        raise UsageError(f"{where}: holds no puzzle; give a file of puzzles")
    if perturbed is None:
        return Questions(list(chosen), [], {})
    names = {puzzle.id for puzzle in chosen}
    named = {str(row["id"]): puzzle.id for row, puzzle in rows if "id" in row} | {name: name for name in names}
    twins = _rows(perturbed)
    if not all(isinstance(row.get("perturbed_from"), str) for row, _ in twins):
        raise UsageError(f"--perturbed {perturbed}: rows without perturbed_from; make the file with `logicrl perturb`")
    made = {twin.id: (twin, named[row["perturbed_from"]]) for row, twin in twins if row["perturbed_from"] in named}
    if not made:
        raise UsageError(f"--perturbed {perturbed}: none of these was made from a puzzle of --puzzles")
    origins = {name: origin for name, (_, origin) in made.items()}
    return Questions(list(chosen), [twin for name, (twin, _) in made.items() if name not in names], origins)


def problems_of(path: Path, limit: int | None) -> Questions:
    """The problems of a file; raises UsageError where it cannot be used or math-verify is not installed."""
    require_library()
    return Questions(spread(list[Question](read_problems(path)), limit, itself), [], {})


def fresh_questions(task: Task, count: int, seed: int, split: str = "test") -> list[Question]:
    """Questions of one split of a task, as evenly from its levels as they have them.

    Raises:
        UsageError: the split is empty, or what the task gives is no question.
    """
    levels = sorted(task.levels)
    try_distinct(task, levels, split)
    share = -(-count // len(levels))
    drawn = (islice(task.distinct(level, stream(seed, "fresh", level), split), share) for level in levels)
    questions = spread([question for of_level in drawn for question in of_level], count, itself)
    if not questions:
        raise UsageError(f"task {task.name}: its {split} split is empty; give a file of questions")
    return questions


def itself(question: Question) -> Question:
    return question


def _questions(rows: Iterable[Any], task: Task) -> list[Question]:
    return [task.from_row(row) if isinstance(row, dict) else row for row in rows]


def _rows(given: Given) -> list[tuple[dict, Puzzle]]:
    """Rows with their puzzles; of puzzles that are given as such the row is empty."""
    if isinstance(given, str | PathLike):
        return [(row, puzzle) for _, row, puzzle in load_puzzle_rows(given)]
    return [
        (row, puzzle_of_row(row, "row", number)) if isinstance(row, dict) else ({}, row)
        for number, row in enumerate(given, 1)
    ]


def _distinct(questions: Sequence[Any], where: str) -> list[Any]:
    by_id = {question.id: question for question in questions}
    if len(by_id) < len(questions):
        click.echo(f"note: {len(questions) - len(by_id)} puzzles are in {where} twice; each is asked once", err=True)
    return list(by_id.values())
