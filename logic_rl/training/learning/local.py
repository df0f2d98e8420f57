"""The learner in the trainer's own process."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from transformers import PreTrainedModel

from logic_rl.curriculum import StepSettings
from logic_rl.training.learning.batch import Sample
from logic_rl.training.learning.checkpoint import load_checkpoint, save_checkpoint
from logic_rl.training.learning.distilling import Distillation, distil
from logic_rl.training.learning.experience import experience
from logic_rl.training.learning.learner import Learner
from logic_rl.training.learning.preference import Pair, prefer, reply_sums
from logic_rl.training.learning.update import KeepBad, update
from logic_rl.types import RolloutGroup


class LocalLearner:
    """A `PolicyLearner` without any other process."""

    def __init__(self, learner: Learner):
        self.learner = learner

    @property
    def model(self) -> PreTrainedModel:
        return self.learner.policy.model

    def experience(self, groups: Sequence[RolloutGroup], settings: StepSettings) -> list[Sample]:
        return experience(self.learner, groups, settings)

    def update(
        self, samples: Sequence[Sample], settings: StepSettings, step: int, keep_bad: KeepBad
    ) -> dict[str, float]:
        return update(self.learner, samples, settings, step, keep_bad)

    def imitate(self, samples: Sequence[Sample], learning_rate: float) -> tuple[float, float]:
        return self.learner.imitate(samples, learning_rate)

    def reply_sums(self, samples: Sequence[Sample]) -> list[float]:
        return reply_sums(self.learner, samples)

    def prefer(self, pairs: Sequence[Pair], learning_rate: float, beta: float, smoothing: float) -> dict[str, float]:
        return prefer(self.learner, pairs, learning_rate, beta, smoothing)

    def distil(
        self, samples: Sequence[Sample], teacher: PreTrainedModel, learning_rate: float, how: Distillation
    ) -> dict[str, float]:
        return distil(self.learner, teacher, samples, learning_rate, how)

    def begin(self, model: str) -> None:
        self.learner.begin(model)

    def set_reference(self, model: str) -> None:
        self.learner.set_reference(model)

    def save(self, folder: Path, tokenizer, state: dict) -> None:
        save_checkpoint(folder, tokenizer=tokenizer, state=state, **self.learner.lasting_parts)

    def load(self, folder: Path) -> dict:
        return load_checkpoint(folder, **self.learner.lasting_parts)

    def close(self) -> None:
        """Nothing was started."""
