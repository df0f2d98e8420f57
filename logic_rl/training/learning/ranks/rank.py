"""One of the ranks that train together: what it holds, and what it does when told. Nothing of Ray here.

All ranks are told the same and do the same, each with its share of the passes. It must run where `torch.distributed`
is initialised.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import torch
import torch.distributed as dist
from torch.distributed.device_mesh import init_device_mesh
from transformers import PreTrainedModel

from logic_rl.config.run import RunConfig
from logic_rl.curriculum import StepSettings
from logic_rl.errors import RunFailed
from logic_rl.training.learning.batch import Sample
from logic_rl.training.learning.checkpoint import SHARDS, fill_optimiser
from logic_rl.training.learning.experience import experience
from logic_rl.training.learning.learner import Learner, Trainable, new_optimiser
from logic_rl.training.learning.models import load_model
from logic_rl.training.learning.precision import with_precision
from logic_rl.training.learning.preference import Pair, prefer, reply_sums
from logic_rl.training.learning.ranks.sharding import RankWorkers, fill, read_replies, sharded_model, whole_weights
from logic_rl.training.learning.ranks.shards import read_shards, save_shards
from logic_rl.training.learning.update import update
from logic_rl.types import RolloutGroup


class Rank:
    """A part of the policy with its optimiser, and of the reference if a phase has a KL penalty.

    Args:
        device: "cpu" or "cuda" (the current card).
    """

    def __init__(self, config: RunConfig, pad_id: int, device: str):
        self.config, self.mesh = config, init_device_mesh(device, (dist.get_world_size(),))
        source = self._loaded(config.model)
        self.model = sharded_model(config.model, self.mesh, config.optimiser.gradient_checkpointing)
        fill(self.model, source)
        self.reference: PreTrainedModel | None = None
        if config.needs_reference:
            self.reference = sharded_model(config.model, self.mesh).requires_grad_(False)
            fill(self.reference, source)
        self.learner = Learner(
            policy=Trainable(self.model, new_optimiser(self.model, config.optimiser), RankWorkers(self.model)),
            reference=ShardedReference(self.reference) if self.reference is not None else None,
            critic=None,
            pad_id=pad_id,
            max_new_tokens=config.rollout.max_new_tokens,
            algorithm=config.algorithm,
            limits=with_precision(config.optimiser, self.model.device),
            read=read_replies,
        )

    def experience(self, groups: Sequence[RolloutGroup], settings: StepSettings) -> list[Sample] | None:
        """The samples of a rollout, on rank 0."""
        samples = experience(self.learner, groups, settings)
        return samples if dist.get_rank() == 0 else None

    def update(
        self, samples: Sequence[Sample], settings: StepSettings, step: int
    ) -> tuple[dict[str, float], list[list[Sample]]] | None:
        """Learn from samples; on rank 0 the metrics, and the minibatches that were left out."""
        bad: list[list[Sample]] = []
        metrics = update(self.learner, samples, settings, step, lambda minibatch: bad.append(list(minibatch)))
        return (metrics, bad) if dist.get_rank() == 0 else None

    def imitate(self, samples: Sequence[Sample], learning_rate: float) -> tuple[float, float] | None:
        """One step of fine-tuning; on rank 0 its loss and the gradient's norm."""
        report = self.learner.imitate(samples, learning_rate)
        return report if dist.get_rank() == 0 else None

    def reply_sums(self, samples: Sequence[Sample]) -> list[float] | None:
        """The log-probability of each reply, on rank 0."""
        sums = reply_sums(self.learner, samples)
        return sums if dist.get_rank() == 0 else None

    def prefer(
        self, pairs: Sequence[Pair], learning_rate: float, beta: float, smoothing: float
    ) -> dict[str, float] | None:
        """One step of direct preference optimisation; on rank 0 its metrics."""
        report = prefer(self.learner, pairs, learning_rate, beta, smoothing)
        return report if dist.get_rank() == 0 else None

    def begin(self, name: str) -> None:
        """The weights of another model, and an optimiser as new."""
        fill(self.model, self._loaded(name))
        self.learner.policy.optimiser = new_optimiser(self.model, self.config.optimiser)

    def set_reference(self, name: str) -> None:
        """What the KL penalty pulls towards, if a phase has one."""
        if self.reference is not None:
            fill(self.reference, self._loaded(name))

    def weights(self) -> dict[str, torch.Tensor] | None:
        """The whole policy in main memory, on rank 0."""
        weights = whole_weights(self.model)
        return weights if dist.get_rank() == 0 else None

    def save(self, folder: Path) -> None:
        """Write this rank's part of the optimiser's state."""
        save_shards(folder, self.learner.policy.optimiser)

    def load(self, folder: Path) -> None:
        """Go on from a checkpoint, whoever wrote it.

        Raises:
            RunFailed: it is of another model, or its optimiser's state cannot be read.
        """
        fill(self.model, self._loaded(str(folder)))
        shards = folder / SHARDS
        try:
            tensors = read_shards(shards if shards.is_dir() else shards.parent, list(self.model.parameters()))
        except Exception as error:  # torch.distributed.checkpoint raises many kinds
            first = " ".join(str(error).split())[:200]
            raise RunFailed(f"the optimiser's state in checkpoint {folder} cannot be read ({first})") from None
        fill_optimiser(self.learner.policy.optimiser, tensors)

    def _loaded(self, name: str) -> PreTrainedModel | None:
        """The whole model, on rank 0 alone and in its main memory."""
        return load_model(name, device="cpu")[0] if dist.get_rank() == 0 else None


class ShardedReference:
    """The frozen model of a KL penalty, divided like the policy."""

    def __init__(self, model: PreTrainedModel):
        self.model = model

    @contextmanager
    def loaded(self) -> Iterator[PreTrainedModel]:
        yield self.model
