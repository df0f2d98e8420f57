"""GSPO: one ratio for a whole completion, because it is rewarded as a whole.

Zheng et al., "Group Sequence Policy Optimization" (arXiv 2507.18071), eq. 7: s_i is the geometric
mean of the token ratios of completion i. Eq. 14 (GSPO-token) gives each token the value s_i and the
gradient of its own log-probability, which adds up to the same gradient when, as here, a completion
has one advantage. Clip bounds are a thousand times smaller than PPO's: a mean hardly moves.
"""

from __future__ import annotations

import torch


def sequence_log_ratio(logprobs_N: torch.Tensor, old_logprobs_N: torch.Tensor, rows_N: torch.Tensor) -> torch.Tensor:
    """log s_i on every token of completion i, `[N]`, with the token's own gradient; `rows_N` says which completion."""
    with torch.no_grad():
        mean_N = row_means(logprobs_N - old_logprobs_N, rows_N)
    return mean_N + logprobs_N - logprobs_N.detach()


def row_means(values_N: torch.Tensor, rows_N: torch.Tensor) -> torch.Tensor:
    """The mean of a token's completion, on every token, `[N]`."""
    lengths_R = torch.bincount(rows_N).clamp(min=1)
    return row_sums(values_N, rows_N) / lengths_R[rows_N]


def row_sums(values_N: torch.Tensor, rows_N: torch.Tensor) -> torch.Tensor:
    """The sum over a token's completion, on every token, `[N]`."""
    sums_R = values_N.new_zeros(int(rows_N.max()) + 1 if len(rows_N) else 0)
    return sums_R.index_add(0, rows_N, values_N)[rows_N]
