"""A run does not depend on the directory it was started in: what it names by a relative path becomes absolute."""

from __future__ import annotations

import dataclasses
import os
import sys
from collections.abc import Iterator
from importlib.machinery import PathFinder
from pathlib import Path
from typing import Any

from logic_rl.config.building import advice
from logic_rl.config.run import RunConfig
from logic_rl.config.stages import DistilStage, DpoStage, PreferenceStage, ProcessStage, SampleStage, SftStage, Stage
from logic_rl.errors import UsageError
from logic_rl.resources import model_names

LIBRARY = "reasoning_gym"  # in a task's name a library, wherever it lies


def anchored(config: RunConfig) -> RunConfig:
    """The configuration with absolute paths, for what lies in or below the working directory now.

    Made so are `model`, `puzzles`, the files among task options, sources, preference heads and process reward models,
    and the module of `task` and of `reward.function` if it is found through the working directory alone. What exists
    nowhere stays as it is.
    """
    reward = config.reward
    if reward.preference_head is not None:
        reward = dataclasses.replace(reward, preference_head=_absolute(reward.preference_head))
    names = {one.name for one in config.phases}
    if reward.process_model is not None:
        reward = dataclasses.replace(reward, process_model=_source(reward.process_model, names))
    if reward.function is not None:
        reward = dataclasses.replace(reward, function=anchored_name(reward.function))
    return dataclasses.replace(
        config,
        phases=tuple(_stage(stage, names) for stage in config.phases),
        model=_model(config.model),
        puzzles=config.puzzles if config.puzzles is None else _absolute(config.puzzles),
        task=anchored_name(config.task),
        task_options=_options(config.task_options),
        reward=reward,
    )


def anchored_name(spec: str) -> str:
    """What a task or a function is named by, as `/folder/file.py:Name` if only the working directory has its module.

    Args:
        spec: "module:Name", "module.name", "folder/file.py:Name", or a name of another sort, which stays as it is.
    """
    module, separator, name = spec.rpartition(":" if ":" in spec else ".")
    if not separator or module == LIBRARY:
        return spec
    if module.endswith(".py"):
        return f"{_absolute(module)}:{name}"
    parts = module.split(".")
    candidates = (Path(*parts).with_suffix(".py"), Path(*parts, "__init__.py"))
    file = next((path for path in candidates if path.is_file()), None)
    if file is None or not all(map(str.isidentifier, parts)) or _is_installed(parts[0]):
        return spec
    return f"{os.path.abspath(file)}:{name}"


def check_sources(config: RunConfig) -> None:
    """Whether the files that a later stage will learn from are there, hours before it does.

    Raises:
        UsageError: a source is neither an earlier stage nor a file, or a process reward model no folder.
    """
    names = [stage.name for stage in config.phases]
    for stage in config.phases:
        for source in getattr(stage, "sources", ()):
            if source not in names and not Path(source).is_file():
                raise UsageError(
                    f"phases.{stage.name}.sources: {source!r} is neither a stage nor a file; "
                    f"{advice(source, names, 'the stages are')}"
                )
    for key, model in _process_models(config):
        if model not in names and not Path(model).is_dir():
            raise UsageError(
                f"{key}: {model!r} is neither a stage nor a folder; {advice(model, names, 'the stages are')}"
            )


def _process_models(config: RunConfig) -> Iterator[tuple[str, str]]:
    """Key and place of each process reward model that is used."""
    for stage in config.phases:
        reward = config.reward_of(stage.name)
        if hasattr(stage, "reward") and reward.process and reward.process_model:
            yield f"phases.{stage.name}: reward.process_model", reward.process_model


def _stage(stage: Stage, names: set[str]) -> Stage:
    changes: dict[str, Any] = {}
    if isinstance(stage, (SftStage, DistilStage)):
        changes["sources"] = {_source(one, names): weight for one, weight in stage.sources.items()}
    if isinstance(stage, (DpoStage, PreferenceStage, ProcessStage)):
        changes["sources"] = tuple(_source(one, names) for one in stage.sources)
    if isinstance(stage, DistilStage):
        changes["teacher"] = _model(stage.teacher)
    if isinstance(stage, (SampleStage, ProcessStage)) and stage.model is not None:
        changes["model"] = _model(stage.model)
    reward: dict[str, Any] = dict(getattr(stage, "reward", {}))
    if reward.get("function"):
        changes["reward"] = reward = reward | {"function": anchored_name(reward["function"])}
    for key in ("preference_head", "process_model"):
        if reward.get(key):
            changes["reward"] = reward = reward | {key: _source(reward[key], names)}
    if hasattr(stage, "task_options"):
        changes["task_options"] = _options(stage.task_options)
    return dataclasses.replace(stage, **changes)


def _source(source: str, names: set[str]) -> str:
    return source if source in names else _absolute(source)


def _model(name: str) -> str:
    return name if name in model_names() else _absolute(name)


def _options(options: dict[str, Any]) -> dict[str, Any]:
    return {key: _file_option(value) for key, value in options.items()}


def _file_option(value: Any) -> Any:
    """An option that names a file, or a list of such: what is written as a file is, with a folder or a suffix."""
    if isinstance(value, list):
        return [_file_option(one) for one in value]
    is_path = isinstance(value, str) and (os.sep in value or "." in value)
    return _absolute(value) if is_path and os.path.isfile(os.path.expanduser(value)) else value


def _absolute(given: str) -> str:
    path = os.path.expanduser(given)
    return os.path.abspath(path) if os.path.exists(path) else given


def _is_installed(module: str) -> bool:
    """Whether a top-level module is found without the working directory.

    What comes before the standard library in `sys.path` is of this process alone: the directory itself, PYTHONPATH.
    What comes after it (a project installed in place) is there in the next process too.
    """
    here, library = os.getcwd(), os.path.dirname(os.__file__)
    border = sys.path.index(library) if library in sys.path else len(sys.path)
    elsewhere = [path for i, path in enumerate(sys.path) if i > border or os.path.abspath(path) != here]
    if PathFinder.find_spec(module, elsewhere) is not None:
        return True
    others = (finder for finder in sys.meta_path if finder is not PathFinder)
    return any(finder.find_spec(module, None) is not None for finder in others if hasattr(finder, "find_spec"))
