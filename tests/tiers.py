"""Which of several parameters belong to the fast tier."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import pytest


def all_but(fast: Collection, values: Iterable) -> list:
    """The values as parameters of a test, slow ones but for those in `fast`."""
    return [pytest.param(value, marks=() if value in fast else pytest.mark.slow) for value in values]
