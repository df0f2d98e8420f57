"""Printing results: a table for people, JSON for programs."""

from __future__ import annotations

import click


def print_table(title: str, columns: list[str], rows: list[list[str]]) -> None:
    from rich.table import Table

    from logic_rl.console import show_table

    click.echo(title)
    table = Table()
    for position, column in enumerate(columns):
        table.add_column(column, justify="right" if position else "left", overflow="fold")
    for row in rows:
        table.add_row(*row)
    show_table(table)


def print_json(value: dict) -> None:
    import json

    click.echo(json.dumps(value, indent=2))
