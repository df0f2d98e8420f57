"""The clipped surrogate of PPO (arXiv 1707.06347, eq. 7), per token, with an upper clip of its own.

DAPO (arXiv 2503.14476, eq. 10) raises the upper bound only ("clip-higher"), so that unlikely
tokens can still grow. Dual clip (arXiv 1912.09729, eq. 5) bounds the loss of a bad token that has
become much likelier, which the first clip leaves unbounded.
"""

from __future__ import annotations

import torch


def clipped_surrogate(
    logprobs: torch.Tensor,
    old_logprobs: torch.Tensor,
    advantages: torch.Tensor,
    clip_low: float,
    clip_high: float,
    dual_clip: float = 0.0,
) -> tuple[torch.Tensor, torch.Tensor]:
    """Loss per token (to be minimised) and whether a clip acted, both of the shape of `logprobs`.

    On the first update after a rollout `logprobs == old_logprobs`: the ratio is 1, nothing is
    clipped, and the gradient is that of REINFORCE. `dual_clip` above 1 caps the loss where the
    advantage is negative at that many times its size; 0 switches it off.
    """
    ratio = (logprobs - old_logprobs).exp()
    clipped_ratio = ratio.clamp(1 - clip_low, 1 + clip_high)
    loss = -torch.minimum(ratio * advantages, clipped_ratio * advantages)
    if dual_clip:
        loss = torch.where(advantages < 0, torch.minimum(loss, -dual_clip * advantages), loss)
    return loss, loss != -ratio * advantages
