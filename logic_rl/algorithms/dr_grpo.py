"""Dr. GRPO: the group's mean is a baseline, its standard deviation is not divided by.

Liu et al., "Understanding R1-Zero-like training" (arXiv 2503.20783), section 3.2: dividing by the
deviation favours puzzles that are nearly always or nearly never solved, and dividing each loss by
its own length favours long wrong answers. The second half of the cure is `divide_by: max_tokens`.
"""

from __future__ import annotations

import torch

from logic_rl.algorithms.grpo import grpo_advantages


def dr_grpo_advantages(rewards_PG: torch.Tensor) -> torch.Tensor:
    """r_i - mean(r), `[P, G]`; exactly 0 for a group of equals and for a group of one."""
    return grpo_advantages(rewards_PG, normalise_std=False)
