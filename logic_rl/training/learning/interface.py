"""What the trainer knows of whatever learns. The trainer keeps the order of stages; a learner takes one of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from transformers import PreTrainedModel

from logic_rl.curriculum import StepSettings
from logic_rl.errors import RunFailed
from logic_rl.training.learning.batch import Sample
from logic_rl.training.learning.distilling import Distillation
from logic_rl.training.learning.preference import Pair
from logic_rl.training.learning.update import KeepBad
from logic_rl.types import RolloutGroup


class LearnersLost(RunFailed):
    """A rank died or stopped answering; the run can go on from its last checkpoint."""


class PolicyLearner(Protocol):
    """The policy, and all that learns with it."""

    @property
    def model(self) -> PreTrainedModel:
        """The whole policy in this process, with the weights of the last update, for engines and checkpoints."""

    def experience(self, groups: Sequence[RolloutGroup], settings: StepSettings) -> list[Sample]:
        """The samples of a rollout with the log-probabilities and values that the losses need, groups in order."""

    def update(
        self, samples: Sequence[Sample], settings: StepSettings, step: int, keep_bad: KeepBad
    ) -> dict[str, float]:
        """Learn from samples that have advantages; `training.learning.update` says what, and what comes back."""

    def imitate(self, samples: Sequence[Sample], learning_rate: float) -> tuple[float, float]:
        """One step of fine-tuning on these replies; the mean loss per token, nats, and the gradient's norm."""

    def reply_sums(self, samples: Sequence[Sample]) -> list[float]:
        """The log-probability of each reply as a whole under the policy as it is now, nats."""

    def prefer(self, pairs: Sequence[Pair], learning_rate: float, beta: float, smoothing: float) -> dict[str, float]:
        """One step of direct preference optimisation; `training.learning.preference` says what comes back."""

    def distil(
        self, samples: Sequence[Sample], teacher: PreTrainedModel, learning_rate: float, how: Distillation
    ) -> dict[str, float]:
        """One step towards a teacher's distributions; `training.learning.distilling` says what comes back.

        Raises:
            UsageError: the ranks of a group have no teacher.
        """

    def begin(self, model: str) -> None:
        """Go on from the weights of another model (packaged name, folder or hub id), with an optimiser as new."""

    def set_reference(self, model: str) -> None:
        """From now on a KL penalty is about the distance to this model."""

    def save(self, folder: Path, tokenizer, state: dict) -> None:
        """Write a checkpoint (`training.checkpoint`)."""

    def load(self, folder: Path) -> dict:
        """Go on from a checkpoint, whoever wrote it; returns its state."""

    def close(self) -> None:
        """End what was started for it."""
