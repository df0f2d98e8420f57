"""From YAML to a checked configuration.

An unknown key is an error that names the nearest known one, and a value of the wrong kind or
out of range is an error that names the key.
"""

from __future__ import annotations

import dataclasses
import difflib
import types
import typing
from collections.abc import Iterable
from pathlib import Path

import yaml

from logic_rl.config.algorithm import ALGORITHMS, AlgorithmConfig
from logic_rl.config.checks import check
from logic_rl.config.reward import RewardConfig, check_reward
from logic_rl.config.run import Ramp, RunConfig
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
    reward = _build(RewardConfig, tree, where)

    def require(condition: bool, key: str, problem: str) -> None:
        if not condition:
            raise UsageError(f"{where}: {key}: {problem}")

    check_reward(reward, require)
    return reward


def config_from_tree(tree: dict, where: str) -> RunConfig:
    config = _build(RunConfig, tree, where)
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


def _build(kind: type, tree: object, where: str, base: object = None) -> typing.Any:
    """An instance of the dataclass `kind` from a mapping, strictly; what is not given is as in `base`."""
    if kind is Ramp and not isinstance(tree, dict):
        value = _scalar(float, tree, where)
        return Ramp(value, value)
    if not isinstance(tree, dict):
        raise UsageError(f"{where}: expected keys and values, not {tree!r}")
    if kind is AlgorithmConfig and base is None:
        base = _recipe(tree.get("name", "grpo"), where)
    hints = typing.get_type_hints(kind)
    for key in tree:
        if key not in hints:
            raise UsageError(f"{where}: unknown key {key!r}; {_advice(key, hints, 'known keys')}")
    if base is not None:
        given = {key: _value(hints[key], value, f"{where}: {key}", getattr(base, key)) for key, value in tree.items()}
        return dataclasses.replace(base, **given)
    required = [
        f.name for f in dataclasses.fields(kind)
        if f.default is dataclasses.MISSING and f.default_factory is dataclasses.MISSING
    ]  # fmt: skip
    missing = [name for name in required if name not in tree]
    if missing:
        raise UsageError(f"{where}: missing key {', '.join(map(repr, missing))}")
    return kind(**{key: _value(hints[key], value, f"{where}: {key}") for key, value in tree.items()})


def _recipe(name: object, where: str) -> AlgorithmConfig:
    """The settings an algorithm's name stands for."""
    if str(name) not in ALGORITHMS:
        raise UsageError(f"{where}.name: {name!r} is not known; {_advice(name, ALGORITHMS, 'choose one of')}")
    return ALGORITHMS[str(name)]


def _advice(word: object, known: Iterable[str], otherwise: str) -> str:
    near = difflib.get_close_matches(str(word), known, n=1)
    return f"did you mean {near[0]!r}?" if near else f"{otherwise}: {', '.join(known)}"


def _value(kind: typing.Any, value: object, where: str, base: object = None) -> object:
    origin = typing.get_origin(kind)
    if origin in (types.UnionType, typing.Union):
        return None if value is None else _value(typing.get_args(kind)[0], value, where)
    if dataclasses.is_dataclass(kind):
        return _build(kind, value, where, base)
    if origin is tuple:
        if not isinstance(value, (list, tuple)):
            raise UsageError(f"{where}: expected a list, not {value!r}")
        item = typing.get_args(kind)[0]
        return tuple(_value(item, entry, f"{where}[{i}]") for i, entry in enumerate(value))
    if origin is dict:
        if not isinstance(value, dict):
            raise UsageError(f"{where}: expected keys and values, not {value!r}")
        key_kind, value_kind = typing.get_args(kind)
        return {_value(key_kind, k, where): _value(value_kind, v, f"{where}.{k}") for k, v in value.items()}
    return _scalar(kind, value, where)


def _scalar(kind: type, value: object, where: str) -> object:
    if kind is float and isinstance(value, (int, str)) and not isinstance(value, bool):
        try:
            return float(value)  # YAML reads 1e-4 as text
        except ValueError:
            pass  # told below, like any other value of the wrong kind
    if not isinstance(value, kind) or isinstance(value, bool) and kind is not bool:
        names = {int: "a whole number", float: "a number", str: "text", bool: "true or false"}
        raise UsageError(f"{where}: expected {names[kind]}, not {value!r}")
    return value
