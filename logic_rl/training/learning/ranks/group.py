"""The learner as a group of ranks, seen from the trainer. Nothing of Ray here."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from transformers import PreTrainedModel

from logic_rl.curriculum import StepSettings
from logic_rl.errors import UsageError
from logic_rl.training.learning.batch import Sample
from logic_rl.training.learning.checkpoint import load_checkpoint, save_checkpoint
from logic_rl.training.learning.distilling import Distillation
from logic_rl.training.learning.preference import Pair
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

    def experience(self, groups: Sequence[RolloutGroup], settings: StepSettings) -> list[Sample]:
        return self.ranks.ask("experience", groups, settings)

    def update(
        self, samples: Sequence[Sample], settings: StepSettings, step: int, keep_bad: KeepBad
    ) -> dict[str, float]:
        metrics, bad_minibatches = self.ranks.ask("update", samples, settings, step)
        for minibatch in bad_minibatches:
            keep_bad(minibatch)
        self._take_weights()
        return metrics

    def imitate(self, samples: Sequence[Sample], learning_rate: float) -> tuple[float, float]:
        report = self.ranks.ask("imitate", samples, learning_rate)
        self._take_weights()
        return report

    def reply_sums(self, samples: Sequence[Sample]) -> list[float]:
        return self.ranks.ask("reply_sums", samples)

    def prefer(self, pairs: Sequence[Pair], learning_rate: float, beta: float, smoothing: float) -> dict[str, float]:
        report = self.ranks.ask("prefer", pairs, learning_rate, beta, smoothing)
        self._take_weights()
        return report

    def distil(
        self, samples: Sequence[Sample], teacher: PreTrainedModel, learning_rate: float, how: Distillation
    ) -> dict[str, float]:
        raise UsageError("kind: distil does not work with learners yet: set learners=0")

    def begin(self, model: str) -> None:
        self.ranks.ask("begin", model)
        self._take_weights()

    def set_reference(self, model: str) -> None:
        self.ranks.ask("set_reference", model)

    def _take_weights(self) -> None:
        self.model.load_state_dict(self.ranks.ask("weights"))

    def save(self, folder: Path, tokenizer, state: dict) -> None:
        save_checkpoint(folder, self.model, tokenizer, (), state, shards=partial(self.ranks.ask, "save"))

    def load(self, folder: Path) -> dict:
        state = load_checkpoint(folder, self.model, ())
        self.ranks.ask("load", folder.absolute())
        return state

    def close(self) -> None:
        self.ranks.close()
