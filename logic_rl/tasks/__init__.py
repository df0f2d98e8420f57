"""Tasks by name: those that come with the package, reasoning-gym's, and a user's own."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from logic_rl.errors import LogicRLError, UsageError
from logic_rl.objects import failure, load_object
from puzzles.spelling import nearest

if TYPE_CHECKING:
    from logic_rl.tasks.task import Task

TASKS = {
    "knights": "logic_rl.tasks.knights.task:KnightsTask",
    "maths": "logic_rl.tasks.maths.task:MathsTask",
    "countdown": "logic_rl.tasks.countdown:CountdownTask",
    "reasoning_gym": "logic_rl.tasks.reasoning_gym:ReasoningGymTask",
}


def make_task(spec: str, options: Mapping[str, Any] | None = None) -> Task:
    """The task that a name stands for.

    Args:
        spec: a name of `TASKS`; "reasoning_gym:NAME"; "module.path:Factory"; or "/path/to/file.py:Factory".
        options: keyword arguments of the factory.

    Raises:
        UsageError: nothing is there by that name, or an option cannot be used.
    """
    name, _, rest = spec.partition(":")
    given = dict(options or {})
    if name in TASKS and name != "reasoning_gym":
        factory = load_object(TASKS[name], "--task")
    elif name == "reasoning_gym":
        factory, given = load_object(TASKS[name], "--task"), {"dataset": rest} | given
    elif rest:
        factory = load_object(spec, "--task")
    else:
        near = nearest(spec, TASKS)
        hint = f" Did you mean {near!r}?" if near else ""
        raise UsageError(
            f"--task {spec}: no such task.{hint} Known: {', '.join(TASKS)} (reasoning_gym:NAME); or give your own as "
            "module.path:Factory"
        )
    task = _made(factory, given, spec)
    task.name = spec
    return task


def _made(factory: Any, options: dict, spec: str) -> Task:
    from logic_rl.tasks.task import Task

    if not callable(factory):
        raise UsageError(f"--task {spec}: {factory!r} is no class or function that makes a task")
    _check_options(factory, options, spec)
    try:
        task = factory(**options)
    except LogicRLError:
        raise
    except Exception as error:  # whatever a user's class raises
        raise UsageError(f"--task {spec}, task_options {options}: {failure(error)}") from error
    if not isinstance(task, Task):
        raise UsageError(f"--task {spec}: it makes a {type(task).__name__}; derive it from logic_rl.tasks.task.Task")
    return task


def _check_options(factory: Any, options: dict, spec: str) -> None:
    try:
        signature = inspect.signature(factory)
    except ValueError:  # something built in
        raise UsageError(f"--task {spec}: {factory!r} is no class or function that makes a task") from None
    try:
        signature.bind(**options)
    except TypeError as error:
        known = [name for name, one in signature.parameters.items() if one.kind is not one.VAR_KEYWORD]
        unknown = [name for name in options if name not in known]
        near = nearest(unknown[0], known) if unknown else None
        hint = f"did you mean {near!r}?" if near else f"it takes {', '.join(known) or 'none'}"
        problem = f"unknown key {unknown[0]!r}" if unknown else error
        raise UsageError(f"--task {spec}: task_options: {problem}; {hint}") from None
