"""Calling a user's reward in a process of its own (`logic_rl.tasks.aside`): it may print, hang or evaluate a reply."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from logic_rl.auditing.conventions import CONVENTIONS, Facts, convention_of
from logic_rl.errors import UsageError
from logic_rl.extras import require
from logic_rl.objects import failure, load_object

GYM = "reasoning_gym:"
_loaded: dict[str, Any] = {}


def prepare(spec: str, convention: str | None) -> str:
    """Load the function; returns the name of the convention it is called by.

    Raises:
        UsageError: there is none, it cannot be called, or nothing tells how.
    """
    import_module("puzzles.identity.identity")  # a call can load no library, and a puzzle's key needs numpy
    function, name = loaded(spec, convention)
    _loaded.update(function=function, convention=name)
    return name


def pay(text: str, facts: Facts) -> float:
    """What the function of `prepare` gives a reply; raises ValueError for what is no finite number."""
    return paid(_loaded["function"], _loaded["convention"], text, facts)


def paid(function: Callable, convention: str, text: str, facts: Facts) -> float:
    """What a function gives a reply."""
    try:
        return number(CONVENTIONS[convention].call(function, text, facts))
    except NoNumber:
        raise
    except Exception as error:  # whatever a user's function raises
        raise RuntimeError(failure(error)) from error


class NoNumber(ValueError):
    """A reward that is no finite number."""


def number(reward: Any) -> float:
    """A reward as a number: also verl's `{"score": …}`, a score with a `total`, and None, which is 0."""
    if isinstance(reward, Mapping):
        reward = reward.get("score")
    reward = getattr(reward, "total", reward)
    try:
        value = 0.0 if reward is None else math.nan if isinstance(reward, str) else float(reward)
    except (TypeError, ValueError):
        value = math.nan
    if not math.isfinite(value):
        raise NoNumber(f"it gave {str(reward)[:80]!r}, which is no finite number")
    return value


def loaded(spec: str, convention: str | None) -> tuple[Callable, str]:
    """The function of a spec, and the convention it is called by: as asked, or as its parameters tell."""
    if spec.startswith(GYM) and not spec.endswith(".py"):
        return _of_gym(spec.removeprefix(GYM)), chosen_convention(None, convention or "reasoning-gym", spec)
    function = load_object(_importable(spec), "audit")
    if not callable(function):
        raise UsageError(f"audit {spec}: {function!r} is no function")
    return function, chosen_convention(function, convention, spec)


def chosen_convention(function: Any, convention: str | None, name: str) -> str:
    """As asked, or as the parameters of the function tell; raises UsageError for what is none, and where none fits."""
    if convention and convention not in CONVENTIONS:
        raise UsageError(f"--as {convention}: choose from {', '.join(CONVENTIONS)}")
    return convention or convention_of(function, name)


def _importable(spec: str) -> str:
    """A file that imports from beside it (`from .prompt import …`) by its folder's name, with the folder above on the
    path: as a part of its package."""
    import sys

    place, _, name = spec.rpartition(":")
    path = Path(place).expanduser()
    if not place.endswith(".py") or not path.is_file():
        return spec
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    if not any(line.startswith("from .") for line in lines):
        return spec
    folder = path.resolve().parent
    sys.path.insert(0, str(folder.parent))
    return f"{folder.name}.{path.stem}:{name}"


def _of_gym(name: str) -> Callable:
    require("tasks", f"audit {GYM}{name}")
    from reasoning_gym import create_dataset
    from reasoning_gym.factory import DATASETS

    if name not in DATASETS:
        raise UsageError(f"audit {GYM}{name}: reasoning-gym has no data set {name!r}")
    return create_dataset(name, size=1, seed=0).score_answer
