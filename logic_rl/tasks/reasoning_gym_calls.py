"""The library reasoning-gym as `logic_rl.tasks.reasoning_gym` calls it, in a process of its own: see `aside`."""

from __future__ import annotations

import dataclasses
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from logic_rl.errors import UsageError
from puzzles.spelling import nearest

REFUSED = {
    "composite": "it is a mixture of other data sets; train on these by name",
    "game_of_life_halting": "its scorer takes any answer for right",
    "puzzle24": "its scorer takes 1*2*3*4 for right, whatever the numbers are",
}
OURS = ("seed", "size")  # of a configuration: every question has its own seed
_levels: dict[int, Any] = {}  # level → data set of that level: what it scores by, and whose configuration it draws with


class TooLong(Exception):
    """A question is not made in the time that it may take."""


def prepare(name: str, options: dict, has_levels: bool) -> list[int]:
    """Load the library and make the data set at every level that it can be made at; returns the levels.

    Raises:
        UsageError: there is no such data set, or it takes no such option.
    """
    from reasoning_gym.factory import CURRICULA, DATASETS

    if name not in DATASETS:
        near = nearest(name, DATASETS)
        hint = f"did you mean {near!r}?" if near else f"there are {', '.join(sorted(DATASETS))}"
        raise UsageError(f"reasoning-gym has no data set {name!r}; {hint}")
    if name in REFUSED:
        raise UsageError(f"data set {name} cannot be trained on: {REFUSED[name]}")
    kind, config_kind = DATASETS[name]
    options = _typed(name, options, config_kind)
    if has_levels and name in CURRICULA:
        curriculum = CURRICULA[name]()
        for level in range(1, max(len(one.levels) for one in curriculum.attributes.values()) + 1):
            curriculum.set_global_level(level - 1)
            try:  # some of the library's own levels are refused by its own checks
                _levels[level] = kind(dataclasses.replace(curriculum.generate_configuration(), **options))
            except (AssertionError, ValueError):
                continue
    if not _levels:
        try:
            _levels[1] = kind(config_kind(**options))
        except (AssertionError, ValueError, TypeError) as error:
            raise UsageError(f"task_options of data set {name}: {error}") from None
    return list(_levels)


def draw(level: int, seed: int, seconds: float) -> dict:
    """The first item of a data set with this seed: `question`, `answer` and `metadata`, as values of JSON.

    Raises:
        TooLong: it takes more seconds of processor time, however busy the machine is; whatever the library raises.
    """
    data = _levels[level]
    with _at_most(seconds):
        item = type(data)(dataclasses.replace(data.config, seed=seed, size=1))[0]
    return {name: packed(item[name]) for name in ("question", "answer", "metadata")}


def score(level: int, answer: str, facts: dict) -> float:
    """What the library gives an answer, 0 to 1; `facts` are the item's answer and metadata."""
    data = _levels.get(level) or next(iter(_levels.values()))
    return float(data.score_answer(answer, unpacked(facts)))


def packed(value: Any) -> Any:
    """A value as JSON can hold it, so that tuples and keys that are no text come back: scorers ask for them."""
    match value:
        case tuple():
            return {"__tuple__": [packed(one) for one in value]}
        case list():
            return [packed(one) for one in value]
        case dict() if all(isinstance(key, str) for key in value):
            return {str(key): packed(one) for key, one in value.items()}
        case dict():
            return {"__items__": [[packed(key), packed(one)] for key, one in value.items()]}
        case str():
            return str(value)  # numpy has a text of its own
    return value


def unpacked(value: Any) -> Any:
    match value:
        case list():
            return [unpacked(one) for one in value]
        case {"__tuple__": items, **rest} if not rest:
            return tuple(unpacked(items))
        case {"__items__": items, **rest} if not rest:
            return {unpacked(key): unpacked(one) for key, one in items}
        case dict():
            return {key: unpacked(one) for key, one in value.items()}
    return value


@contextmanager
def _at_most(seconds: float) -> Iterator[None]:
    """Raises TooLong in what takes longer; again and again, for libraries catch what they do not know."""

    def stop(*_: object) -> None:
        raise TooLong("not done in the processor time that it may take")

    signal.signal(signal.SIGPROF, stop)
    try:
        signal.setitimer(signal.ITIMER_PROF, seconds, 0.1)
        yield
    finally:
        while signal.getitimer(signal.ITIMER_PROF)[0]:
            with suppress(TooLong):
                signal.setitimer(signal.ITIMER_PROF, 0)


def _typed(name: str, options: dict, config_kind: type) -> dict:
    """The options with tuples where the data set has such; lists are what YAML has."""
    fields = {field.name: field for field in dataclasses.fields(config_kind) if field.name not in OURS}
    for key in options:
        if key not in fields:
            near = nearest(key, fields)
            hint = f"did you mean {near!r}?" if near else f"it takes {', '.join(fields) or 'none'}"
            raise UsageError(f"task_options: data set {name} has no {key!r}; {hint}")
    return {
        key: tuple(value) if isinstance(value, list) and isinstance(fields[key].default, tuple) else value
        for key, value in options.items()
    }
