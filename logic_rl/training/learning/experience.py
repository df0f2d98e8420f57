"""What is worked out once per rollout, before any weight moves: log-probabilities and values, then advantages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import torch
from torch.nn.utils.rnn import pad_sequence

from logic_rl.algorithms import ADVANTAGES, KL_ESTIMATORS
from logic_rl.algorithms.episodes import Episodes, token_rewards
from logic_rl.config.algorithm import AlgorithmConfig
from logic_rl.curriculum import StepSettings
from logic_rl.training.learning.batch import Sample, TrainBatch, by_length, samples_of
from logic_rl.training.learning.learner import Learner, Trainable
from logic_rl.types import RolloutGroup


def experience(learner: Learner, groups: Sequence[RolloutGroup], settings: StepSettings) -> list[Sample]:
    """All samples of a rollout with the log-probabilities and values that its losses need, groups in order."""
    samples = with_logprobs(learner, samples_of(groups), settings)
    if learner.critic:
        values = per_sample(learner, learner.critic, samples, lambda critic, batch: critic(batch, learner.limits))
        samples = with_column(samples, "values", values)
    return samples


def with_logprobs(learner: Learner, samples: Sequence[Sample], settings: StepSettings) -> list[Sample]:
    """The policy's own log-probabilities when it will take several updates, and the reference's under a penalty
    or where the distance is measured.

    A policy that takes one update needs no extra pass for its ratio to itself. Where samples are weighed, though, they
    may be another policy's, and a penalty in the reward is about the one that learns.
    """

    def logprobs(model, batch: TrainBatch) -> torch.Tensor:
        return learner.read(model, batch, settings.temperature, learner.limits)[0]

    algorithm = learner.algorithm
    penalised = settings.kl_weight and algorithm.kl_in == "reward"
    if algorithm.updates_per_rollout > 1 or (penalised and algorithm.importance != "none"):
        samples = with_column(samples, "old_logprobs", per_sample(learner, learner.policy, samples, logprobs))
    if settings.kl_weight or algorithm.measure_kl:
        assert learner.reference is not None, "a run with a KL penalty in any phase, or that measures it, has one"
        with learner.reference.loaded() as model:
            values = per_sample(learner, learner.policy, samples, lambda _, batch: logprobs(model, batch))
        samples = with_column(samples, "reference_logprobs", values)
    return list(samples)


def with_advantages(samples: Sequence[Sample], settings: StepSettings, algorithm: AlgorithmConfig) -> list[Sample]:
    """What each token is to learn: advantages, and with a critic returns, of all samples of a rollout together.

    The samples of a group are neighbours; some algorithms whiten over the whole batch.
    """
    lengths = [len(sample.completion_ids) for sample in samples]
    mask_BT = torch.arange(max(lengths)) < torch.tensor(lengths)[:, None]
    rewards_B = torch.tensor([sample.reward for sample in samples])
    episodes = Episodes(
        token_rewards(rewards_B, mask_BT, _kl_penalties(samples, settings, algorithm)),
        mask_BT,
        settings.phase.group_size,
        _padded([sample.tokens.values for sample in samples]) if algorithm.needs_critic else None,
    )
    advantages_BT, returns_BT = ADVANTAGES[algorithm.advantage](episodes, algorithm)
    if algorithm.mask_truncated:
        advantages_BT = advantages_BT * torch.tensor([not sample.is_truncated for sample in samples])[:, None]
    if algorithm.negative_weight != 1:
        advantages_BT = torch.where(advantages_BT < 0, algorithm.negative_weight * advantages_BT, advantages_BT)
    samples = with_column(samples, "advantages", list(advantages_BT[mask_BT].split(lengths)))
    if returns_BT is not None:
        samples = with_column(samples, "returns", list(returns_BT[mask_BT].split(lengths)))
    return samples


def _kl_penalties(
    samples: Sequence[Sample], settings: StepSettings, algorithm: AlgorithmConfig
) -> torch.Tensor | None:
    """What the distance to the reference costs each token, `[B, T]`."""
    if algorithm.kl_in != "reward" or not settings.kl_weight:
        return None
    estimate = KL_ESTIMATORS[algorithm.kl_estimator]
    tokens = [sample.tokens for sample in samples]
    logprobs = [t.engine_logprobs if t.old_logprobs is None else t.old_logprobs for t in tokens]
    return settings.kl_weight * estimate(_padded(logprobs), _padded([t.reference_logprobs for t in tokens]))


def _padded(columns: Sequence[torch.Tensor]) -> torch.Tensor:
    return pad_sequence(list(columns), batch_first=True)


def with_column(samples: Sequence[Sample], name: str, values: Sequence[torch.Tensor]) -> list[Sample]:
    """The samples with one more per-token array each."""
    return [
        replace(sample, tokens=replace(sample.tokens, **{name: value}))
        for sample, value in zip(samples, values, strict=True)
    ]


def per_sample(
    learner: Learner, trainable: Trainable, samples: Sequence[Sample], work: Callable[..., torch.Tensor]
) -> list[torch.Tensor]:
    """`work(model, batch)` `[N]` over all samples without gradients; one array per sample, in their order."""

    def quiet(model, batch: TrainBatch) -> torch.Tensor:
        with torch.no_grad():  # of this thread: workers do not inherit the caller's
            return work(model, batch.to(model.device)).cpu()

    order = by_length(samples)
    flat = torch.cat(learner.run(trainable, samples, quiet))
    parts = flat.split([len(samples[index].completion_ids) for index in order])
    return [part for _, part in sorted(zip(order, parts, strict=True), key=lambda pair: pair[0])]
