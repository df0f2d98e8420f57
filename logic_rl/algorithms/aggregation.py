"""From losses of tokens to the loss of a batch: what the sum is divided by.

The three answers differ in how much a token of a long completion counts:
- `batch_tokens`: every token the same (DAPO, arXiv 2503.14476, eq. 8), so long completions weigh more;
- `own_tokens`: every completion the same (DeepSeekMath, arXiv 2402.03300, eq. 3), so its tokens weigh less;
- `max_tokens`: a constant (Dr. GRPO, arXiv 2503.20783), so the gradient is not biased by length at all.

The weights are worked out for a whole minibatch before it is split into passes, so splitting it
does not change the gradient.
"""

from __future__ import annotations

import torch


def loss_weights(lengths_B: torch.Tensor, divide_by: str, max_tokens: int) -> torch.Tensor:
    """What each token of completion i is multiplied by, `[B]`; the losses times these add up to the batch's loss.

    Completions without tokens count as completions and add nothing. `max_tokens` is the cap on a completion.
    """
    ones_B = torch.ones(len(lengths_B))
    if divide_by == "batch_tokens":
        return ones_B / max(1, int(lengths_B.sum()))
    if divide_by == "own_tokens":
        return ones_B / lengths_B.clamp(min=1) / len(lengths_B)
    if divide_by == "max_tokens":
        return ones_B / (max_tokens * len(lengths_B))
    raise ValueError(f"divide_by {divide_by!r}")
