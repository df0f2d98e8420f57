"""Advantages against tables worked out by hand and against loops that follow the papers' sums literally."""

from __future__ import annotations

import math

import pytest
import torch

from logic_rl.algorithms.episodes import Episodes, token_rewards
from logic_rl.algorithms.gae import gae
from logic_rl.algorithms.grpo import dr_grpo_advantages, grpo_advantages
from logic_rl.algorithms.masked import masked_whiten
from logic_rl.algorithms.raft import raft_advantages
from logic_rl.algorithms.reinforce_pp import reinforce_pp_advantages, reinforce_pp_baseline_advantages
from logic_rl.algorithms.rloo import rloo_advantages
from logic_rl.algorithms.surrogate import clipped_surrogate

REWARDS_PG = torch.tensor([[3.0, 1.0, -1.0, 1.0], [2.0, 2.0, 2.0, 2.0]])
LENGTHS = [3, 1, 4, 2]
MASK_BT = torch.arange(4) < torch.tensor(LENGTHS)[:, None]


def random_tokens(seed: int) -> torch.Tensor:
    """Numbers for every place of `MASK_BT`; NaN where there is no token, which must never be looked at."""
    values = torch.randn(MASK_BT.shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)
    return torch.where(MASK_BT, values, math.nan)


def test_group_advantages_by_hand() -> None:
    # mean 1; RLOO: others' means 1/3, 1, 5/3, 1
    assert dr_grpo_advantages(REWARDS_PG).tolist() == [[2, 0, -2, 0], [0, 0, 0, 0]]
    assert rloo_advantages(REWARDS_PG).tolist() == [pytest.approx([8 / 3, 0, -8 / 3, 0], abs=1e-6), [0, 0, 0, 0]]


def test_group_advantages_against_loops() -> None:
    rewards = torch.randn(5, 7, dtype=torch.float64)
    for i, row in enumerate(rewards.tolist()):
        mean = sum(row) / 7
        std = math.sqrt(sum((r - mean) ** 2 for r in row) / 7)
        others = [(sum(row) - r) / 6 for r in row]
        assert grpo_advantages(rewards)[i].tolist() == pytest.approx([(r - mean) / std for r in row])
        assert rloo_advantages(rewards)[i].tolist() == pytest.approx([r - o for r, o in zip(row, others, strict=True)])
    assert torch.allclose(rloo_advantages(rewards), dr_grpo_advantages(rewards) * 7 / 6)


@pytest.mark.parametrize("advantages", [grpo_advantages, dr_grpo_advantages, rloo_advantages])
def test_groups_that_say_nothing_get_exactly_zero(advantages) -> None:
    equal = torch.full((3, 7), 0.1)
    assert (advantages(equal) == 0).all()
    assert advantages(torch.tensor([[2.0]])).tolist() == [[0.0]]


@pytest.mark.parametrize(
    ("rewards", "kept"),
    [
        ([3.0, -0.5, 3.0, -3.0], [1, 0, 1, 0]),
        ([-0.5, -0.5, -3.0, -1.0], [0, 0, 0, 0]),  # nobody is right
        ([3.0, 3.0, 3.0, 3.0], [1, 1, 1, 1]),
        ([3.0, 3.5, -3.0, 3.4], [0, 1, 0, 0]),  # a part such as `length` tells right replies apart
        ([0.0, 0.0, -1.0, 0.0], [0, 0, 0, 0]),
    ],
)
def test_raft_keeps_the_best_of_a_group_if_it_earned_anything(rewards: list[float], kept: list[int]) -> None:
    assert raft_advantages(torch.tensor([rewards])).tolist() == [kept]


def test_raft_with_one_update_is_fine_tuning_on_what_is_kept() -> None:
    logits = torch.randn(6, 5, dtype=torch.float64, requires_grad=True)
    tokens, kept = torch.tensor([0, 4, 2, 2, 1, 3]), torch.tensor([1.0, 1, 0, 0, 1, 0], dtype=torch.float64)
    chosen = logits.log_softmax(-1).gather(1, tokens[:, None])[:, 0]
    losses, _ = clipped_surrogate(chosen, chosen.detach(), kept, 0.2, 0.2, 0.0)
    (ours,) = torch.autograd.grad(losses.sum(), logits, retain_graph=True)
    nll = torch.nn.functional.cross_entropy(logits[kept > 0], tokens[kept > 0], reduction="sum")
    (theirs,) = torch.autograd.grad(nll, logits)
    assert torch.allclose(ours, theirs, atol=1e-12)


def test_rewards_lie_on_the_last_token() -> None:
    rewards = token_rewards(torch.tensor([3.0, -1.0, 2.0, 5.0]), MASK_BT)
    assert rewards.tolist() == [[0, 0, 3, 0], [-1, 0, 0, 0], [0, 0, 0, 2], [0, 5, 0, 0]]
    penalties = torch.where(MASK_BT, torch.tensor([0.5, 0.25, 0.0, 1.0]), math.nan)
    penalised = token_rewards(torch.tensor([3.0, -1.0, 2.0, 5.0]), MASK_BT, penalties)
    assert penalised.tolist() == [[-0.5, -0.25, 3, 0], [-1.5, 0, 0, 0], [-0.5, -0.25, 0, 1], [-0.5, 4.75, 0, 0]]
    assert Episodes(penalised, MASK_BT, 2).rewards_PG.tolist() == [[2.25, -1.5], [0.25, 4.25]]
    assert token_rewards(torch.tensor([7.0]), torch.zeros(1, 3, dtype=torch.bool)).tolist() == [[0, 0, 0]]


def test_whitening_counts_tokens() -> None:
    # six tokens of 1 and three of -2: mean 0, population variance (6 + 12) / 9 = 2
    values = torch.tensor([[1.0, 1, 1, 1, 1, 1], [-2, -2, -2, 50, 50, 50]])
    mask = torch.tensor([[True] * 6, [True] * 3 + [False] * 3])
    expected = [[1 / math.sqrt(2)] * 6, [-math.sqrt(2)] * 3 + [0.0] * 3]
    assert masked_whiten(values, mask).tolist() == [pytest.approx(row) for row in expected]
    assert (masked_whiten(torch.full((2, 6), 0.1), mask) == 0).all()


def test_reinforce_pp_against_loops() -> None:
    rewards = random_tokens(1)
    to_go = [[sum(row[t:length]) for t in range(length)] for row, length in zip(rewards.tolist(), LENGTHS, strict=True)]
    tokens = [value for row in to_go for value in row]
    mean = sum(tokens) / len(tokens)
    std = math.sqrt(sum((value - mean) ** 2 for value in tokens) / len(tokens))
    expected = [(value - mean) / std for value in tokens]
    assert reinforce_pp_advantages(rewards, MASK_BT)[MASK_BT].tolist() == pytest.approx(expected)
    assert (reinforce_pp_advantages(rewards, MASK_BT)[~MASK_BT] == 0).all()


def test_reinforce_pp_baseline_by_hand() -> None:
    # groups (3, 1) and (2, 2): centred 1, -1, 0, 0 on 3, 1, 4, 2 tokens; mean 0.2, variance 0.4 - 0.04
    advantages = reinforce_pp_baseline_advantages(torch.tensor([[3.0, 1.0], [2.0, 2.0]]), MASK_BT)
    assert advantages[:, 0].tolist() == pytest.approx([0.8 / 0.6, -1.2 / 0.6, -0.2 / 0.6, -0.2 / 0.6])
    assert (reinforce_pp_baseline_advantages(torch.full((2, 2), 0.3), MASK_BT) == 0).all()


@pytest.mark.parametrize(("gamma", "lam"), [(1.0, 1.0), (0.9, 0.8), (1.0, 0.0), (0.5, 1.0)])
def test_gae_against_its_double_sum(gamma: float, lam: float) -> None:
    rewards, values = random_tokens(2), random_tokens(3)
    advantages, returns = gae(rewards, values, MASK_BT, gamma, lam)
    for row, length in enumerate(LENGTHS):
        v = [*values[row, :length].tolist(), 0.0]
        delta = [float(rewards[row, t]) + gamma * v[t + 1] - v[t] for t in range(length)]
        expected = [sum((gamma * lam) ** k * delta[t + k] for k in range(length - t)) for t in range(length)]
        assert advantages[row, :length].tolist() == pytest.approx(expected)
        assert returns[row, :length].tolist() == pytest.approx([a + b for a, b in zip(expected, v, strict=False)])
    assert (advantages[~MASK_BT] == 0).all() and (returns[~MASK_BT] == 0).all()


def test_gae_without_discount_needs_no_critic_for_its_returns() -> None:
    rewards = torch.where(MASK_BT, random_tokens(4), 0.0)
    _, returns = gae(rewards, random_tokens(5), MASK_BT)
    to_go = torch.stack([rewards[:, t:].sum(1) for t in range(4)], dim=1)
    assert torch.allclose(returns, torch.where(MASK_BT, to_go, 0.0))


def test_a_perfect_critic_leaves_no_advantage() -> None:
    rewards = token_rewards(torch.tensor([3.0, -1.0, 2.0, 5.0]), MASK_BT)
    _, returns = gae(rewards, torch.zeros_like(rewards), MASK_BT)
    assert (gae(rewards, returns, MASK_BT)[0] == 0).all()
    assert (gae(rewards, returns, MASK_BT, gae_lambda=0.5)[0] == 0).all()
