"""The loss of preferences against the paper's formula worked out with plain numbers."""

from __future__ import annotations

import math

import pytest
import torch

from logic_rl.algorithms.dpo import dpo_loss

RATIOS = [(0.0, 0.0), (1.5, -0.5), (-2.0, 3.0), (40.0, -60.0), (-300.0, 500.0)]


def by_hand(chosen: float, rejected: float, beta: float, smoothing: float) -> float:
    """-(1 - e) log s(x) - e log s(-x), with log s(x) = -log(1 + exp(-x)) written so that nothing overflows."""
    x = beta * (chosen - rejected)

    def log_sigmoid(y: float) -> float:
        return -math.log1p(math.exp(-y)) if y > 0 else y - math.log1p(math.exp(y))

    return -(1 - smoothing) * log_sigmoid(x) - smoothing * log_sigmoid(-x)


@pytest.mark.parametrize("smoothing", [0.0, 0.1, 0.4])
@pytest.mark.parametrize("beta", [0.01, 0.1, 1.0])
def test_it_is_the_formula(beta: float, smoothing: float) -> None:
    chosen, rejected = torch.tensor(RATIOS, dtype=torch.float64).unbind(1)
    losses = dpo_loss(chosen, rejected, beta, smoothing)
    for loss, (a, b) in zip(losses, RATIOS, strict=True):
        assert float(loss) == pytest.approx(by_hand(a, b, beta, smoothing), rel=1e-9, abs=1e-12)


def test_its_gradient_pulls_the_two_apart_evenly() -> None:
    """d loss / d chosen = -beta * sigmoid(-margin), and the opposite for the rejected (eq. 7's gradient)."""
    ratios = torch.tensor(RATIOS, dtype=torch.float64).requires_grad_()
    dpo_loss(ratios[:, 0], ratios[:, 1], 0.1).sum().backward()
    for (a, b), (of_chosen, of_rejected) in zip(RATIOS, ratios.grad.tolist(), strict=True):
        assert of_chosen == pytest.approx(-0.1 / (1 + math.exp(0.1 * (a - b))), rel=1e-9)
        assert of_rejected == -of_chosen


def test_smoothing_has_its_least_loss_at_a_finite_margin() -> None:
    """At a share e of wrong pairs the best margin is log((1 - e) / e), not infinity."""
    best = math.log(0.9 / 0.1)
    at = {x: float(dpo_loss(torch.tensor(x), torch.tensor(0.0), 1.0, 0.1)) for x in (best - 0.3, best, best + 0.3, 9.0)}
    assert min(at, key=at.get) == best
