"""Each formula against numbers worked out by hand or by an exact sum."""

from __future__ import annotations

import math

import pytest
import torch

from logic_rl.algorithms.grpo import grpo_advantages
from logic_rl.algorithms.kl import kl_k1, kl_k2, kl_k3
from logic_rl.algorithms.logprobs import entropy, token_logprobs
from logic_rl.algorithms.masked import masked_mean, masked_sum
from logic_rl.algorithms.surrogate import clipped_surrogate


def test_grpo_by_hand() -> None:
    # mean 1, deviations 2, 0, -2, 0, population variance 2
    advantages = grpo_advantages(torch.tensor([[3.0, 1.0, -1.0, 1.0], [5.0, 5.0, 5.0, 5.0]]))
    assert advantages.tolist() == [pytest.approx([math.sqrt(2), 0, -math.sqrt(2), 0]), [0, 0, 0, 0]]
    assert grpo_advantages(torch.tensor([[3.0, 1.0]]), normalise_std=False).tolist() == [[1.0, -1.0]]
    assert grpo_advantages(torch.tensor([[2.0]])).tolist() == [[0.0]]


def test_masked_reductions_ignore_what_is_masked() -> None:
    values = torch.tensor([[1.0, 2.0, float("nan")], [4.0, 100.0, 100.0]])
    mask = torch.tensor([[True, True, False], [True, False, False]])
    assert masked_sum(values, mask) == 7
    assert masked_mean(values, mask) == pytest.approx(7 / 3)
    assert masked_mean(values, torch.zeros_like(mask)) == 0


def test_logprobs_and_entropy_at_a_temperature() -> None:
    logits = torch.tensor([[0.0, math.log(3.0)], [0.0, 0.0]])
    assert token_logprobs(logits, torch.tensor([1, 0])).tolist() == pytest.approx([math.log(0.75), math.log(0.5)])
    # at temperature 0.5 the odds 1 : 3 become 1 : 9
    assert token_logprobs(logits, torch.tensor([1, 0]), 0.5)[0] == pytest.approx(math.log(0.9))
    assert entropy(logits).tolist() == pytest.approx([-(0.75 * math.log(0.75) + 0.25 * math.log(0.25)), math.log(2)])


def test_kl_estimators_average_to_the_exact_divergence() -> None:
    policy, reference = torch.tensor([0.5, 0.3, 0.2]), torch.tensor([0.2, 0.5, 0.3])
    exact = float((policy * (policy / reference).log()).sum())
    for estimator in (kl_k1, kl_k3):
        assert float((policy * estimator(policy.log(), reference.log())).sum()) == pytest.approx(exact, abs=1e-6)
    assert (kl_k3(policy.log(), reference.log()) >= 0).all()
    assert kl_k2(torch.tensor(-1.0), torch.tensor(-3.0)) == 2.0


def test_minimising_k3_moves_the_policy_to_the_reference() -> None:
    """The sign: Logic-RL's first code subtracted the penalty, which rewards drifting away."""
    reference = torch.tensor([0.2, 0.5, 0.3]).log()
    logits = torch.zeros(3, requires_grad=True)
    for _ in range(300):
        logprobs = logits.log_softmax(-1)
        (logprobs.detach().exp() * kl_k3(logprobs, reference)).sum().backward()
        with torch.no_grad():
            logits -= 0.5 * logits.grad
            logits.grad = None
    assert (logits.log_softmax(-1) - reference).abs().max() < 0.02


@pytest.mark.parametrize(
    ("ratio", "advantage", "loss", "clipped"),
    [
        (1.0, 2.0, -2.0, False),
        (1.5, 1.0, -1.28, True),  # good and already 50 % likelier: held at 1.28
        (0.5, 1.0, -0.5, False),
        (1.5, -1.0, 1.5, False),  # bad and likelier: the full penalty
        (0.5, -1.0, 0.8, True),
    ],
)
def test_clipped_surrogate_by_hand(ratio: float, advantage: float, loss: float, clipped: bool) -> None:
    loss_, clipped_ = clipped_surrogate(
        torch.tensor(math.log(ratio)), torch.tensor(0.0), torch.tensor(advantage), 0.2, 0.28
    )
    assert float(loss_) == pytest.approx(loss, abs=1e-5)
    assert bool(clipped_) is clipped
