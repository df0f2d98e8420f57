"""What the trainer knows of whatever learns. The trainer keeps the order of stages; a learner takes one of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from transformers import PreTrainedModel

from logic_rl.curriculum import StepSettings
from logic_rl.errors import RunFailed
from logic_rl.training.learning.update import KeepBad
from logic_rl.types import RolloutGroup


class LearnersLost(RunFailed):
    """A rank died or stopped answering; the run can go on from its last checkpoint."""


class PolicyLearner(Protocol):
    """The policy, and all that learns with it.

    Attributes:
        model: the whole policy in this process, with the weights of the last update, for engines and checkpoints.
    """

    model: PreTrainedModel

    def update(
        self, groups: Sequence[RolloutGroup], settings: StepSettings, step: int, keep_bad: KeepBad
    ) -> dict[str, float]:
        """Learn from one rollout; `training.update` says what, and what comes back."""

    def save(self, folder: Path, tokenizer, state: dict) -> None:
        """Write a checkpoint (`training.checkpoint`)."""

    def load(self, folder: Path) -> dict:
        """Go on from a checkpoint, whoever wrote it; returns its state."""

    def close(self) -> None:
        """End what was started for it."""
