"""RAFT: the best of a group is learnt as it stands, the rest teaches nothing.

Dong et al. (arXiv 2304.06767): of the samples of a prompt the one of highest reward is fine-tuned on. Here, as in Xiong
et al. (arXiv 2504.11343, section 2), every sample that shares the highest reward, and none where that is not positive:
a right answer earns more than 0, a wrong one less. With an advantage of 1 and one update a rollout the gradient of the
surrogate is that of fine-tuning on the samples that are kept; with several updates the ratio is clipped (RAFT++).
"""

from __future__ import annotations

import torch


def raft_advantages(rewards_PG: torch.Tensor) -> torch.Tensor:
    """1 for the samples of their group's highest reward where that is positive, else 0, `[P, G]`.

    Example: rewards 3, -0.5, 3 are 1, 0, 1; rewards -0.5, -3 are 0, 0; rewards 3, 3 are 1, 1.
    """
    best_P1 = rewards_PG.amax(dim=1, keepdim=True)
    return ((rewards_PG == best_P1) & (best_P1 > 0)).to(rewards_PG.dtype)
