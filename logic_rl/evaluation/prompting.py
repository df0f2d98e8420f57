"""How a model is asked: what `evaluate` and `sample` do with a model unless told otherwise."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import click

from logic_rl.config.reading import read_config
from logic_rl.config.run import RolloutConfig
from logic_rl.prompts import DATE, PromptFormat, chosen_prompt, read_prompt_format


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
