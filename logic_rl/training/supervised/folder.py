"""A training without rewards, in a folder: states to resume from, a log, and what a person sees of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import torch
from transformers import PreTrainedModel

from logic_rl.errors import UsageError
from logic_rl.metrics import mean
from logic_rl.training.learning.checkpoint import latest_checkpoint, load_checkpoint, prune_checkpoints, save_checkpoint

SAVE_EVERY = 100  # steps
MEAN_OF = 50  # last steps: the loss that is shown


class Shown(Protocol):
    """Where it is told how far a training is; a `Progress` is one."""

    def say(self, text: str) -> None: ...

    def begin(self, total: int, done: int = 0) -> None: ...

    def update(self, done: int, total: int | None = None, note: str | None = None) -> None: ...


@dataclass(slots=True)
class SupervisedTraining:
    """What is trained and where its states go.

    Attributes:
        folder: for the states; it may be removed when the model is written.
        settings: what must not change between a start and a resume.
        loss: the name of the row entry that is shown.
    """

    folder: Path
    model: PreTrainedModel
    tokenizer: object
    optimisers: Sequence[torch.optim.Optimizer]
    num_steps: int
    progress: Shown
    settings: dict = field(default_factory=dict)
    loss: str = "loss"
    save_every: int | None = None  # steps; None is `SAVE_EVERY`

    def run(self, steps: Callable[[int], Iterator[dict]]) -> list[dict]:
        """All steps that are left; returns the log rows of the whole training.

        Args:
            steps: from the number of the first step to the rows of it and all later ones, each with its `step`.

        Raises:
            UsageError: the states in the folder are of other settings.
        """
        log, first_step = self._restored()
        seconds_before, started = (log[-1]["seconds"] if log else 0.0), time.perf_counter()
        self.progress.begin(self.num_steps, first_step)
        for report in steps(first_step):
            row = report | {"seconds": round(seconds_before + time.perf_counter() - started, 1)}
            log.append(row)
            self.progress.update(row["step"] + 1, note=f"loss {mean(row[self.loss] for row in log[-MEAN_OF:]):.4f}")
            if (row["step"] + 1) % (self.save_every or SAVE_EVERY) == 0:
                self._save(row["step"] + 1, log)
        return log

    def _restored(self) -> tuple[list[dict], int]:
        checkpoint = latest_checkpoint(self.folder, self.progress.say)
        if checkpoint is None:
            return [], 0
        state = load_checkpoint(checkpoint, self.model, self.optimisers)
        before = state.get("settings", {})
        changed = [name for name in self.settings if before.get(name) != self.settings[name]]
        if changed:
            name = changed[0]
            raise UsageError(f"{self.folder.parent}: the training there began with {name} {before.get(name)!r}, not "
                             f"{self.settings[name]!r}; go on with the same, or choose another --out")  # fmt: skip
        self.progress.say(f"going on after step {state['step']}")
        return state["log"], state["step"]

    def _save(self, done: int, log: list[dict]) -> None:
        state = {"step": done, "log": log, "settings": self.settings}
        save_checkpoint(self.folder / f"step_{done:06d}", self.model, self.tokenizer, self.optimisers, state)
        prune_checkpoints(self.folder, keep=2)
