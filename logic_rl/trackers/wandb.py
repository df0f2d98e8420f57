"""Weights & Biases. Account, mode (online, offline), server and project are those that wandb is set up for."""

from __future__ import annotations

import os
from collections.abc import Sequence

import wandb

from logic_rl.errors import UsageError
from logic_rl.trackers.tracker import COLUMNS, PROJECT, Cell, Opening

FINISH_SECONDS = 60.0  # for what is still to be sent; it stays in RUN/wandb, for `wandb sync`


class WeightsAndBiases:
    rewinds = False

    def __init__(self, opening: Opening):
        self.run = wandb.init(
            project=os.environ.get("WANDB_PROJECT", PROJECT),
            id=opening.id,
            name=opening.name,
            resume="allow",
            config=opening.config,
            dir=os.environ.get("WANDB_DIR", opening.folder),
            settings=_settings(),
        )

    def log(self, step: int, values: dict[str, float]) -> None:
        self.run.log(values, step=step)

    def replies(self, step: int, label: str, table: Sequence[Sequence[Cell]]) -> None:
        rows = [list(row) for row in table]
        self.run.log({f"replies/{label}": wandb.Table(columns=list(COLUMNS), data=rows)}, step=step)

    def finish(self) -> None:
        self.run.finish()


def _settings() -> wandb.Settings:
    """Its hold of the terminal is left out, for progress is shown there."""
    limited = "finish_timeout" in getattr(wandb.Settings, "model_fields", {})  # older ones wait for ever
    return wandb.Settings(console="off", **({"finish_timeout": FINISH_SECONDS} if limited else {}))


def check_login() -> None:
    """Ask for the account now, not hours into a run.

    Raises:
        UsageError: nobody is logged in, and nobody can be asked.
    """
    if wandb.setup().settings.mode not in (None, "online", "run"):
        return
    try:
        known = wandb.login()
    except wandb.errors.Error as error:
        raise _not_logged_in(error) from None
    if not known:
        raise _not_logged_in("nobody is logged in")


def _not_logged_in(why: object) -> UsageError:
    return UsageError(f"wandb: {why}; log in with `wandb login`, or set WANDB_MODE=offline")
