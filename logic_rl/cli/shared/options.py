"""Reading `KEY=VALUE` options."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import click

from logic_rl.errors import UsageError


class Finite(click.FloatRange):
    """A number in a range; neither `nan`, which lies in every range, nor infinity."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        number: float = super().convert(value, param, ctx)
        if not math.isfinite(number):
            self.fail(f"{value} is no number to work with", param, ctx)
        return number


def key_values(given: Sequence[str], option: str) -> dict[str, Any]:
    """`["a=1", "b=[x, y]"]` as `{"a": 1, "b": ["x", "y"]}`: values are YAML.

    Raises:
        UsageError: an item is no `key=value`.
    """
    import yaml

    values = {}
    for item in given:
        key, separator, text = item.partition("=")
        if not separator or not key.strip():
            raise UsageError(f"{option} {item}: write key=value")
        try:
            values[key.strip()] = yaml.safe_load(text)
        except yaml.YAMLError as error:
            raise UsageError(f"{option} {item}: {' '.join(str(error).split())}") from None
    return values


def two_prices(text: str | None) -> tuple[float, float] | None:
    """`0.15,0.60`, of a million tokens read and written; raises UsageError where it is not two numbers."""
    if text is None:
        return None
    try:
        first, second = map(float, text.split(","))
        if not (0 <= first < math.inf and 0 <= second < math.inf):
            raise ValueError
    except ValueError:
        raise UsageError(f"--price {text!r}: give two numbers, as in 0.15,0.60") from None
    return first, second
