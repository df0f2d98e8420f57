"""The terminal: what a program says there is said as it is, brackets in it are no commands."""

from __future__ import annotations

from rich.console import Console


def plain_console(stderr: bool = True, width: int | None = None) -> Console:
    """A console for text that others wrote too: paths, error messages of libraries, replies of models."""
    return Console(stderr=stderr, width=width, markup=False, highlight=False)
