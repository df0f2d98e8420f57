"""Supervised fine-tuning: the mean negative log-probability of the reply's tokens goes down."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence

import torch

from logic_rl.errors import NotFinite, RunFailed
from logic_rl.rollout.head import where_not_finite
from logic_rl.training.learning.batch import Sample, TrainBatch, passes
from logic_rl.training.learning.learner import Learner
from logic_rl.training.supervised.sft.request import SftConfig

Imitate = Callable[[Sequence[Sample], float], tuple[float, float]]
"""(samples, learning rate) → (mean loss per reply token before the step, norm of the gradient); `Learner.imitate`."""


def finetune(imitate: Imitate, samples: Sequence[Sample], config: SftConfig, first_step: int) -> Iterator[dict]:
    """Train in place; yields a row after every optimiser step. Loss in nats per reply token.

    Raises:
        RunFailed: the gradient is not finite.
    """
    per_epoch = config.num_steps(len(samples)) // config.epochs
    for step, rate, batch in config.batches(samples, first_step):
        loss, grad_norm = imitate(batch, rate)
        if not math.isfinite(grad_norm):
            raise RunFailed(f"step {step + 1}: the gradient is not finite; lower the learning rate")
        yield {
            "step": step, "epoch": step // per_epoch, "loss": round(loss, 6), "grad_norm": round(grad_norm, 6),
            "learning_rate": rate, "num_tokens": sum(map(len, batch)),
        }  # fmt: skip


def mean_loss(learner: Learner, samples: Sequence[Sample]) -> float:
    """Nats per reply token, without learning.

    Raises:
        NotFinite: the model's logits are NaN or infinite.
    """

    def work(model, batch: TrainBatch) -> float:
        with torch.no_grad():
            return -float(learner.read(model, batch.to(model.device), 1.0, learner.limits)[0].sum())

    batches = list(passes(samples, learner.limits.tokens_per_pass, learner.pad_id))
    total = sum(learner.policy.workers.run(batches, work))
    if not math.isfinite(total):
        raise NotFinite(where_not_finite(learner.policy.model))
    return total / sum(len(sample.completion_ids) for sample in samples)
