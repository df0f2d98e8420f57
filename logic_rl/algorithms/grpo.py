"""GRPO advantages: a sample is as good as it is better than its own group.

DeepSeekMath (arXiv 2402.03300), section 4.1.2: A_i = (r_i - mean(r)) / std(r), one number for
all tokens of sample i.

Dr. GRPO (Liu et al., "Understanding R1-Zero-like training", arXiv 2503.20783, section 3.2) leaves the deviation out:
dividing by it favours puzzles that are nearly always or nearly never solved, and dividing each loss by its own length
favours long wrong answers. The second half of its cure is `divide_by: max_tokens`.
"""

from __future__ import annotations

import torch

from logic_rl.algorithms.masked import STD_FLOOR


def grpo_advantages(rewards_PG: torch.Tensor, normalise_std: bool = True) -> torch.Tensor:
    """Group-relative advantages, `[P, G]`.

    A group in which all rewards are equal (or a group of one) gets advantages of exactly 0: it
    says nothing about what to do more of. With `normalise_std=False` the standard deviation is
    left out, as Dr. GRPO proposes (arXiv 2503.20783).
    """
    centred_PG = rewards_PG - rewards_PG.mean(dim=1, keepdim=True)
    std_P1 = rewards_PG.std(dim=1, keepdim=True, correction=0)
    if normalise_std:
        centred_PG = centred_PG / std_P1.clamp(min=STD_FLOOR)
    return torch.where(std_P1 > STD_FLOOR, centred_PG, 0.0)


def dr_grpo_advantages(rewards_PG: torch.Tensor) -> torch.Tensor:
    """r_i - mean(r), `[P, G]`; exactly 0 for a group of equals and for a group of one."""
    return grpo_advantages(rewards_PG, normalise_std=False)
