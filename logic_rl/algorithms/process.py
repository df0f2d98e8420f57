"""Process supervision: the loss of a model that judges steps."""

from __future__ import annotations

import torch
from torch.nn.functional import cross_entropy


def process_loss(logits_S2: torch.Tensor, is_right_S: torch.Tensor) -> torch.Tensor:
    """-log p(label) of each step, nats, `[S]`: cross-entropy where a step ends (arXiv 2305.20050, section 2.6).

    Args:
        logits_S2: of wrong and of right, in this order.
        is_right_S: labels, bool.
    """
    return cross_entropy(logits_S2.float(), is_right_S.long(), reduction="none")


def chance_right(logits_S2: torch.Tensor) -> torch.Tensor:
    """The probability that each step is right, `[S]`."""
    return logits_S2.float().softmax(-1)[:, 1]
