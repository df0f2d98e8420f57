"""How a model is asked: what `evaluate` and `sample` do with a model unless told otherwise."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import click

from logic_rl.config.reading import read_config
from logic_rl.config.run import RolloutConfig
from logic_rl.errors import UsageError
from logic_rl.evaluation.settings import MAX_NEW_TOKENS, SamplingSettings
from logic_rl.loadable import require_chat_template, require_loadable, require_room, settled_model
from logic_rl.prompts import DATE, PromptFormat, chosen_prompt, never_read, read_prompt_format
from logic_rl.rollout.endpoint_engine import forecast
from logic_rl.tasks import make_task
from logic_rl.tasks.shots import worked_examples
from logic_rl.tasks.task import Task
from logic_rl.types import Question


def asking_of(
    model: str,
    template: str | None,
    open_think: bool,
    max_new_tokens: int | None,
    otherwise: str = "plain",
    task: str | None = None,
    instruction: str | None = None,
) -> PromptFormat:
    """What was asked for; else as the model's `logicrl.json` says; else `otherwise` and the usual cap.

    A checkpoint without such a file, of an earlier version, is asked as the run it lies in. A template asked for says
    what its think tag does, so it does not take the model's `open_think`. Where nothing says how the model was asked,
    standard error hears of it.

    Args:
        model: packaged name, folder or hub id.
        task: of the questions; None is the task that the model was trained on.
        instruction: of that task, for models that were trained on another.

    Raises:
        UsageError: `logicrl.json`, or the run's config.yaml, cannot be used.
    """
    recorded = read_prompt_format(model) or _of_run(model)
    chosen, is_open = chosen_prompt(recorded, template, open_think, otherwise)
    if recorded is None and template is None:
        click.echo(
            f"warning: nothing says how {model} was asked in training: asked with template {chosen}; give --template",
            err=True,
        )
    result = recorded or PromptFormat()
    if task is not None and task != result.task:
        result = dataclasses.replace(result, task=task, task_options={}, instruction=instruction)
    elif recorded is None or recorded.instruction is None:
        result = dataclasses.replace(result, instruction=instruction)
    cap = max_new_tokens or result.max_new_tokens or RolloutConfig().max_new_tokens
    return dataclasses.replace(result, template=chosen, open_think=is_open, max_new_tokens=cap)


def told_day(asking: PromptFormat) -> dict[str, str]:
    """The day that a chat template is told if it names one, for the record; {} for other templates."""
    return {"date": asking.date or DATE} if asking.template == "chat" else {}


def recorded_day(asking: PromptFormat) -> dict[str, str]:
    """The day that a model's own `logicrl.json` names: samples of another day are none of the same sampling."""
    return {"date": asking.date} if asking.date and asking.template == "chat" else {}


def _of_run(model: str) -> PromptFormat | None:
    """As the run asked whose folder the model is in."""
    folder = Path(model).resolve().parent
    path = folder.parent / "config.yaml"
    if folder.name != "checkpoints" or not path.is_file():
        return None
    config = read_config(path)
    prompt, cap = config.prompt, config.rollout.max_new_tokens
    return PromptFormat(prompt.template, prompt.open_think, cap, config.task, config.task_options)


def the_task(
    model: str, task: str | None, options: Mapping[str, Any] | None, is_drawn: bool, is_elsewhere: bool = False
) -> Task:
    """The task that is named, else the one the model was trained on, else knights and knaves.

    Args:
        is_elsewhere: the model is a name at an endpoint, of which nothing more is known.
    """
    named, carried = task, None if is_elsewhere else read_prompt_format(model)
    if named is None and carried:
        named, options = carried.task, {**carried.task_options, **(options or {})}
    if named is None and is_drawn:
        raise UsageError("what to ask? Give --puzzles FILE, --problems FILE or --task NAME")
    return make_task(named or "knights", options)


def note(line: str) -> None:
    """A line for a person beside the results."""
    click.echo(line, err=True)


def loadable(model: str) -> str:
    """Where the model is, after whatever must be made of it first; raises UsageError where it cannot be loaded."""
    path = settled_model(model, note)
    require_loadable(path)
    return path


def asking_for(model: str, settings: SamplingSettings, task: Task | None) -> PromptFormat:
    """How a model is asked a task's questions; None are problems, whose instruction is the usual one.

    Raises:
        UsageError: the model has no such template, or no room for such replies.
    """
    given = (model, settings.template, settings.open_think, settings.max_new_tokens)
    if settings.endpoint:
        asking = PromptFormat("chat", False, settings.max_new_tokens or MAX_NEW_TOKENS, task.name if task else "maths",
                              instruction=task.instruction if task else None)  # fmt: skip
    elif task is None:
        asking = asking_of(*given, otherwise="chat", task="maths")
    else:
        asking = asking_of(*given, task=task.name, instruction=task.instruction)
    if settings.shots:
        asking = dataclasses.replace(asking, examples=worked_examples(task, settings.shots, settings.seed))
    if not settings.endpoint:
        if asking.template == "chat":
            require_chat_template(model)
        require_room(model, asking.max_new_tokens or MAX_NEW_TOKENS)
    return asking


def warn_beforehand(
    model: str, settings: SamplingSettings, asking: PromptFormat, questions: Iterable[Question]
) -> None:
    """Say what a model of one's own has never read, and what an endpoint may cost."""
    if settings.endpoint:
        expected = forecast(list(questions), asking, settings.samples)
        note(f"{settings.endpoint}: {expected.line(settings.price)}")
    elif warning := never_read(model, questions):
        note(warning)
