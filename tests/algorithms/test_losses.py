"""Losses by hand, against finite differences, and against the published formulas written anew."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
import torch

from logic_rl.algorithms import SURROGATES
from logic_rl.algorithms.aggregation import loss_weights
from logic_rl.algorithms.cispo import cispo_loss
from logic_rl.algorithms.gspo import row_sums, sequence_log_ratio
from logic_rl.algorithms.importance import sequence_weights, token_weights
from logic_rl.algorithms.kl import kl_k1, kl_k2, kl_k3
from logic_rl.algorithms.surrogate import clipped_surrogate
from logic_rl.algorithms.value_loss import value_loss
from logic_rl.config.algorithm import ALGORITHMS, AlgorithmConfig

ROWS_N = torch.tensor([0, 0, 0, 1, 2, 2])
OLD_N = torch.tensor([-1.0, -0.5, -2.0, -0.3, -1.5, -0.7], dtype=torch.float64)
NEW_N = OLD_N + torch.tensor([0.05, -0.4, 0.3, 0.9, -0.1, 0.02], dtype=torch.float64)
ADVANTAGES_N = torch.tensor([1.5, 1.5, 1.5, -0.7, -0.7, -0.7], dtype=torch.float64)


def gradient(loss: Callable[[torch.Tensor], torch.Tensor], at: torch.Tensor) -> torch.Tensor:
    at = at.clone().requires_grad_()
    return torch.autograd.grad(loss(at).sum(), at)[0]


def finite_differences(loss: Callable[[torch.Tensor], torch.Tensor], at: torch.Tensor, h: float = 1e-6):
    steps = h * torch.eye(len(at), dtype=at.dtype)
    return torch.stack([(loss(at + step).sum() - loss(at - step).sum()) / (2 * h) for step in steps])


@pytest.mark.parametrize("dual_clip", [0.0, 3.0])
def test_clipped_surrogate_gradient_by_finite_differences(dual_clip: float) -> None:
    def loss(new_N: torch.Tensor) -> torch.Tensor:
        return clipped_surrogate(new_N, OLD_N, ADVANTAGES_N, 0.2, 0.28, dual_clip)[0]

    assert torch.allclose(gradient(loss, NEW_N), finite_differences(loss, NEW_N), atol=1e-8)


def test_value_loss_gradient_by_finite_differences() -> None:
    def loss(values: torch.Tensor) -> torch.Tensor:
        return value_loss(values, OLD_N, ADVANTAGES_N, clip=0.35)[0]

    assert torch.allclose(gradient(loss, NEW_N), finite_differences(loss, NEW_N), atol=1e-8)


@pytest.mark.parametrize("estimator", [kl_k1, kl_k2, kl_k3])
def test_kl_gradient_by_finite_differences(estimator) -> None:
    def loss(new_N: torch.Tensor) -> torch.Tensor:
        return estimator(new_N, OLD_N)

    assert torch.allclose(gradient(loss, NEW_N), finite_differences(loss, NEW_N), atol=1e-8)


def test_mean_gradient_of_each_kl_estimator_over_the_policy() -> None:
    """In the loss k1's is nothing, k2's that of KL(policy || reference), k3's that of KL(reference || policy).

    In the reward k1's is that of KL(policy || reference), and k3's nearly nothing.
    """
    logits = torch.tensor([0.3, -0.2, 0.9, 0.0], dtype=torch.float64, requires_grad=True)
    reference = torch.tensor([0.1, 0.4, 0.2, 0.3], dtype=torch.float64)

    def mean_gradient(estimator) -> torch.Tensor:
        logprobs = logits.log_softmax(-1)
        return torch.autograd.grad((logprobs.detach().exp() * estimator(logprobs, reference.log())).sum(), logits)[0]

    def mean_score_gradient(estimator) -> torch.Tensor:
        """As a penalty in the reward: the estimate is a constant, the log-probability has the gradient."""
        logprobs = logits.log_softmax(-1)
        penalty = estimator(logprobs.detach(), reference.log())
        return torch.autograd.grad((logprobs.detach().exp() * penalty * logprobs).sum(), logits)[0]

    policy = logits.softmax(-1)
    forward = torch.autograd.grad((policy * (policy / reference).log()).sum(), logits)[0]
    backward = torch.autograd.grad((reference * (reference / logits.softmax(-1)).log()).sum(), logits)[0]
    assert torch.allclose(mean_gradient(kl_k1), torch.zeros(4, dtype=torch.float64), atol=1e-12)
    assert torch.allclose(mean_gradient(kl_k2), forward)
    assert torch.allclose(mean_gradient(kl_k3), backward)
    assert torch.allclose(mean_score_gradient(kl_k1), forward)
    assert torch.allclose(mean_score_gradient(kl_k3), forward - backward)


def test_dual_clip_by_hand() -> None:
    # ratio 5, advantage -1: the plain loss is 5, capped at 3; a good token is left alone
    args = torch.tensor([math.log(5.0)] * 2), torch.zeros(2), torch.tensor([-1.0, 1.0]), 0.2, 0.28
    assert clipped_surrogate(*args)[0].tolist() == pytest.approx([5.0, -1.28])
    assert clipped_surrogate(*args, dual_clip=3.0)[0].tolist() == pytest.approx([3.0, -1.28])
    assert clipped_surrogate(*args, dual_clip=3.0)[1].tolist() == [True, True]


def test_gspo_ratio_is_the_geometric_mean() -> None:
    ratios = sequence_log_ratio(NEW_N, OLD_N, ROWS_N).exp()
    by_row = [(0.05 - 0.4 + 0.3) / 3, 0.9, (-0.1 + 0.02) / 2]
    assert ratios.tolist() == pytest.approx([math.exp(by_row[row]) for row in ROWS_N.tolist()])


def test_gspo_gradient_is_that_of_the_sequence_objective() -> None:
    """Eq. 5 of the paper, written with the mean inside autograd: mean over completions of min(s A, clip(s) A)."""
    settings = AlgorithmConfig("gspo", surrogate="sequence_clip", clip_low=0.2, clip_high=0.3)
    lengths = torch.tensor([3, 1, 2])
    weights_N = loss_weights(lengths, "own_tokens", 0).double().repeat_interleave(lengths)

    def ours(new_N: torch.Tensor) -> torch.Tensor:
        return SURROGATES["sequence_clip"](new_N, OLD_N, ADVANTAGES_N, ROWS_N, settings)[0] * weights_N

    def paper(new_N: torch.Tensor) -> torch.Tensor:
        ratios = torch.stack([part.mean().exp() for part in (new_N - OLD_N).split([3, 1, 2])])
        advantages = ADVANTAGES_N[[0, 3, 4]]
        return -torch.minimum(ratios * advantages, ratios.clamp(0.8, 1.3) * advantages) / 3

    assert ours(NEW_N).sum() == pytest.approx(float(paper(NEW_N).sum()), abs=1e-7)
    assert torch.allclose(gradient(ours, NEW_N), finite_differences(paper, NEW_N), atol=1e-7)


def test_cispo_weight_is_bounded_and_its_gradient_never_stops() -> None:
    loss, clipped = cispo_loss(NEW_N, OLD_N, ADVANTAGES_N, 1.0, 0.28)
    ratios = (NEW_N - OLD_N).exp().clamp(max=1.28)
    assert torch.allclose(loss, -ratios * ADVANTAGES_N * NEW_N)
    assert clipped.tolist() == [False, False, True, True, False, False]
    expected = -ratios * ADVANTAGES_N  # d(loss) / d(log-probability), nowhere 0
    assert torch.allclose(gradient(lambda new: cispo_loss(new, OLD_N, ADVANTAGES_N, 1.0, 0.28)[0], NEW_N), expected)


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_on_the_sampling_policy_every_surrogate_has_reinforce_s_gradient(algorithm: str) -> None:
    settings = ALGORITHMS[algorithm]

    def loss(new_N: torch.Tensor) -> torch.Tensor:
        return SURROGATES[settings.surrogate](new_N, OLD_N, ADVANTAGES_N, ROWS_N, settings)[0]

    assert torch.allclose(gradient(loss, OLD_N), -ADVANTAGES_N)
    assert not SURROGATES[settings.surrogate](OLD_N, OLD_N, ADVANTAGES_N, ROWS_N, settings)[1].any()


@pytest.mark.parametrize(
    ("value", "old", "loss", "clipped"),
    [
        (0.4, 0.0, 0.5 * 0.6**2, False),
        (0.9, 0.0, 0.5 * 0.5**2, True),  # moved 0.9, held at 0.5: the larger error counts
        (-0.9, 0.0, 0.5 * 1.9**2, False),  # further off than where it is held: pulled back
    ],
)
def test_value_loss_by_hand(value: float, old: float, loss: float, clipped: bool) -> None:
    loss_, clipped_ = value_loss(torch.tensor(value), torch.tensor(old), torch.tensor(1.0), clip=0.5)
    assert float(loss_) == pytest.approx(loss) and bool(clipped_) is clipped
    assert float(value_loss(torch.tensor(value), torch.tensor(old), torch.tensor(1.0), 0.0)[0]) == pytest.approx(
        0.5 * (value - 1) ** 2
    )


def test_importance_weights_by_hand() -> None:
    engine_N = NEW_N - torch.tensor([1.0, 2.0, 0.5, 1.0, 4.0, 1.0], dtype=torch.float64).log()
    assert token_weights(NEW_N, engine_N, 2.0).tolist() == pytest.approx([1, 2, 0.5, 1, 2, 1])
    assert sequence_weights(NEW_N, engine_N, ROWS_N, 3.0).tolist() == pytest.approx([1, 1, 1, 1, 3, 3])
    assert not token_weights(NEW_N.clone().requires_grad_(), engine_N, 2.0).requires_grad
    assert row_sums(torch.zeros(0), torch.zeros(0, dtype=torch.long)).tolist() == []


def test_importance_removes_the_engine_s_bias() -> None:
    """The mean of w * f over the engine's distribution is the mean of f over the trainer's."""
    engine, trainer = torch.tensor([0.5, 0.3, 0.2]), torch.tensor([0.4, 0.35, 0.25])
    values = torch.tensor([1.0, -2.0, 5.0])
    weights = token_weights(trainer.log(), engine.log(), cap=10.0)
    assert float((engine * weights * values).sum()) == pytest.approx(float((trainer * values).sum()), abs=1e-6)


def test_what_the_loss_is_divided_by() -> None:
    lengths, losses = torch.tensor([1, 4]), torch.tensor([2.0, 10.0])  # sums over the tokens of each completion

    def total(divide_by: str) -> float:
        per_token = loss_weights(lengths, divide_by, max_tokens=8)
        return float((per_token * losses).sum())

    assert total("batch_tokens") == pytest.approx(12 / 5)
    assert total("own_tokens") == pytest.approx((2 / 1 + 10 / 4) / 2)
    assert total("max_tokens") == pytest.approx(12 / (2 * 8))
    assert loss_weights(torch.tensor([0, 0]), "own_tokens", 8).isfinite().all()
    with pytest.raises(ValueError, match="nothing"):
        loss_weights(lengths, "nothing", 8)
