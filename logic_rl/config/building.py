"""From a tree of plain values to settings: pydantic reads, and its first complaint becomes one line with a cure."""

from __future__ import annotations

import dataclasses
import functools
import typing
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from logic_rl.config.algorithm import ALGORITHMS
from logic_rl.config.run import Ramp, RunConfig, Stage
from logic_rl.config.stages import KINDS
from logic_rl.config.values import Number
from logic_rl.errors import UsageError
from puzzles.spelling import nearest

Settings = TypeVar("Settings")
SPELLINGS = {"from": "start_from", "levels": "people"}  # key in YAML → attribute
UNKNOWN = ("unexpected_keyword_argument", "invalid_key")
EXPECTED = {
    "int_type": "a whole number", "int_parsing": "a whole number", "int_from_float": "a whole number",
    "int_parsing_size": "a whole number", "finite_number": "a whole number",
    "float_type": "a number", "float_parsing": "a number",
    "bool_type": "true or false", "bool_parsing": "true or false",
    "string_type": "text", "tuple_type": "a list", "dict_type": "keys and values", "dataclass_type": "keys and values",
}  # fmt: skip


def built(kind: type[Settings], tree: object, where: str, key: str = "") -> Settings:
    """The settings of class `kind` from keys and values; what is not given is the default.

    Args:
        where, key: the file and the keys above `tree`, for messages.

    Raises:
        UsageError: a key is not known or missing, or a value is of another kind.
    """
    try:
        return _adapter(typing.cast(typing.Hashable, kind)).validate_python(_spelt(kind, tree, where, key))
    except ValidationError as error:
        complaints = sorted(error.errors(), key=lambda one: one["type"] not in UNKNOWN)
        raise UsageError(_sentence(kind, complaints[0], where, key)) from None


def run_from(tree: Mapping[str, Any], where: str) -> RunConfig:
    """A whole configuration from keys and values, not yet checked for values out of range.

    Raises:
        UsageError: as `built`.
    """
    tree = dict(tree)
    _old_fixed_cast(tree, where)
    if isinstance(tree.get("track"), str):
        tree["track"] = [tree["track"]]
    if "algorithm" in tree:
        tree["algorithm"] = _with_recipe(tree["algorithm"], where)
    phases = tree.get("phases")
    if isinstance(phases, (list, tuple)):
        tree["phases"] = tuple(_stage(one, i, where) for i, one in enumerate(phases))
    return built(RunConfig, tree, where)


def advice(word: object, known: Iterable[str], otherwise: str) -> str:
    """What stands closest to a word that is not known, or all that are."""
    known = list(known)
    near = nearest(word, known)
    return f"did you mean {near!r}?" if near else f"{otherwise}: {', '.join(known)}"


@functools.cache
def _adapter(kind: Any) -> TypeAdapter:
    return TypeAdapter(kind)


def _stage(tree: object, index: int, where: str) -> Stage:
    if isinstance(tree, Stage):
        return tree
    name = tree.get("name") if isinstance(tree, Mapping) else None
    key = f"phases.{name}" if isinstance(name, str) else f"phases[{index}]"
    kind = tree.get("kind", "rl") if isinstance(tree, Mapping) else "rl"
    if str(kind) not in KINDS:
        raise UsageError(f"{where}: {key}.kind: {kind!r} is not known; {advice(kind, KINDS, 'choose one of')}")
    return built(KINDS[str(kind)], tree, where, key)


def _old_fixed_cast(tree: dict[str, Any], where: str) -> None:
    """`fixed_cast` stood at the top level once; run folders of then have it there."""
    if "fixed_cast" not in tree:
        return
    value, options = tree.pop("fixed_cast"), tree.get("task_options") or {}
    if not isinstance(value, bool):
        raise UsageError(f"{where}: fixed_cast: expected true or false, not {value!r}")
    if not isinstance(options, Mapping) or "fixed_cast" in options:
        raise UsageError(f"{where}: fixed_cast: give it once, under task_options")
    if value:
        tree["task_options"] = {**options, "fixed_cast": True}


def _with_recipe(tree: object, where: str) -> object:
    """The settings that an algorithm's name stands for, and over them those given."""
    if not isinstance(tree, Mapping):
        return tree
    name = tree.get("name", "grpo")
    if str(name) not in ALGORITHMS:
        raise UsageError(f"{where}: algorithm.name: {name!r} is not known; {advice(name, ALGORITHMS, 'choose one of')}")
    recipe = dataclasses.asdict(ALGORITHMS[str(name)])
    critic = tree.get("critic")
    return recipe | dict(tree) | ({"critic": recipe["critic"] | dict(critic)} if isinstance(critic, Mapping) else {})


def _spelt(kind: Any, tree: object, where: str, key: str) -> object:
    """The tree with attributes for keys that have another name, at any depth, and ramps for plain numbers."""
    if not dataclasses.is_dataclass(kind) or not isinstance(tree, Mapping):
        return tree
    hints: dict[str, Any] = typing.get_type_hints(kind)
    result: dict[object, object] = {}
    for word, value in tree.items():
        name = SPELLINGS[word] if SPELLINGS.get(word) in hints else word
        inner = f"{key}.{word}" if key else str(word)
        if name in result:
            raise UsageError(f"{where}: {inner}: is another name of a key that is given too; give one of them")
        if hints.get(name) is Ramp and not isinstance(value, (Mapping, Ramp)):
            number = built(Number, value, where, inner)
            value = Ramp(number, number)
        result[name] = _spelt(hints.get(name), value, where, inner)
    return result


def _sentence(kind: type, complaint: Any, where: str, key: str) -> str:
    """What is wrong, where, and what would be right, in one line."""
    sort, place, value = complaint["type"], complaint["loc"], complaint["input"]
    if sort in ("missing", *UNKNOWN):
        *place, word = place
        problem = f"missing key {word!r}"
        if sort != "missing":
            problem = f"unknown key {word!r}; {advice(word, _keys(kind, place), 'known keys')}"
    elif sort == "literal_error":
        words = [word.strip("'") for word in complaint["ctx"]["expected"].replace(" or ", ", ").split(", ")]
        problem = f"{value!r} is not known; choose {(' or ' if len(words) == 2 else ', ').join(words)}"
    else:
        problem = f"expected {EXPECTED[sort]}, not {value!r}" if sort in EXPECTED else complaint["msg"]
        problem = problem.removeprefix("Value error, ")  # of a check that the class makes itself
    path = _path(key, place)
    return f"{where}: {path}: {problem}" if path else f"{where}: {problem}"


def _path(key: str, loc: Iterable[object]) -> str:
    """`rollout.stop[0]`; a key of a mapping that is itself wrong is told by its value."""
    text = key
    for step in loc:
        if step == "[key]":
            continue
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else str(step)
    return text


def _keys(kind: Any, above: Iterable[Any]) -> list[str]:
    """The keys of a class of settings, or of the group of them that lies at `above`, as YAML spells them."""
    for step in above:
        kind = typing.get_type_hints(kind)[step]
    hidden = {attribute: word for word, attribute in SPELLINGS.items() if word == "from"}
    return [hidden.get(field.name, field.name) for field in dataclasses.fields(kind)]
