"""Weights in the layout that a CPU's bfloat16 products read, made once and not anew in every product.

oneDNN reorders a plain weight whenever it multiplies by it: of few rows that is half of the time. Products with packed
weights are the same to the bit.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import torch
from torch import nn

ROWS = 32  # that layouts are chosen for; other numbers of rows work as well


@contextmanager
def packed(model: nn.Module) -> Iterator[None]:
    """Within, the model's linear layers use packed copies of their weights, which must not change meanwhile.

    Elsewhere than in bfloat16 on a CPU that can multiply it, nothing happens.
    """
    layers = [layer for layer in model.modules() if type(layer) is nn.Linear and _gains(layer)]
    for layer in layers:
        weight = torch.ops.mkldnn._reorder_linear_weight(layer.weight.detach(), ROWS)
        layer.forward = partial(_product, weight, layer.bias)  # type: ignore[method-assign]
    try:
        yield
    finally:
        for layer in layers:
            del layer.forward


def _gains(layer: nn.Linear) -> bool:
    weight = layer.weight
    return weight.dtype == torch.bfloat16 and weight.device.type == "cpu" and _is_possible()


def _is_possible() -> bool:
    """Whether this build of torch and this processor have such products."""
    if not torch.backends.mkldnn.is_available():
        return False
    try:
        return bool(torch.ops.mkldnn._is_mkldnn_bf16_supported()) and bool(torch.ops.mkldnn._linear_pointwise)
    except (AttributeError, RuntimeError):
        return False


def _product(weight: torch.Tensor, bias: torch.Tensor | None, states: torch.Tensor) -> torch.Tensor:
    """`[..., inputs]` → `[..., outputs]`."""
    return torch.ops.mkldnn._linear_pointwise(states, weight, bias, "none", [], "")
