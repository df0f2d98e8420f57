"""The clipped surrogate of PPO (arXiv 1707.06347, eq. 7), per token, with an upper clip of its own.

DAPO (arXiv 2503.14476, eq. 10) raises the upper bound only ("clip-higher"), so that unlikely
tokens can still grow.
"""

from __future__ import annotations

import torch


def clipped_surrogate(
    logprobs: torch.Tensor,
    old_logprobs: torch.Tensor,
    advantages: torch.Tensor,
    clip_low: float,
    clip_high: float,
) -> tuple[torch.Tensor, torch.Tensor]:
    """Loss per token (to be minimised) and whether the clip acted, both of the shape of `logprobs`.

    On the first update after a rollout `logprobs == old_logprobs`: the ratio is 1, nothing is
    clipped, and the gradient is that of REINFORCE.
    """
    ratio = (logprobs - old_logprobs).exp()
    clipped_ratio = ratio.clamp(1 - clip_low, 1 + clip_high)
    loss = -torch.minimum(ratio * advantages, clipped_ratio * advantages)
    return loss, loss > -ratio * advantages
