"""The terminal: what a program says there is said as it is, brackets in it are no commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console

if TYPE_CHECKING:
    from rich.table import Table


def plain_console(stderr: bool = True, width: int | None = None) -> Console:
    """A console for text that others wrote too: paths, error messages of libraries, replies of models."""
    return Console(stderr=stderr, width=width, markup=False, highlight=False)


def show_table(table: Table) -> None:
    """A table on standard output; a pipe has no width to fit, so it is printed in full there."""
    terminal = plain_console(stderr=False)
    plain_console(stderr=False, width=None if terminal.is_terminal else 160).print(table)
