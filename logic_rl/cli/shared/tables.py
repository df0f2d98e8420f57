"""Printing results: a table for people, JSON for programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rich.table import Table

GAP = 3  # characters between two columns
LONG = 36  # a cell that is longer is prose: its column is wrapped at words, not moved below
LEAST = 12  # characters that prose is given at least


def print_table(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A table that fits the terminal (a pipe: 80 columns, or what COLUMNS says), with nothing cut.

    Columns that do not fit stand below the others, the first one repeated; prose is wrapped.
    """
    from logic_rl.console import plain_console

    console = plain_console(stderr=False)
    click.echo(title)
    cells = [[*row] for row in rows]
    for number, block in enumerate(blocks(columns, cells, console.width)):
        if number:
            click.echo()
        widths = _fitted(block, columns, cells, console.width, whole_words=not console.is_terminal)
        wide = sum(width + GAP for width in widths)
        plain_console(stderr=False, width=max(console.width, wide)).print(_table(block, widths, columns, cells))


def blocks(columns: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> list[list[int]]:
    """Which columns stand beside each other: the first in every block, each of the others in one.

    Example: `blocks(["", "a", "b"], [["all people", "0.1", "0.2"]], 16)` is `[[0, 1], [0, 2]]`.
    """
    least = [min(one, LONG) for one in _widths(columns, rows)]
    result = [[0]]
    for column in range(1, len(columns)):
        used = sum(least[one] + GAP for one in result[-1])
        if used + least[column] > width and len(result[-1]) > 1:
            result.append([0])
        result[-1].append(column)
    return result


def _widths(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> list[int]:
    """Of each column, in terminal cells: its widest cell, or the longest word of its heading."""
    from rich.cells import cell_len

    return [
        max([*map(cell_len, head.split()), *(cell_len(row[place]) for row in rows)], default=0)
        for place, head in enumerate(columns)
    ]


def _fitted(
    block: list[int], columns: Sequence[str], rows: Sequence[Sequence[str]], width: int, whole_words: bool
) -> list[int]:
    """Widths of a block's columns: prose shares what the others leave.

    With `whole_words` no word of it is broken, as for a pipe, where somebody may look for it.
    """
    from rich.cells import cell_len

    natural = _widths(columns, rows)
    prose = [column for column in block if natural[column] > LONG]
    room = width - sum(GAP + (0 if column in prose else natural[column]) for column in block) + GAP
    for column in prose:
        words = [cell_len(word) for row in rows for word in row[column].split()] if whole_words else []
        natural[column] = max(min(natural[column], room // len(prose)), *words, LEAST)
    return [natural[column] for column in block]


def _table(block: list[int], widths: list[int], columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Table:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    table = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for column, width in zip(block, widths, strict=True):
        # Numbers end at the right; the names of the rows, and words, begin at the left.
        at_right = column and _numeric(rows, column)
        table.add_column(columns[column], justify="right" if at_right else "left", width=width, overflow="fold")
    for row in rows:
        table.add_row(*(row[column] for column in block))
    return table


def _numeric(rows: Sequence[Sequence[str]], column: int) -> bool:
    return all(not row[column] or row[column][0] in "–-+.0123456789" for row in rows)


def print_json(value: dict) -> None:
    import json

    click.echo(json.dumps(value, indent=2))
