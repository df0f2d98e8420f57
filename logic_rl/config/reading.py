"""From YAML to a checked configuration.

An unknown key is an error that names the nearest known one, and a value of the wrong kind or
out of range is an error that names the key.
"""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path
from typing import Any

import yaml

from logic_rl.config.building import SPELLINGS, advice, built, run_from
from logic_rl.config.checks import check
from logic_rl.config.demands import demand
from logic_rl.config.places import anchored, anchored_name, check_sources
from logic_rl.config.reward import RewardConfig, check_reward
from logic_rl.config.run import RunConfig
from logic_rl.errors import UsageError
from logic_rl.resources import curriculum_path

ALWAYS = r"learners|track"  # keys that another half of a run may have anew
WITH_RESUME = r"phases\.[^.]+\.steps|checkpoint(\.\w+)?|evaluation\.every"
TWINS = SPELLINGS | {attribute: word for word, attribute in SPELLINGS.items()}

def read_config(path: Path, overrides: tuple[str, ...] = (), **replacements: object) -> RunConfig:
    """Read a YAML file, apply keyword replacements that are not None, then `key.sub=value` overrides.

    A replacement takes the place of the file's value, but for `task_options`: its keys go over those of the file, or
    stand alone where `task` names another task than the file's.

    Raises:
        UsageError: the file cannot be read, or a key or value is wrong.
    """
    tree = _tree(path)
    given = {key: value for key, value in replacements.items() if value is not None}
    if "task" in given and anchored_name(str(given["task"])) != anchored_name(str(tree.get("task", "knights"))):
        tree = {key: value for key, value in tree.items() if key not in ("task_options", "fixed_cast")}
    if isinstance(given.get("task_options"), dict) and isinstance(tree.get("task_options"), dict):
        given["task_options"] = tree["task_options"] | given["task_options"]
    tree |= given
    for override in overrides:
        _override(tree, override)
    return config_from_tree(tree, str(path))


def given_or_stored(
    stored: Path,
    curriculum: str | None,
    overrides: tuple[str, ...],
    learners: int | None = None,
    track: tuple[str, ...] | None = None,
    resume: bool = False,
    **replacements: object,
) -> RunConfig:
    """The configuration of a run: a new one, or its own where there is one already, which hardly anything changes.

    `learners` and `track` may always be given anew, for they are no part of what is computed. With `resume` so may
    overrides of `phases.NAME.steps`, `checkpoint.*` and `evaluation.every`: they are applied to the stored
    configuration. (A ramp spans all steps of its phase, so in a phase that is made longer it flattens from here on.
    Whether the steps already done still fit is for the trainer to say.) Whatever else is given must be as stored.

    Args:
        stored: the run's config.yaml, which need not exist.
        curriculum: name or path; None means the stored one, and for a new run three_phase, or any_task for a task
            other than knights.

    Raises:
        UsageError: what is given differs from what is stored; the message names the first key.
    """
    free: dict[str, object] = {"learners": learners, "track": track}
    if not stored.is_file():
        usual = "three_phase" if replacements.get("task") in (None, "knights") else "any_task"
        config = anchored(read_config(curriculum_path(curriculum or usual), overrides, **free, **replacements))
        check_sources(config)
        return config
    own = read_config(stored, tuple(one for one in overrides if _may_change(one, resume)), **free)
    given = read_config(curriculum_path(curriculum) if curriculum else stored, overrides, **free, **replacements)
    _refuse_difference(anchored(own), anchored(given), stored.parent)
    return own


def _may_change(override: str, resume: bool) -> bool:
    key = override.partition("=")[0].strip()
    return re.fullmatch(ALWAYS, key) is not None or resume and re.fullmatch(WITH_RESUME, key) is not None


def _refuse_difference(own: RunConfig, given: RunConfig, folder: Path) -> None:
    for field in dataclasses.fields(RunConfig):
        if field.name not in ("learners", "track") and getattr(own, field.name) != getattr(given, field.name):
            raise UsageError(
                f"{folder} holds a run whose {field.name!r} differs from what is given: leave the options out to go on "
                "with its own, or choose another --out (with --resume, --set may change phases.NAME.steps, "
                "checkpoint.* and evaluation.every)"
            )


def read_reward(settings: tuple[str, ...]) -> RewardConfig:
    """A rubric from `key=value` settings such as `language=0.5`, with or without `reward.` before the key.

    Raises:
        UsageError: a key is not known or a value cannot work.
    """
    tree: dict = {}
    for setting in settings:
        _override(tree, setting.strip().removeprefix("reward."))
    return reward_from_tree(tree, "--set")


def reward_from_tree(tree: dict, where: str) -> RewardConfig:
    """A checked rubric from keys and values.

    Raises:
        UsageError: a key is not known or a value cannot work.
    """
    reward = built(RewardConfig, tree, where)
    check_reward(reward, demand(where))
    return reward


def config_from_tree(tree: dict, where: str) -> RunConfig:
    """A checked configuration from keys and values.

    Raises:
        UsageError: a key is not known or a value cannot work.
    """
    config = run_from(tree, where)
    if config.rollout.lag and "importance" not in tree.get("algorithm", {}):
        config = dataclasses.replace(config, algorithm=dataclasses.replace(config.algorithm, importance="token"))
    check(config, where)
    return config


def _tree(path: Path) -> dict[str, Any]:
    try:
        tree = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"cannot read {path}: {getattr(error, 'strerror', None) or error}") from None
    except yaml.YAMLError as error:
        raise UsageError(f"{path} is not valid YAML: {' '.join(str(error).split())}") from None
    if not isinstance(tree, dict):
        raise UsageError(f"{path} must hold keys and values, with 'phases' among them")
    return _unshared(tree)


def _unshared(value: Any) -> Any:
    """A copy in which nothing stands twice, as what YAML anchors name does: an override is of one phase alone."""
    if isinstance(value, dict):
        return {key: _unshared(one) for key, one in value.items()}
    return [_unshared(one) for one in value] if isinstance(value, list) else value


def _override(tree: dict[str, Any], override: str) -> None:
    """`rollout.max_new_tokens=512`; a phase is named by its name: `phases.rollout.steps=10`."""
    key, separator, text = override.partition("=")
    if not separator:
        raise UsageError(f"--set {override}: write key=value, for example phases.rollout.steps=10")
    *parents, last = key.strip().split(".")
    node: object = tree
    for name in parents:
        known: list[str] = []
        if isinstance(node, list):
            known = [str(item.get("name")) for item in node if isinstance(item, dict)]
            node = next((item for item in node if isinstance(item, dict) and item.get("name") == name), None)
        else:
            node = node.setdefault(name, {}) if isinstance(node, dict) else None
        if node is None:
            there = f"; {advice(name, known, 'there are')}" if known else ""
            raise UsageError(f"--set {override}: there is no {name!r} to set {last!r} in{there}")
    if not isinstance(node, dict):
        raise UsageError(f"--set {override}: {key!r} does not name a single value")
    node.pop(TWINS.get(last), None)
    try:
        node[last] = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise UsageError(f"--set {override}: not a YAML value: {' '.join(str(error).split())}") from None
