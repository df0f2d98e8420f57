"""A task tried out before a run begins: what would fail hours later, or in a traceback, is one line at once."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from contextlib import ExitStack, closing
from itertools import islice
from typing import Any

from logic_rl.config.run import PhaseConfig, RunConfig, SampleStage
from logic_rl.errors import LogicRLError, UsageError
from logic_rl.objects import failure
from logic_rl.rewards.function import load_reward_function
from logic_rl.seeding import stream
from logic_rl.tasks import make_task
from logic_rl.tasks.task import Task

DRAWS = 3  # of each level: a task that pays no heed to the split is noticed by one of them, most likely


def try_tasks(config: RunConfig) -> None:
    """Make the tasks of a run, and draw from them what its stages will ask for, unless it has a file of questions.

    Raises:
        UsageError: a task cannot be made, has not the levels that are asked for, or does not do what a task does; or
            there is no such reward function.
    """
    rewards = [config.reward, *(config.reward_of(stage.name) for stage in config.phases)]
    for function in dict.fromkeys(reward.function for reward in rewards if reward.function):
        load_reward_function(function)
    with ExitStack() as tried:
        made: dict[str, Task] = {}  # by their options

        def task_with(options: dict[str, Any]) -> Task:
            key = json.dumps(options, default=str)
            if key not in made:
                made[key] = tried.enter_context(closing(make_task(config.task, options)))
            return made[key]

        task_with(config.task_options)
        if config.puzzles is not None:
            return
        for stage in config.phases:
            if isinstance(stage, PhaseConfig | SampleStage):
                task = task_with(config.options(stage.name))
                try_draws(task, [level for level, weight in stage.people.items() if weight] or task.levels)
        if config.evaluation.num_puzzles:
            task = task_with(config.task_options)
            if not try_distinct(task, config.evaluation.people or task.levels, "test"):
                raise UsageError(
                    f"task {task.name}: no question in the test split, to measure a model on; give it some, or set "
                    "evaluation.num_puzzles to 0"
                )


def try_draws(task: Task, levels: Iterable[int]) -> None:
    """Draw a few questions of every level from the train split; raises UsageError for what is wrong."""
    for level in levels:
        rng, where = stream(0, "trial", level), f"task {task.name}: draw({level}, rng, 'train')"
        for _ in range(DRAWS):
            check_question(task, _tried(where, task.draw, level, rng, "train"), level, "train", where)


def try_distinct(task: Task, levels: Iterable[int], split: str) -> bool:
    """Draw one question of every level as they are drawn to measure on; returns whether any level has one.

    Raises:
        UsageError: what is wrong with one.
    """
    is_any = False
    for level in levels:
        where = f"task {task.name}: distinct({level}, rng, {split!r})"
        for question in _tried(where, lambda n=level: list(islice(task.distinct(n, stream(0, "trial", n), split), 1))):
            check_question(task, question, level, split, where)
            is_any = True
    return is_any


def check_question(task: Task, question: Any, level: int, split: str, where: str) -> None:
    """Raises UsageError unless this is a question of that level and split, which a row holds and the task can judge."""
    for name, kind in (("id", str), ("text", str), ("level", int)):
        value = getattr(question, name, None)
        if not isinstance(value, kind) or value == "":
            raise UsageError(
                f"{where} gave {_short(question)}, whose {name} is {value!r}: a question has id, text, level and "
                "to_row(); make a logic_rl.types.TextQuestion"
            )
    if question.level != level:
        raise UsageError(f"{where} gave a question of level {question.level}: {_short(question)}")
    if (belongs := _tried(where, task.split_of, question)) != split:
        raise UsageError(
            f"{where} gave a question of the {belongs} split: draw by draw_from_split, or let split_of say where it is"
        )
    row = _tried(f"{where}.to_row()", lambda: json.loads(json.dumps(question.to_row())))
    back = _tried(f"task {task.name}: from_row({_short(row)})", task.from_row, row)
    if (back.id, back.text, back.level) != (question.id, question.text, question.level):
        raise UsageError(f"task {task.name}: from_row gives {_short(back)} of the row of {_short(question)}")
    _tried(f"task {task.name}: judge", task.judgement, "?", question)


def _tried(what: str, call: Callable[..., Any], *arguments: Any) -> Any:
    try:
        return call(*arguments)
    except LogicRLError as error:
        raise UsageError(str(error)) from error
    except Exception as error:  # whatever a user's task raises
        raise UsageError(f"{what} failed: {failure(error)}") from error


def _short(thing: Any) -> str:
    text = repr(thing)
    return text if len(text) <= 80 else f"{text[:80]}…"
