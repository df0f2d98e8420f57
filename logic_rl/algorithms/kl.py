"""Estimators of KL(policy || reference) from tokens sampled by the policy.

Schulman, "Approximating KL divergence" (2020). With r = reference / policy on a sampled token:
k1 = -log r is unbiased and noisy; k2 = (log r)^2 / 2 is biased with low variance; k3 = r - 1 - log r
is unbiased, never negative, and what GRPO uses (DeepSeekMath, arXiv 2402.03300, eq. 4).
Each is a *penalty*: added to a loss that is minimised, or taken off a reward.

Unbiased as a number is not unbiased as a gradient. On tokens of the policy the gradient of k1 is 0
on average, so k1 belongs in the reward only; k2 has the gradient of the divergence itself, k3 that of the
divergence the other way round, which has the same minimum.
"""

from __future__ import annotations

import torch

LOG_RATIO_LIMIT = 10.0  # keeps exp() finite when the two models have grown far apart


def kl_k1(logprobs: torch.Tensor, reference_logprobs: torch.Tensor) -> torch.Tensor:
    return logprobs - reference_logprobs


def kl_k2(logprobs: torch.Tensor, reference_logprobs: torch.Tensor) -> torch.Tensor:
    return 0.5 * (logprobs - reference_logprobs).square()


def kl_k3(logprobs: torch.Tensor, reference_logprobs: torch.Tensor) -> torch.Tensor:
    log_ratio = (reference_logprobs - logprobs).clamp(-LOG_RATIO_LIMIT, LOG_RATIO_LIMIT)
    return log_ratio.exp() - 1 - log_ratio
