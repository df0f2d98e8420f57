"""One rollout's worth of optimiser updates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from transformers import PreTrainedModel

from logic_rl.algorithms.grpo import grpo_advantages
from logic_rl.algorithms.kl import kl_k3
from logic_rl.algorithms.logprobs import entropy, token_logprobs
from logic_rl.algorithms.surrogate import clipped_surrogate
from logic_rl.config import AlgorithmConfig, OptimiserConfig
from logic_rl.curriculum import StepSettings
from logic_rl.errors import RunFailed
from logic_rl.metrics import WeightedMean
from logic_rl.training.batch import Sample, TrainBatch, passes, rewards_of, samples_of
from logic_rl.training.models import reply_logits
from logic_rl.training.parallel import GradientWorkers
from logic_rl.types import RolloutGroup


@dataclass(slots=True)
class Learner:
    """What an update needs and changes: the policy and its optimiser; `reference` is frozen, or None without KL."""

    policy: PreTrainedModel
    optimiser: torch.optim.Optimizer
    reference: PreTrainedModel | None
    workers: GradientWorkers
    pad_id: int
    algorithm: AlgorithmConfig
    limits: OptimiserConfig


def new_optimiser(policy: PreTrainedModel, settings: OptimiserConfig) -> torch.optim.AdamW:
    """AdamW over all parameters; the learning rate is set at every step."""
    return torch.optim.AdamW(
        policy.parameters(), lr=0.0, betas=(settings.beta1, settings.beta2), weight_decay=settings.weight_decay
    )


def update(learner: Learner, groups: Sequence[RolloutGroup], settings: StepSettings) -> dict[str, float]:
    """Improve the policy on scored groups; returns `optim/` metrics.

    The groups are split into `updates_per_rollout` minibatches of whole groups. A sample whose
    advantage is 0 has no gradient of its own and goes through the model only when a KL penalty
    needs it; it still counts in the number of tokens that the loss is averaged over.

    Raises:
        RunFailed: the gradient is not finite; the weights are left as they were.
    """
    advantages_PG = grpo_advantages(rewards_of(groups), learner.algorithm.normalise_std)
    means = {name: WeightedMean() for name in PassReport.__slots__ if name != "num_tokens"} | {
        "grad_norm": WeightedMean()
    }
    for group in learner.optimiser.param_groups:
        group["lr"] = settings.learning_rate
    count = learner.algorithm.updates_per_rollout
    for number in range(count):
        minibatch = samples_of(groups[number::count], advantages_PG[number::count])
        _one_update(learner, minibatch, settings, means)
    return {"optim/lr": settings.learning_rate} | {f"optim/{name}": mean.value for name, mean in means.items()}


def _one_update(
    learner: Learner, samples: Sequence[Sample], settings: StepSettings, means: dict[str, WeightedMean]
) -> None:
    num_tokens = sum(len(sample.completion_ids) for sample in samples)
    needed = [sample for sample in samples if sample.advantage or settings.kl_weight]
    if not needed:
        return
    batches = list(passes(needed, learner.limits.tokens_per_pass, learner.pad_id))

    def work(policy: PreTrainedModel, batch: TrainBatch) -> PassReport:
        loss_sum, report = _loss_sum(learner, policy, batch.to(policy.device), settings)
        (loss_sum / num_tokens).backward()
        return report

    learner.workers.train(True)
    for report in learner.workers.run(batches, work):
        for name in report.__slots__[1:]:
            means[name].add(getattr(report, name), report.num_tokens)
    learner.workers.train(False)
    grad_norm = torch.nn.utils.clip_grad_norm_(learner.policy.parameters(), learner.limits.max_grad_norm)
    if not torch.isfinite(grad_norm):
        learner.optimiser.zero_grad(set_to_none=True)
        raise RunFailed(f"the gradient is {float(grad_norm)}: lower the learning rate; the last checkpoint is intact")
    learner.optimiser.step()
    learner.optimiser.zero_grad(set_to_none=True)
    means["grad_norm"].add(float(grad_norm))


@dataclass(frozen=True, slots=True)
class PassReport:
    """Means over the completion tokens of one pass; units in `logic_rl.metrics`."""

    num_tokens: int
    loss: float
    kl: float
    entropy: float
    clip_fraction: float
    logprob_gap: float


def _loss_sum(
    learner: Learner, policy: PreTrainedModel, batch: TrainBatch, settings: StepSettings
) -> tuple[torch.Tensor, PassReport]:
    """Sum over completion tokens of surrogate + kl_weight * k3."""
    mask, predicts = batch.mask, batch.mask.roll(-1, dims=1)  # logits at t - 1 speak of token t: the one shift
    tokens_N, old_N = batch.token_ids[mask], batch.old_logprobs[mask]
    logits_NV = reply_logits(policy, batch.token_ids, predicts, learner.limits.autocast)
    logprobs_N = token_logprobs(logits_NV, tokens_N, settings.temperature)
    # With one update per rollout the policy is the one that sampled: the ratio is 1, whatever the engine's rounding.
    anchor_N = logprobs_N.detach() if learner.algorithm.updates_per_rollout == 1 else old_N
    clips = learner.algorithm.clip_low, learner.algorithm.clip_high
    loss_N, clipped_N = clipped_surrogate(logprobs_N, anchor_N, batch.advantages[mask], *clips)
    kl_N = torch.zeros_like(loss_N)
    if settings.kl_weight:
        with torch.no_grad():
            reference_NV = reply_logits(learner.reference, batch.token_ids, predicts, learner.limits.autocast)
        kl_N = kl_k3(logprobs_N, token_logprobs(reference_NV, tokens_N, settings.temperature))
        loss_N = loss_N + settings.kl_weight * kl_N
    with torch.no_grad():
        report = PassReport(
            num_tokens=len(tokens_N),
            loss=float(loss_N.mean()),
            kl=float(kl_N.mean()),
            entropy=float(entropy(logits_NV, settings.temperature).mean()),
            clip_fraction=float(clipped_N.float().mean()),
            logprob_gap=float((logprobs_N - old_N).abs().mean()),
        )
    return loss_N.sum(), report
