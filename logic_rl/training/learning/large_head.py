"""Log-probabilities under a large vocabulary, whose gradient costs two matrix products and no more.

The gradient of log p(token) by the logits is (1 at the token) - p, so the probabilities of the forward pass are all
that the backward pass needs: they are kept in the dtype of the computation where they fit, and made again where they
do not.
Logits are looked at some rows at a time: on a CPU so few that they stay in its cache, elsewhere so many that the
matrix is seldom read from memory. Shapes: N tokens, H hidden, V vocabulary, C rows at a time.
"""

from __future__ import annotations

from typing import Any, TypeGuard

import torch

from logic_rl.config.run import PROBS_KEPT

AT_ONCE = 2**22  # logits on a CPU, 16 MiB in float32
AGAIN = 2**25  # elsewhere, and where they are made again: each part adds up gradients of the whole matrix


class LargeHead(torch.autograd.Function):
    """`apply(hidden [N, H], weight [V, H], tokens [N], temperature)` → log-probabilities and entropies, `[N]` each.

    In nats, in float32; products are made in the dtype of `hidden`. The entropy has no gradient.
    """

    @staticmethod
    def forward(
        ctx: Any, hidden: torch.Tensor, weight: torch.Tensor, tokens: torch.Tensor, temperature: float
    ) -> tuple[torch.Tensor, torch.Tensor]:
        matrix = weight.to(hidden.dtype)
        logprobs, entropies, log_totals = (hidden.new_empty(len(tokens), dtype=torch.float32) for _ in range(3))
        learns = any(ctx.needs_input_grad[:2]) and tokens.numel() * len(weight) <= PROBS_KEPT
        kept = hidden.new_empty(len(tokens), len(weight)) if learns else None
        for rows in _parts(len(tokens), _at_once(hidden.device) // len(weight)):
            scaled = (hidden[rows] @ matrix.T).float().div_(temperature)
            highest = scaled.amax(-1, keepdim=True)
            at_token = scaled.gather(1, tokens[rows, None])[:, 0]
            powers = scaled.sub_(highest).exp()
            total = powers.sum(-1)
            log_totals[rows] = total.log() + highest[:, 0]
            logprobs[rows] = at_token - log_totals[rows]
            entropies[rows] = total.log() - torch.linalg.vecdot(powers, scaled) / total
            if kept is not None:
                torch.div(powers, total[:, None], out=powers)
                kept[rows] = powers
        ctx.save_for_backward(hidden, weight, tokens, log_totals, kept)
        ctx.temperature = temperature
        ctx.mark_non_differentiable(entropies)
        return logprobs, entropies

    @staticmethod
    def backward(ctx: Any, *gradients: torch.Tensor) -> tuple[torch.Tensor | None, ...]:
        hidden, weight, tokens, log_totals, kept = ctx.saved_tensors
        matrix, slopes = weight.to(hidden.dtype), gradients[0][:, None] / ctx.temperature
        weighed = slopes * hidden.float()
        of_hidden = torch.empty_like(hidden) if ctx.needs_input_grad[0] else None
        of_weight = None
        if ctx.needs_input_grad[1]:
            of_weight = torch.zeros_like(weight, dtype=torch.float32).index_add_(0, tokens, weighed)
        weighed = weighed.to(hidden.dtype)
        for rows in [slice(0, len(tokens))] if kept is not None else _parts(len(tokens), AGAIN // len(weight)):
            probs = kept
            if probs is None:
                scaled = (hidden[rows] @ matrix.T).float().div_(ctx.temperature)
                probs = scaled.sub_(log_totals[rows, None]).exp_().to(hidden.dtype)
            if of_hidden is not None:
                of_hidden[rows] = slopes[rows] * (matrix[tokens[rows]].float() - (probs @ matrix).float())
            if of_weight is not None:
                of_weight -= probs.T @ weighed[rows]
        return of_hidden, None if of_weight is None else of_weight.to(weight.dtype), None, None


def is_matrix(head: object) -> TypeGuard[torch.nn.Linear]:
    """Whether a head is an output matrix alone, and all of it lies here."""
    return type(head) is torch.nn.Linear and head.bias is None and not hasattr(head.weight, "full_tensor")


def _at_once(device: torch.device) -> int:
    return AT_ONCE if device.type == "cpu" else AGAIN


def _parts(count: int, size: int) -> list[slice]:
    size = max(1, size)
    return [slice(start, min(start + size, count)) for start in range(0, count, size)]
