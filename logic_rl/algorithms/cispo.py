"""CISPO: clip the weight of a token, never its gradient.

MiniMax-M1 (arXiv 2506.13585), eq. 4-5: the loss of a token is -sg(clipped ratio) * A * log p, where
sg stops the gradient. PPO's clip silences a token that has moved; here it goes on teaching, with a
bounded weight. Upper bound as in ScaleRL (arXiv 2510.13786); no lower one (clip_low = 1).
"""

from __future__ import annotations

import torch


def cispo_loss(
    logprobs: torch.Tensor,
    old_logprobs: torch.Tensor,
    advantages: torch.Tensor,
    clip_low: float,
    clip_high: float,
) -> tuple[torch.Tensor, torch.Tensor]:
    """Loss per token and whether the weight was clipped, both of the shape of `logprobs`.

    Where nothing is clipped the gradient is that of the plain surrogate ratio * A; the *value* of
    the loss means little, as for REINFORCE.
    """
    ratio = (logprobs.detach() - old_logprobs).exp()
    weight = ratio.clamp(1 - clip_low, 1 + clip_high)
    return -weight * advantages * logprobs, weight != ratio
