"""The learner as a group of ranks, seen from the trainer. Nothing of Ray here."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from transformers import PreTrainedModel

from logic_rl.curriculum import StepSettings
from logic_rl.training.learning.checkpoint import load_checkpoint, save_checkpoint
from logic_rl.training.learning.update import KeepBad
from logic_rl.types import RolloutGroup


class Ranks(Protocol):
    """What carries orders to the ranks."""

    def ask(self, name: str, *args: object) -> Any:
        """Have every rank do `Rank.<name>(*args)`; returns what rank 0 says when all have done it.

        Raises:
            LearnersLost: a rank died or stopped answering.
        """

    def close(self) -> None:
        """End all ranks."""


class LearnerGroup:
    """A `PolicyLearner` made of ranks.

    Args:
        model: the policy as the ranks begin with it. It is given the new weights after every update, for the engine and
            the ordinary half of a checkpoint.
    """

    def __init__(self, ranks: Ranks, model: PreTrainedModel):
        self.ranks, self.model = ranks, model

    def update(
        self, groups: Sequence[RolloutGroup], settings: StepSettings, step: int, keep_bad: KeepBad
    ) -> dict[str, float]:
        metrics, bad = self.ranks.ask("update", groups, settings, step)
        for samples in bad:
            keep_bad(samples)
        self.model.load_state_dict(self.ranks.ask("weights"))
        return metrics

    def save(self, folder: Path, tokenizer, state: dict) -> None:
        save_checkpoint(folder, self.model, tokenizer, (), state, shards=partial(self.ranks.ask, "save"))

    def load(self, folder: Path) -> dict:
        state = load_checkpoint(folder, self.model, ())
        self.ranks.ask("load", folder.absolute())
        return state

    def close(self) -> None:
        self.ranks.close()
