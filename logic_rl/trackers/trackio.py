"""trackio, seen with `trackio show`. Where it keeps its numbers is for its own variables to say (TRACKIO_DIR, …)."""

from __future__ import annotations

import os
from collections.abc import Sequence

import trackio

from logic_rl.trackers.tracker import COLUMNS, PROJECT, Cell, Opening


class Trackio:
    rewinds = False

    def __init__(self, opening: Opening):
        self.run = trackio.init(
            project=os.environ.get("TRACKIO_PROJECT", PROJECT),
            name=f"{opening.name}-{opening.id[:6]}",  # trackio finds a run by its name alone
            config=opening.config,
            resume="allow",
            embed=False,
        )

    def log(self, step: int, values: dict[str, float]) -> None:
        self.run.log(values, step=step)

    def replies(self, step: int, label: str, table: Sequence[Sequence[Cell]]) -> None:
        rows = [list(row) for row in table]
        self.run.log({f"replies/{label}": trackio.Table(columns=list(COLUMNS), data=rows)}, step=step)

    def finish(self) -> None:
        self.run.finish()
