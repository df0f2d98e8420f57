"""Drawing tokens with a counter-based generator: a sample depends on its own seed and nothing else.

Each request has a seed; draw number t of that request is a hash of (seed, t). So it does not
matter which other requests are in the batch, in which slot a request runs, or how often the
run was interrupted.
"""

from __future__ import annotations

from itertools import repeat

import torch

LARGE = 4096  # from this vocabulary on, tokens are drawn in two steps
BLOCK = 256  # tokens of the second step
IN_CACHE = 8  # rows at a time on a CPU: 64 rows at once take ten times as long

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
    if temperature and logits_NV.shape[1] >= LARGE:
        points_N = uniforms(seeds_N, counters_N)
        rows = IN_CACHE if logits_NV.device.type == "cpu" else len(points_N)
        parts = map(_sample_in_two, logits_NV.split(rows), repeat(temperature), points_N.split(rows))
        tokens, logprobs = zip(*parts, strict=True)
        return torch.cat(tokens), torch.cat(logprobs)
    logprobs_NV = torch.log_softmax(logits_NV.float() / (temperature or 1.0), dim=-1)
    if temperature == 0:
        tokens_N = logprobs_NV.argmax(-1)
    else:
        cumulative_NV = logprobs_NV.double().exp().cumsum(-1)
        points_N1 = (uniforms(seeds_N, counters_N) * cumulative_NV[:, -1])[:, None]
        tokens_N = torch.searchsorted(cumulative_NV, points_N1, right=True)[:, 0].clamp_(max=logits_NV.shape[1] - 1)
    return tokens_N, logprobs_NV.gather(1, tokens_N[:, None])[:, 0]


def _sample_in_two(
    logits_NV: torch.Tensor, temperature: float, uniforms_N: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    """The same inverse transform for a large vocabulary: first a block of tokens, then a token of it.

    Only the sums of the blocks and one block a row are added up in float64, where a sum over all would cost as much as
    the layers of a small model.
    """
    scaled_NV = logits_NV.float() / temperature  # a copy, which is changed in place below
    highest_N1 = scaled_NV.amax(-1, keepdim=True)
    powers_NV = scaled_NV.sub_(highest_N1).exp_()
    if surplus := -powers_NV.shape[1] % BLOCK:
        powers_NV = torch.nn.functional.pad(powers_NV, (0, surplus))
    blocks = powers_NV.unflatten(1, (-1, BLOCK))
    ends = blocks.sum(-1).double().cumsum(-1)
    points_N1 = (uniforms_N * ends[:, -1])[:, None]
    block_N1 = torch.searchsorted(ends, points_N1, right=True).clamp_(max=ends.shape[1] - 1)
    before_N1 = torch.where(block_N1 > 0, ends.gather(1, (block_N1 - 1).clamp(min=0)), 0)
    inside = blocks.take_along_dim(block_N1[:, :, None], 1)[:, 0].double().cumsum(-1)
    # Rounding may leave a point at the very end of its block: then the last token there that can be drawn.
    last_N1 = (inside < inside[:, -1:]).sum(-1, keepdim=True)
    place_N1 = torch.minimum(torch.searchsorted(inside, points_N1 - before_N1, right=True), last_N1)
    tokens_N1 = block_N1 * BLOCK + place_N1
    chosen_N1 = logits_NV.gather(1, tokens_N1).float() / temperature - highest_N1
    return tokens_N1[:, 0], (chosen_N1.double() - ends[:, -1:].log()).float()[:, 0]
