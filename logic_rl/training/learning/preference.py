"""A step of direct preference optimisation, on replies whose log-probabilities under the reference are known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch

from logic_rl.algorithms.dpo import dpo_loss
from logic_rl.training.learning.batch import Sample, TrainBatch
from logic_rl.training.learning.experience import per_sample, with_column
from logic_rl.training.learning.learner import Learner


@dataclass(frozen=True, slots=True)
class Pair:
    """Two replies to one prompt, and the log-probability of each as a whole under the reference, nats."""

    chosen: Sample
    rejected: Sample
    reference: tuple[float, float]

    def __len__(self) -> int:
        return len(self.chosen) + len(self.rejected)


def reply_sums(learner: Learner, samples: Sequence[Sample]) -> list[float]:
    """The log-probability of each reply as a whole under the policy as it is now, nats."""
    return [float(values.sum()) for values in per_sample(learner, learner.policy, samples, _logprobs(learner))]


def prefer(
    learner: Learner, pairs: Sequence[Pair], learning_rate: float, beta: float, smoothing: float = 0.0
) -> dict[str, float]:
    """One optimiser step down the mean loss of the pairs; returns `optim/` and `preference/` metrics.

    The loss of a pair needs both its replies, which may lie in different passes. So all are read once without a
    gradient, which gives d loss / d log-probability of each reply as a number, and once more with that as its weight:
    the gradient is exact, for a third more work.
    """
    samples = [sample for pair in pairs for sample in (pair.chosen, pair.rejected)]
    sums_P2 = torch.tensor(reply_sums(learner, samples), dtype=torch.float64).view(-1, 2)
    ratios_P2 = sums_P2 - torch.tensor([pair.reference for pair in pairs], dtype=torch.float64)
    ratios_P2.requires_grad_()
    loss = dpo_loss(ratios_P2[:, 0], ratios_P2[:, 1], beta, smoothing).mean()
    (weights_P2,) = torch.autograd.grad(loss, ratios_P2)
    weights = [torch.full((len(sample.completion_ids),), float(weight))
               for sample, weight in zip(samples, weights_P2.flatten(), strict=True)]  # fmt: skip

    def work(model, batch: TrainBatch) -> None:
        batch = batch.to(model.device)
        logprobs_N, _ = learner.read(model, batch, 1.0, learner.limits)
        (logprobs_N * batch.tokens.weights).sum().backward()

    learner.learn(learner.policy, with_column(samples, "weights", weights), work)
    grad_norm = learner.policy.step(learning_rate, learner.limits.max_grad_norm)
    margins_P = (ratios_P2[:, 0] - ratios_P2[:, 1]).detach()
    return {
        "optim/lr": learning_rate,
        "optim/loss": float(loss.detach()),
        "optim/grad_norm": grad_norm,
        "preference/accuracy": float((margins_P > 0).double().mean()),
        "preference/margin": float(margins_P.mean()),
        "preference/chosen": float(ratios_P2[:, 0].detach().mean()),
        "preference/rejected": float(ratios_P2[:, 1].detach().mean()),
    }


def _logprobs(learner: Learner):
    return lambda model, batch: learner.read(model, batch, 1.0, learner.limits)[0]
