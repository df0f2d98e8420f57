"""Packed weights and half-used key memories give what plain ones give."""

from __future__ import annotations

import math

import pytest
import torch
from torch import nn

from logic_rl.rollout.torch_engine import packing
from logic_rl.rollout.torch_engine.cohorts import Cohort
from logic_rl.rollout.torch_engine.packing import packed


@pytest.fixture
def layers() -> nn.Module:
    torch.manual_seed(0)
    return nn.ModuleList([nn.Linear(64, 96), nn.Linear(96, 32, bias=False), nn.LayerNorm(32)])


@pytest.mark.skipif(not packing._is_possible(), reason="this processor has no products in bfloat16")
@pytest.mark.parametrize("rows", [1, 5, 33])
def test_packed_weights_multiply_as_plain_ones_to_the_bit(layers, rows: int) -> None:
    layers.bfloat16()
    states = torch.randn(rows, 1, 64, dtype=torch.bfloat16)
    with torch.inference_mode():
        plain = layers[1](layers[0](states))
        with packed(layers):
            assert all("forward" in vars(layer) for layer in layers[:2]) and "forward" not in vars(layers[2])
            assert torch.equal(layers[1](layers[0](states)), plain)
        layers[0].weight.mul_(2.0)
        assert not torch.equal(layers[1](layers[0](states)), plain)  # the layers' own weights count again
        with packed(layers):
            assert torch.equal(layers[1](layers[0](states)), layers[1](layers[0](states)))


def test_the_layers_are_as_they_were_after_an_error(layers) -> None:
    layers.bfloat16()
    with pytest.raises(RuntimeError, match="stop"), packed(layers):
        raise RuntimeError("stop")
    assert not any("forward" in vars(layer) for layer in layers)


def test_nothing_happens_in_other_dtypes_and_without_such_products(layers, monkeypatch) -> None:
    with packed(layers):
        assert not any("forward" in vars(layer) for layer in layers)
    monkeypatch.setattr(torch.backends.mkldnn, "is_available", lambda: False)
    with packed(layers.bfloat16()):
        assert not any("forward" in vars(layer) for layer in layers)


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_columns_that_are_not_used_yet_and_padding_are_not_attended_to(dtype) -> None:
    """Against attention written out in float64, while a memory is widened past its capacity and rows leave it."""
    torch.manual_seed(1)
    pads, width, size = torch.tensor([0, 3, 1, 5]), 7, 16
    memories = [torch.randn(4, 2, 9, size).to(dtype) for _ in range(2)]
    for memory in memories:
        memory[:, :, width:] = 0
    cohort = Cohort(torch.arange(4), pads, width, 400, [memories[0].clone()], [memories[1].clone()])
    keys, values = (memory[:, :, :width].double() for memory in memories)
    rows = torch.arange(4)
    for step in range(140):
        cohort.widen()
        query, key, value = (torch.randn(len(rows), 2, count, size).to(dtype) for count in (3, 1, 1))
        keys, values = torch.cat([keys, key.double()], 2), torch.cat([values, value.double()], 2)
        output = torch.empty(len(rows), 2, 3, size, dtype=dtype)
        cohort.attend(0, query / math.sqrt(size), key, value, output)
        if step % 20 == 0:
            expected = _attended(query.double(), keys, values, cohort.pads)
            assert torch.allclose(output.double(), expected, atol=0.03 if dtype == torch.bfloat16 else 1e-5)
        if step == 60:
            gone = torch.tensor([False, True, False, False])
            cohort.drop(gone)
            order = cohort.slots
            keys, values, rows = keys[order], values[order], rows[:3]
    assert cohort.keys[0].shape[2] >= cohort.width == width + 140


def _attended(query, keys, values, pads):
    scores = query @ keys.transpose(-1, -2) / math.sqrt(keys.shape[-1])
    hidden = torch.arange(keys.shape[2])[None] < pads[:, None]
    return scores.masked_fill(hidden[:, None, None], float("-inf")).softmax(-1) @ values
