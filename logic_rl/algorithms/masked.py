"""Masked reductions: the only place that divides by a count of tokens."""

from __future__ import annotations

import torch

STD_FLOOR = 1e-4  # below this all values count as equal


def masked_sum(values_BT: torch.Tensor, mask_BT: torch.Tensor) -> torch.Tensor:
    """Sum over the tokens where the mask is true; values elsewhere may even be NaN."""
    return torch.where(mask_BT, values_BT, 0.0).sum()


def masked_mean(values_BT: torch.Tensor, mask_BT: torch.Tensor) -> torch.Tensor:
    """Mean over the tokens where the mask is true; 0 when there are none."""
    return masked_sum(values_BT, mask_BT) / mask_BT.sum().clamp(min=1)


def masked_whiten(values_BT: torch.Tensor, mask_BT: torch.Tensor) -> torch.Tensor:
    """Shifted and scaled to mean 0 and population variance 1 over the mask; 0 elsewhere.

    All 0 when the values are equal: noise of rounding must not be blown up to size 1.
    """
    mean = masked_mean(values_BT, mask_BT)
    centred_BT = torch.where(mask_BT, values_BT - mean, 0.0)
    std = masked_mean(centred_BT.square(), mask_BT).sqrt()
    return torch.where(std > STD_FLOOR, centred_BT / std.clamp(min=STD_FLOOR), 0.0)
