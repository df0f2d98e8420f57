"""Reading `KEY=VALUE` options."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from logic_rl.errors import UsageError


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
