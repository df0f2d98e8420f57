"""Worked examples for prompting with shots: questions of the train split with solutions that the task itself writes."""

from __future__ import annotations

from typing import Any, cast

from logic_rl.errors import UsageError
from logic_rl.seeding import stream
from logic_rl.tasks.task import Task
from logic_rl.types import Question


def worked_examples(task: Task | None, count: int, seed: int) -> tuple[tuple[str, str], ...]:
    """`count` questions and replies, of the task's smallest levels in turn; the same for the same seed.

    Args:
        task: None is of maths problems, which nobody solves by program.

    Raises:
        UsageError: the task has no ability `worked`.
    """
    if task is None or not hasattr(task, "worked"):
        name = "problems" if task is None else f"the task {task.name}"
        raise UsageError(f"shots: {name} has no program that writes worked examples: leave shots out")
    rng, levels = stream(seed, "shots"), sorted(task.levels)[:2]
    examples = []
    for number in range(count):
        question: Question = task.draw(levels[number % len(levels)], rng, "train")
        examples.append((question.text, cast(Any, task).worked(question, rng)))
    return tuple(examples)
