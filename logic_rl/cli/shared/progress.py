"""How far a long command is, on stderr: a bar on a terminal, elsewhere a line now and then."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

SECONDS_A_LINE = 10.0  # between two lines where no bar can be drawn


@contextmanager
def progress_shown(doing: str, done_words: str) -> Iterator[Callable[[int, int], None]]:
    """Yields what to call with (done, total): `doing` names the bar, `done_words` ends a line ("puzzles drawn")."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from logic_rl.console import plain_console

    console = plain_console()
    if not console.is_terminal:
        yield _lines(done_words)
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task(doing, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)


def _lines(words: str) -> Callable[[int, int], None]:
    began = time.monotonic()
    due = began + SECONDS_A_LINE

    def tell(done: int, total: int) -> None:
        nonlocal due
        if time.monotonic() >= due or (done == total and due > began + SECONDS_A_LINE):
            due = time.monotonic() + SECONDS_A_LINE
            click.echo(f"{done} of {total} {words}", err=True)

    return tell
