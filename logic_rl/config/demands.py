"""What a configuration's values are held against; each failure names the key and the cure."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from logic_rl.errors import UsageError

Require = Callable[[bool, str, str], None]


def demand(where: str, joined_by: str = ": ") -> Require:
    """`require(condition, key, problem)`, which raises UsageError where the condition fails."""

    def require(condition: bool, key: str, problem: str) -> None:
        if not condition:
            raise UsageError(f"{where}{joined_by}{key}: {problem}")

    return require


def check_counts(stage: Any, names: Sequence[str], key: str, require: Require) -> None:
    for name in names:
        require(getattr(stage, name) >= 1, f"{key}.{name}", f"must be at least 1, not {getattr(stage, name)}")


def check_positive(stage: Any, names: Sequence[str], key: str, require: Require) -> None:
    for name in names:
        value = getattr(stage, name)
        require(math.isfinite(value) and value > 0, f"{key}.{name}", "must be a positive number")


def check_people(people: dict[int, float], key: str, require: Require) -> None:
    require(all(size >= 0 for size in people), f"{key}.people", "sizes must not be negative")
    if people:
        check_weights(people, f"{key}.people", require)


def check_weights(weights: Mapping[Any, float], key: str, require: Require) -> None:
    require(
        all(math.isfinite(weight) and weight >= 0 for weight in weights.values()) and sum(weights.values()) > 0,
        key,
        "weights must be >= 0, one positive",
    )
