"""Every algorithm finds the best policy of a two-token game whose best score is known, and the critic its value."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch

from logic_rl.config.algorithm import ALGORITHMS, CriticConfig
from logic_rl.curriculum import StepSettings
from logic_rl.training.learning.batch import passes
from logic_rl.training.learning.learner import Learner
from logic_rl.types import RolloutGroup
from tests.tiers import all_but
from tests.training.toy import PHASE, group, new_learner, new_model, prepared, train_on

VOCABULARY, PROMPTS, BEST = 6, 4, 2.0
GAME = StepSettings(PHASE, 0, temperature=1.0, learning_rate=1e-2, kl_weight=0.0)


def reward(prompt: int, first: int, second: int) -> float:
    """A point for each of two moves that repeats the prompt."""
    return float(first == prompt) + float(second == prompt)


@torch.no_grad()
def play(model, samples: int = 16, score: Callable[[int, int, int], float] = reward) -> list[RolloutGroup]:
    groups = []
    for prompt in range(PROMPTS):
        ids, logprobs = torch.full((samples, 1), prompt), []
        for _ in range(2):
            distribution = torch.distributions.Categorical(logits=model(ids).logits[:, -1])
            tokens = distribution.sample()
            logprobs.append(distribution.log_prob(tokens))
            ids = torch.cat([ids, tokens[:, None]], dim=1)
        moves = [(tuple(row), score(prompt, *row)) for row in ids[:, 1:].tolist()]
        groups.append(group((prompt,), moves, torch.stack(logprobs, dim=1).tolist()))
    return groups


def mean_reward(groups: list[RolloutGroup]) -> float:
    totals = [rollout.score.total for group_ in groups for rollout in group_.rollouts]
    return sum(totals) / len(totals)


def learn(learner: Learner, steps: int) -> list[RolloutGroup]:
    for step in range(1, steps + 1):
        groups = play(learner.policy.model)
        train_on(learner, groups, GAME, step)
    return groups


@pytest.mark.parametrize("algorithm", all_but({"grpo"}, ALGORITHMS))
def test_the_best_policy_is_found(algorithm: str) -> None:
    # GSPO's bounds stop a completion after a step of 0.0004: give it PPO's for a game of two moves
    wide = {"clip_low": 0.2, "clip_high": 0.2} if algorithm == "gspo" else {}
    learner = new_learner(new_model(vocab_size=VOCABULARY), algorithm, **wide)
    first = mean_reward(play(learner.policy.model))
    groups = learn(learner, 24)
    assert first < 0.6
    assert mean_reward(groups) > 0.9 * BEST


@pytest.mark.slow
def test_the_critic_learns_what_is_still_to_be_earned() -> None:
    """Once the policy is nearly perfect: 2 points before the first move, and what the first move left after it."""
    learner = new_learner(new_model(vocab_size=VOCABULARY), "ppo")
    learn(learner, 24)
    samples = prepared(learner, play(learner.policy.model, samples=8), GAME)
    values = next(passes(samples, 1000, 0)).tokens.values.reshape(-1, 2)
    assert values.mean(0).tolist() == pytest.approx([BEST, BEST], abs=0.35)


def test_in_the_warm_up_only_the_critic_learns() -> None:
    model = new_model(vocab_size=VOCABULARY)
    learner = new_learner(model, "ppo", critic=CriticConfig(learning_rate=2e-3, warmup_steps=6))
    before = [parameter.clone() for parameter in model.parameters()]
    losses = [train_on(learner, play(model), GAME, step)["optim/value_loss"] for step in range(1, 7)]
    assert losses[-1] < losses[0]
    assert all(torch.equal(a, b) for a, b in zip(before, model.parameters(), strict=True))
    train_on(learner, play(model), GAME, 7)
    assert not all(torch.equal(a, b) for a, b in zip(before, model.parameters(), strict=True))


def test_kl_in_the_reward_pulls_towards_the_reference() -> None:
    """With equal rewards only the penalty speaks: KL shrinks, though no loss contains it."""
    model, reference = new_model(0, VOCABULARY), new_model(1, VOCABULARY)
    learner = new_learner(model, "rloo", reference=reference)
    settings = StepSettings(PHASE, 0, 1.0, 1e-3, kl_weight=1.0)

    @torch.no_grad()
    def distance() -> float:
        ids = torch.arange(PROMPTS)[:, None]
        own, other = (m(ids).logits[:, -1].log_softmax(-1) for m in (model, reference))
        return float((own.exp() * (own - other)).sum(-1).mean())

    before = distance()
    for _ in range(12):
        train_on(learner, play(model, score=lambda *_: 1.0), settings, 1)
    assert distance() < 0.5 * before
