"""RLOO: a sample is compared with the mean of the *other* samples of its group.

Ahmadian et al., "Back to Basics" (arXiv 2402.14740), section 2.3 (REINFORCE leave-one-out):
A_i = r_i - mean of r_j over j != i. The baseline does not contain the sample itself, so the
gradient is unbiased. It equals G / (G - 1) times Dr. GRPO's advantage.
"""

from __future__ import annotations

import torch


def rloo_advantages(rewards_PG: torch.Tensor) -> torch.Tensor:
    """Leave-one-out advantages, `[P, G]`; 0 for a group of one, which has no others."""
    group_size = rewards_PG.shape[1]
    if group_size == 1:
        return torch.zeros_like(rewards_PG)
    others_PG = (rewards_PG.sum(dim=1, keepdim=True) - rewards_PG) / (group_size - 1)
    advantages_PG = rewards_PG - others_PG
    is_equal_P1 = rewards_PG.amax(dim=1, keepdim=True) == rewards_PG.amin(dim=1, keepdim=True)
    return torch.where(is_equal_P1, 0.0, advantages_PG)  # exactly 0, whatever the rounding of the mean
