"""An adapter cut to a lower rank, against the singular values of the product made in full."""

from __future__ import annotations

import pytest
import torch

from logic_rl.adapters import FIRST, SECOND
from logic_rl.training.learning.stacking import of_rank

LAYERS = {"model.layers.0.a": (7, 11), "model.layers.0.b": (11, 6)}  # inputs, outputs


def adapter(rank: int, seed: int = 0) -> dict[str, torch.Tensor]:
    draw = torch.Generator().manual_seed(seed)
    return {
        name: torch.randn(shape, generator=draw)
        for layer, (inputs, outputs) in LAYERS.items()
        for name, shape in ((layer + FIRST, (rank, inputs)), (layer + SECOND, (outputs, rank)))
    }


def product(weights: dict[str, torch.Tensor], layer: str) -> torch.Tensor:
    return (weights[layer + SECOND] @ weights[layer + FIRST]).double()


@pytest.mark.parametrize("rank", [1, 2, 4, 5])
def test_it_is_the_nearest_of_that_rank(rank: int) -> None:
    whole = adapter(5)
    cut, held = of_rank(whole, rank)
    left = total = 0.0
    for layer in LAYERS:
        assert cut[layer + FIRST].shape[0] == cut[layer + SECOND].shape[1] == rank
        values = torch.linalg.svdvals(product(whole, layer))
        rest = (product(whole, layer) - product(cut, layer)).norm() ** 2
        assert rest == pytest.approx(float((values[rank:] ** 2).sum()), rel=1e-4, abs=1e-8)
        left, total = left + float(rest), total + float((values**2).sum())
    assert held == pytest.approx(1 - left / total, rel=1e-5)
    assert (held == pytest.approx(1.0)) == (rank == 5)


def test_a_sum_of_equal_adapters_loses_nothing() -> None:
    once = adapter(3)
    twice = {name: torch.cat([value] * 2, dim=0 if name.endswith(FIRST) else 1) for name, value in once.items()}
    cut, held = of_rank(twice, 3)
    assert held == pytest.approx(1.0)
    for layer in LAYERS:
        assert torch.allclose(product(cut, layer), 2 * product(once, layer), atol=1e-4)


def test_an_adapter_that_does_nothing_stays_so() -> None:
    nothing = {name: value * name.endswith(FIRST) for name, value in adapter(4).items()}
    cut, held = of_rank(nothing, 2)
    assert held == 1.0 and all(not product(cut, layer).any() for layer in LAYERS)
