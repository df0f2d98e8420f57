"""Supervised fine-tuning: the mean negative log-probability of the reply's tokens goes down."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import torch

from logic_rl.errors import NotFinite, RunFailed
from logic_rl.rollout.head import where_not_finite
from logic_rl.seeding import stream
from logic_rl.training.learning.batch import Sample, TrainBatch, passes
from logic_rl.training.learning.learner import Learner

WARM_UP = 0.05  # share of the steps in which the learning rate rises

Imitate = Callable[[Sequence[Sample], float], tuple[float, float]]
"""(samples, learning rate) → (mean loss per reply token before the step, norm of the gradient); `Learner.imitate`."""


@dataclass(frozen=True, slots=True)
class SftConfig:
    """`batch_size` examples a step; the learning rate rises over the first steps and falls to 0 as a cosine."""

    epochs: int = 1
    batch_size: int = 32
    learning_rate: float = 1e-5
    seed: int = 0

    def num_steps(self, num_examples: int) -> int:
        return self.epochs * math.ceil(num_examples / self.batch_size)

    def rate_at(self, step: int, num_steps: int) -> float:
        """Learning rate of a step that counts from 0."""
        rising = max(1, round(WARM_UP * num_steps))
        if step < rising:
            return self.learning_rate * (step + 1) / rising
        return self.learning_rate * 0.5 * (1 + math.cos(math.pi * (step - rising) / max(1, num_steps - rising)))


def finetune(imitate: Imitate, samples: Sequence[Sample], config: SftConfig, first_step: int) -> Iterator[dict]:
    """Train in place; yields a row after every optimiser step. Loss in nats per reply token.

    Every epoch is a permutation of the samples drawn from (seed, epoch), so an interrupted training goes on with
    exactly the batches it would have seen.

    Raises:
        RunFailed: the gradient is not finite.
    """
    num_steps, per_epoch = config.num_steps(len(samples)), config.num_steps(len(samples)) // config.epochs
    order: list[int] = []
    for step in range(first_step, num_steps):
        epoch, place = divmod(step, per_epoch)
        if place == 0 or not order:
            order = list(range(len(samples)))
            stream(config.seed, "sft", epoch).shuffle(order)
        batch = [samples[index] for index in order[place * config.batch_size : (place + 1) * config.batch_size]]
        rate = config.rate_at(step, num_steps)
        loss, grad_norm = imitate(batch, rate)
        if not math.isfinite(grad_norm):
            raise RunFailed(f"step {step + 1}: the gradient is not finite; lower the learning rate")
        yield {
            "step": step, "epoch": epoch, "loss": round(loss, 6), "grad_norm": round(grad_norm, 6),
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
