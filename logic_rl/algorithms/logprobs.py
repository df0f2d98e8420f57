"""Log-probabilities of given tokens, and the entropy they were drawn at."""

from __future__ import annotations

import torch


def token_logprobs(logits_NV: torch.Tensor, tokens_N: torch.Tensor, temperature: float = 1.0) -> torch.Tensor:
    """Log-probability of each token in nats, `[N]`, in float32.

    `temperature` is that of the rollout: the policy being improved is the one that was sampled,
    so its logits are divided by the same number (TRL issue 4159 shows what happens otherwise).
    """
    scaled_NV = logits_NV.float() / temperature
    return scaled_NV.gather(1, tokens_N[:, None])[:, 0] - scaled_NV.logsumexp(-1)


def entropy(logits_NV: torch.Tensor, temperature: float = 1.0) -> torch.Tensor:
    """Entropy of each distribution in nats, `[N]`."""
    logprobs_NV = torch.log_softmax(logits_NV.float() / temperature, dim=-1)
    return -(logprobs_NV.exp() * logprobs_NV).sum(-1)
