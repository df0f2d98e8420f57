"""Generalised advantage estimation: how much better a token was than the critic expected.

Schulman et al. (arXiv 1506.02438), eq. 16: delta_t = r_t + gamma * V_{t+1} - V_t and
A_t = sum over l of (gamma * lambda)^l * delta_{t+l}. V_t is the value *before* token t is chosen;
a completion ends after its last token, so the value there is 0, also when it was cut at the cap.
"""

from __future__ import annotations

import torch


def gae(
    rewards_BT: torch.Tensor,
    values_BT: torch.Tensor,
    mask_BT: torch.Tensor,
    gamma: float = 1.0,
    gae_lambda: float = 1.0,
) -> tuple[torch.Tensor, torch.Tensor]:
    """Advantages (not whitened) and the returns the critic should predict, both `[B, T]`, 0 outside the mask.

    With gamma = lambda = 1 the return is what is still to be earned, and does not depend on the
    critic; with lambda = 0 it is the reward plus the critic's next value.
    """
    rewards_BT, values_BT = torch.where(mask_BT, rewards_BT, 0.0), torch.where(mask_BT, values_BT, 0.0)
    advantages_BT = torch.zeros_like(rewards_BT)
    advantage_B = next_value_B = rewards_BT.new_zeros(len(rewards_BT))
    for t in reversed(range(rewards_BT.shape[1])):
        delta_B = rewards_BT[:, t] + gamma * next_value_B - values_BT[:, t]
        advantage_B = torch.where(mask_BT[:, t], delta_B + gamma * gae_lambda * advantage_B, 0.0)
        advantages_BT[:, t], next_value_B = advantage_B, values_BT[:, t]
    return advantages_BT, advantages_BT + values_BT
