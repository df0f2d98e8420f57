"""From YAML to a checked configuration.

An unknown key is an error that names the nearest known one, and a value of the wrong kind or
out of range is an error that names the key.
"""

from __future__ import annotations

import dataclasses
from pathlib import Path

import yaml

from logic_rl.config.building import built, run_from
from logic_rl.config.checks import check, demand
from logic_rl.config.reward import RewardConfig, check_reward
from logic_rl.config.run import RunConfig
from logic_rl.errors import UsageError
from logic_rl.resources import curriculum_path


def read_config(path: Path, overrides: tuple[str, ...] = (), **replacements: object) -> RunConfig:
    """Read a YAML file, apply keyword replacements that are not None, then `key.sub=value` overrides.

    Raises:
        UsageError: the file cannot be read, or a key or value is wrong.
    """
    try:
        tree = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"cannot read {path}: {getattr(error, 'strerror', None) or error}") from None
    except yaml.YAMLError as error:
        raise UsageError(f"{path} is not valid YAML: {' '.join(str(error).split())}") from None
    if not isinstance(tree, dict):
        raise UsageError(f"{path} must hold keys and values, with 'phases' among them")
    tree |= {key: value for key, value in replacements.items() if value is not None}
    for override in overrides:
        _override(tree, override)
    return config_from_tree(tree, str(path))


def given_or_stored(
    stored: Path,
    curriculum: str | None,
    overrides: tuple[str, ...],
    learners: int | None = None,
    **replacements: object,
) -> RunConfig:
    """The configuration of a run that may exist already: its own, which nothing on the command line may change.

    But `learners`: how many share the work is no part of what is computed.

    Raises:
        UsageError: what is given differs from what is stored; the message names the first key.
    """
    is_given = curriculum is not None or overrides or any(value is not None for value in replacements.values())
    if stored.is_file() and not is_given:
        return read_config(stored, learners=learners)
    given = read_config(curriculum_path(curriculum or "three_phase"), overrides, learners=learners, **replacements)
    if stored.is_file():
        own = read_config(stored, learners=learners)
        given = dataclasses.replace(given, learners=own.learners)
        for field in dataclasses.fields(RunConfig):
            if getattr(own, field.name) != getattr(given, field.name):
                raise UsageError(
                    f"{stored.parent} holds a run whose {field.name!r} differs from what is given: leave the options "
                    "out to go on with its own, or choose another --out"
                )
    return given


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


def _override(tree: dict, override: str) -> None:
    """`rollout.max_new_tokens=512`; a phase is named by its name: `phases.rollout.steps=10`."""
    key, separator, text = override.partition("=")
    if not separator:
        raise UsageError(f"--set {override}: write key=value, for example phases.rollout.steps=10")
    *parents, last = key.strip().split(".")
    node: object = tree
    for name in parents:
        if isinstance(node, list):
            node = next((item for item in node if isinstance(item, dict) and item.get("name") == name), None)
        else:
            node = node.setdefault(name, {}) if isinstance(node, dict) else None
        if node is None:
            raise UsageError(f"--set {override}: there is no {name!r} to set {last!r} in")
    if not isinstance(node, dict):
        raise UsageError(f"--set {override}: {key!r} does not name a single value")
    node[last] = yaml.safe_load(text)
