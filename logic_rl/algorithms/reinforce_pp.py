"""REINFORCE++: no group and no critic; the whole batch is the baseline.

Hu et al. (arXiv 2501.03262): the advantage of a token is what is still to be earned after it
(rewards and KL penalties, undiscounted), then whitened over all tokens of the batch, so that long
completions weigh more in the mean. The -baseline variant subtracts the group's mean first.
"""

from __future__ import annotations

import torch

from logic_rl.algorithms.grpo import dr_grpo_advantages
from logic_rl.algorithms.masked import masked_whiten


def reinforce_pp_advantages(rewards_BT: torch.Tensor, mask_BT: torch.Tensor) -> torch.Tensor:
    """Whitened rewards-to-go, `[B, T]`; all 0 when every token's is the same."""
    rewards_BT = torch.where(mask_BT, rewards_BT, 0.0)
    to_go_BT = rewards_BT.flip(1).cumsum(1).flip(1)
    return masked_whiten(to_go_BT, mask_BT)


def reinforce_pp_baseline_advantages(rewards_PG: torch.Tensor, mask_BT: torch.Tensor) -> torch.Tensor:
    """r_i - mean of its group on every token, whitened over the batch, `[B, T]`.

    A group of equals starts from 0 and so ends near it: only the batch's mean is subtracted.
    All 0 when every group is a group of equals.
    """
    centred_BT = dr_grpo_advantages(rewards_PG).reshape(-1, 1).expand_as(mask_BT)
    return masked_whiten(centred_BT, mask_BT)
