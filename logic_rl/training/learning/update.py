"""One rollout's worth of optimiser updates. It knows tables of formulas, and no algorithm by name."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence

import torch

from logic_rl.algorithms import IMPORTANCE, KL_ESTIMATORS, SURROGATES
from logic_rl.algorithms.aggregation import loss_weights
from logic_rl.algorithms.kl import kl_k3
from logic_rl.algorithms.value_loss import value_loss
from logic_rl.curriculum import StepSettings
from logic_rl.metrics import WeightedMean
from logic_rl.training.learning.batch import Sample, TrainBatch
from logic_rl.training.learning.experience import with_column
from logic_rl.training.learning.learner import Learner

Means = defaultdict[str, WeightedMean]
COUNTED = ("grad_norm", "skipped")  # known of a step without a gradient too
KeepBad = Callable[[Sequence[Sample]], None]


def update(
    learner: Learner,
    samples: Sequence[Sample],
    settings: StepSettings,
    step: int,
    keep_bad: KeepBad = lambda samples: None,
) -> dict[str, float]:
    """Improve the policy, and the critic if there is one, on samples that have advantages; returns `optim/` metrics.

    The samples of a group are neighbours; whole groups are dealt into `updates_per_rollout` minibatches. In the first
    steps of a run with a critic (`step` counts from 1) only the critic learns. An update whose gradient is not finite
    is left out and counted, and its samples are handed to `keep_bad`. What was not measured has no key: entropy and the
    like in a step without a gradient, the divergence where there is no penalty. `grad_norm` and `skipped` are 0 there.
    """
    means: Means = defaultdict(WeightedMean, {name: WeightedMean() for name in COUNTED})
    for minibatch in _minibatches(samples, settings.phase.group_size, learner.algorithm.updates_per_rollout):
        if learner.critic:
            _update_critic(learner, minibatch, settings, means, keep_bad)
        if not learner.critic or step > learner.algorithm.critic.warmup_steps:
            _update_policy(learner, minibatch, settings, means, keep_bad)
    report = {name: mean.value for name, mean in means.items() if mean.weight or name in COUNTED}
    if "ratio" in report:
        report["effective_sample_size"] = report.pop("ratio") ** 2 / report.pop("ratio_squared")
    return {"optim/lr": settings.learning_rate} | {f"optim/{name}": value for name, value in report.items()}


def _minibatches(samples: Sequence[Sample], group_size: int, count: int) -> Iterator[list[Sample]]:
    starts = range(0, len(samples), group_size)
    for number in range(count):
        yield [sample for start in starts[number::count] for sample in samples[start : start + group_size]]


def _update_policy(
    learner: Learner, samples: Sequence[Sample], settings: StepSettings, means: Means, keep_bad: KeepBad
) -> None:
    """One optimiser step of the policy.

    A sample whose advantage is 0 has no gradient of its own and goes through the model only when a
    penalty or bonus needs it; it still counts in what the loss is divided by.
    """
    algorithm, trainable = learner.algorithm, learner.policy
    lengths_B = torch.tensor([len(sample.completion_ids) for sample in samples])
    weights_B = loss_weights(lengths_B, algorithm.divide_by, learner.max_new_tokens)
    samples = with_column(samples, "weights", torch.repeat_interleave(weights_B, lengths_B).split(lengths_B.tolist()))
    all_count = algorithm.entropy_weight or (settings.kl_weight and algorithm.kl_in == "loss")
    needed = [sample for sample in samples if all_count or sample.tokens.advantages.any()]
    if not needed:
        return

    def work(policy, batch: TrainBatch) -> tuple[int, dict[str, float]]:
        loss, report = _policy_loss(learner, policy, batch.to(policy.device), settings)
        loss.backward()
        return int(batch.mask.sum()), report

    _run_passes(learner, trainable, needed, work, means)
    if not _record_step(means, "grad_norm", trainable.step(settings.learning_rate, learner.limits.max_grad_norm)):
        keep_bad(needed)


def _policy_loss(
    learner: Learner, policy, batch: TrainBatch, settings: StepSettings
) -> tuple[torch.Tensor, dict[str, float]]:
    """This pass's part of the minibatch's loss, and means over its tokens; units in `logic_rl.metrics`."""
    algorithm, tokens, rows_N = learner.algorithm, batch.tokens, batch.rows_N
    logprobs_N, entropy_N = learner.read(
        policy, batch, settings.temperature, learner.limits, entropy_has_gradient=algorithm.entropy_weight > 0
    )
    old_N = logprobs_N.detach() if tokens.old_logprobs is None else tokens.old_logprobs
    loss_N, clipped_N = SURROGATES[algorithm.surrogate](logprobs_N, old_N, tokens.advantages, rows_N, algorithm)
    report = {"clip_fraction": clipped_N.float().mean()}
    if weigh := IMPORTANCE[algorithm.importance]:
        importance_N = weigh(old_N, tokens.engine_logprobs, rows_N, algorithm.importance_cap)
        loss_N = importance_N * loss_N
        report["importance_weight"] = importance_N.mean()
    if weigh or learner.algorithm.updates_per_rollout > 1:
        ratio_N = (logprobs_N.detach() - tokens.engine_logprobs).clamp(-20, 20).exp()  # its square must stay finite
        report |= {"ratio": ratio_N.mean(), "ratio_squared": ratio_N.square().mean()}
    if settings.kl_weight:
        report["kl"] = kl_k3(logprobs_N.detach(), tokens.reference_logprobs).mean()
        if algorithm.kl_in == "loss":
            estimate = KL_ESTIMATORS[algorithm.kl_estimator]
            loss_N = loss_N + settings.kl_weight * estimate(logprobs_N, tokens.reference_logprobs)
    if algorithm.entropy_weight:
        loss_N = loss_N - algorithm.entropy_weight * entropy_N
    report |= {
        "loss": loss_N.detach().mean(),
        "entropy": entropy_N.detach().mean(),
        "logprob_gap": (old_N - tokens.engine_logprobs).abs().mean(),
    }
    return (loss_N * tokens.weights).sum(), _numbers(report)


def _update_critic(
    learner: Learner, samples: Sequence[Sample], settings: StepSettings, means: Means, keep_bad: KeepBad
) -> None:
    """One optimiser step of the critic: the squared error to the returns, mean over all tokens."""
    assert learner.critic is not None, "called where there is one"
    trainable, config = learner.critic, learner.algorithm.critic
    num_tokens = sum(len(sample.completion_ids) for sample in samples)

    def work(critic, batch: TrainBatch) -> tuple[int, dict[str, float]]:
        batch = batch.to(critic.device)
        values_N = critic(batch, learner.limits)
        loss_N, clipped_N = value_loss(values_N, batch.tokens.values, batch.tokens.returns, config.clip)
        (loss_N.sum() / num_tokens).backward()
        report = {"value_loss": loss_N.detach().mean(), "value_clip_fraction": clipped_N.float().mean()}
        return len(loss_N), _numbers(report)

    _run_passes(learner, trainable, samples, work, means)
    learning_rate = config.learning_rate
    if learning_rate is None:
        learning_rate = config.learning_rate_ratio * settings.learning_rate
    if not _record_step(means, "value_grad_norm", trainable.step(learning_rate, learner.limits.max_grad_norm)):
        keep_bad(samples)


def _numbers(report: dict[str, torch.Tensor]) -> dict[str, float]:
    """Scalars as numbers, fetched at once: each fetch waits for the device."""
    return dict(zip(report, torch.stack(list(report.values())).tolist(), strict=True))


def _record_step(means: Means, name: str, grad_norm: float) -> bool:
    """Count an update; returns whether it was made."""
    is_finite = math.isfinite(grad_norm)
    means["skipped"].add(not is_finite)
    if is_finite:
        means[name].add(grad_norm)
    return is_finite


def _run_passes(learner: Learner, trainable, samples: Sequence[Sample], work, means: Means) -> None:
    """Forward and backward over all samples; `work` returns how many tokens its means are over, and the means."""
    for num_tokens, report in learner.learn(trainable, samples, work):
        for name, value in report.items():
            if math.isfinite(value):  # one pass gone wrong shows as `skipped`, not as a row of NaN
                means[name].add(value, num_tokens)
