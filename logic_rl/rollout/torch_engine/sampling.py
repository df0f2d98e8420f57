"""Drawing tokens with a counter-based generator: a sample depends on its own seed and nothing else.

Each request has a seed; draw number t of that request is a hash of (seed, t). So it does not
matter which other requests are in the batch, in which slot a request runs, or how often the
run was interrupted.
"""

from __future__ import annotations

import torch

_GOLDEN = -7046029254386353131  # 0x9E3779B97F4A7C15 as a signed 64-bit integer
_MIX_1, _MIX_2 = -4658895280553007687, -7723592293110705685


def _shifted(x: torch.Tensor, bits: int) -> torch.Tensor:
    """Logical (unsigned) right shift of int64."""
    return (x >> bits) & ((1 << (64 - bits)) - 1)


def uniforms(seeds: torch.Tensor, counters: torch.Tensor) -> torch.Tensor:
    """Uniform numbers in [0, 1), float64, one per (seed, counter): SplitMix64 (Steele et al., OOPSLA 2014).

    `seeds` and `counters` are int64 of one shape.
    """
    x = seeds + (counters + 1) * _GOLDEN
    x = (x ^ _shifted(x, 30)) * _MIX_1
    x = (x ^ _shifted(x, 27)) * _MIX_2
    return _shifted(x ^ _shifted(x, 31), 11).double() * 2.0**-53


def sample_tokens(
    logits_NV: torch.Tensor, temperature: float, seeds_N: torch.Tensor, counters_N: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    """Sample by inverse transform; returns token ids `[N]` and their log-probabilities `[N]` in nats.

    The log-probability is under the distribution sampled from (after temperature). At
    temperature 0 the most probable token is taken and its log-probability is that at
    temperature 1.
    """
    logprobs_NV = torch.log_softmax(logits_NV.float() / (temperature or 1.0), dim=-1)
    if temperature == 0:
        tokens_N = logprobs_NV.argmax(-1)
    else:
        cumulative_NV = logprobs_NV.double().exp().cumsum(-1)
        points_N1 = (uniforms(seeds_N, counters_N) * cumulative_NV[:, -1])[:, None]
        tokens_N = torch.searchsorted(cumulative_NV, points_N1, right=True)[:, 0].clamp_(max=logits_NV.shape[1] - 1)
    return tokens_N, logprobs_NV.gather(1, tokens_N[:, None])[:, 0]
