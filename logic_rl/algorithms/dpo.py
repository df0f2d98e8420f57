"""Direct preference optimisation: of two replies to one prompt the better one becomes likelier than the worse one.

After arXiv 2305.18290, eq. 7: with the log-ratio of a reply, log pi(y|x) - log pi_ref(y|x), the loss of a pair is
-log sigmoid(beta * (log-ratio of the chosen - log-ratio of the rejected)). Some pairs are the wrong way round: with
label smoothing e (eq. 3 of arXiv 2305.18290's revision, "conservative DPO") it is (1 - e) times that and e times the
loss of the pair turned about.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F


def dpo_loss(chosen_P: torch.Tensor, rejected_P: torch.Tensor, beta: float, smoothing: float = 0.0) -> torch.Tensor:
    """Loss of each pair, nats, `[P]`.

    Args:
        chosen_P, rejected_P: log-ratios of whole replies, policy to reference, nats.
        beta: how much a nat of log-ratio is worth; the smaller, the further the policy may go.
        smoothing: share of the pairs that are taken to be the wrong way round, from 0 to below 0.5.
    """
    margins_P = beta * (chosen_P - rejected_P)
    return -(1 - smoothing) * F.logsigmoid(margins_P) - smoothing * F.logsigmoid(-margins_P)
