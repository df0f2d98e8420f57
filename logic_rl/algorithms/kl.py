"""Estimators of KL(policy || reference) from tokens sampled by the policy.

Schulman, "Approximating KL divergence" (2020). With r = reference / policy on a sampled token:
k1 = -log r is unbiased and noisy; k2 = (log r)^2 / 2 is biased with low variance; k3 = r - 1 - log r
is unbiased, never negative, and what GRPO uses (DeepSeekMath, arXiv 2402.03300, eq. 4).
Each is a *penalty*: added to a loss that is minimised, or taken off a reward.

Unbiased as a number is not unbiased as a gradient, on tokens that the policy sampled:
- in the loss the gradient of k1 is 0 on average; k2 has that of KL(policy || reference), k3 that of
  KL(reference || policy), which has the same minimum;
- in the reward, where the estimate is a constant, k1 gives the gradient of KL(policy || reference); k2 and k3 lose
  theirs near the reference (k3's is KL(policy || reference) less KL(reference || policy)) and let the policy drift.
So k1 belongs in the reward, k2 and k3 in the loss; the configuration refuses the rest.
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
