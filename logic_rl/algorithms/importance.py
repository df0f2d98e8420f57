"""Truncated importance sampling: trust a sample less where the engine and the trainer disagree.

An engine with other kernels or another precision samples from slightly other probabilities than
the trainer computes. Weighting each loss by trainer / engine removes the bias; a cap keeps the
variance down (Ionides, "Truncated importance sampling", 2008; for language models Yao et al.,
"Your efficient RL framework secretly brings you off-policy RL training", 2025). A weight per
sequence is the exact one, and noisy: a mean gap of 0.01 nats over 300 tokens makes it 20.
"""

from __future__ import annotations

import torch

from logic_rl.algorithms.gspo import row_sums


def token_weights(trainer_logprobs_N: torch.Tensor, engine_logprobs_N: torch.Tensor, cap: float) -> torch.Tensor:
    """min(trainer / engine, cap) of each token, `[N]`, without gradient; 1 where both agree."""
    return (trainer_logprobs_N - engine_logprobs_N).detach().exp().clamp(max=cap)


def sequence_weights(
    trainer_logprobs_N: torch.Tensor, engine_logprobs_N: torch.Tensor, rows_N: torch.Tensor, cap: float
) -> torch.Tensor:
    """The same for the product of ratios over a token's whole completion, `[N]`."""
    return row_sums((trainer_logprobs_N - engine_logprobs_N).detach(), rows_N).exp().clamp(max=cap)
