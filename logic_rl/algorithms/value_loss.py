"""The critic's loss: squared error to the returns, with a limit on how far one rollout moves a value.

The limit mirrors the policy's clip (Engstrom et al., "Implementation matters", arXiv 2005.12729,
section 3): the larger of the two errors counts, so a value beyond the limit has no gradient unless it
is being pulled back.
"""

from __future__ import annotations

import torch


def value_loss(
    values: torch.Tensor, old_values: torch.Tensor, returns: torch.Tensor, clip: float
) -> tuple[torch.Tensor, torch.Tensor]:
    """Half the squared error per token and whether the clip acted, both of the shape of `values`; clip 0 is none."""
    error = (values - returns).square()
    if not clip:
        return 0.5 * error, torch.zeros_like(values, dtype=torch.bool)
    held = old_values + (values - old_values).clamp(-clip, clip)
    held_error = (held - returns).square()
    return 0.5 * torch.maximum(error, held_error), held_error > error
