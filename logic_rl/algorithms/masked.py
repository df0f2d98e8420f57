"""Masked reductions: the only place that divides by a count of tokens."""

from __future__ import annotations

import torch


def masked_sum(values_BT: torch.Tensor, mask_BT: torch.Tensor) -> torch.Tensor:
    """Sum over the tokens where the mask is true; values elsewhere may even be NaN."""
    return torch.where(mask_BT, values_BT, 0.0).sum()


def masked_mean(values_BT: torch.Tensor, mask_BT: torch.Tensor) -> torch.Tensor:
    """Mean over the tokens where the mask is true; 0 when there are none."""
    return masked_sum(values_BT, mask_BT) / mask_BT.sum().clamp(min=1)
