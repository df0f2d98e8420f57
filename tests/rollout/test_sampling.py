"""Tokens of a large vocabulary are drawn in two steps, by the same inverse transform as in one."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from logic_rl.rollout.torch_engine.sampling import LARGE, sample_tokens, uniforms


def by_numpy(logits: np.ndarray, temperature: float, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Cumulative sums in float64 over the whole vocabulary."""
    scaled = logits.astype(np.float64) / temperature
    probabilities = np.exp(scaled - scaled.max(-1, keepdims=True))
    probabilities /= probabilities.sum(-1, keepdims=True)
    tokens = (probabilities.cumsum(-1) <= points[:, None]).sum(-1)
    return tokens, np.log(np.take_along_axis(probabilities, tokens[:, None], 1)[:, 0])


@pytest.mark.parametrize("vocabulary", [LARGE, LARGE + 1, 49_152, 50_257])
@pytest.mark.parametrize("temperature", [0.7, 1.0, 1.5])
def test_a_draw_is_that_of_the_whole_distribution(vocabulary: int, temperature: float) -> None:
    logits = 3 * torch.randn(40, vocabulary, generator=torch.Generator().manual_seed(vocabulary))
    seeds, counters = torch.arange(40) * 7 + 1, torch.arange(40) % 3
    tokens, logprobs = sample_tokens(logits, temperature, seeds, counters)
    expected, of_expected = by_numpy(logits.numpy(), temperature, uniforms(seeds, counters).numpy())
    same = tokens.numpy() == expected
    assert same.mean() >= 0.95  # sums of blocks in float32 may move a point over the border between two tokens
    assert np.allclose(logprobs.numpy()[same], of_expected[same], atol=1e-5)
    assert np.isfinite(logprobs.numpy()).all()


def test_only_what_can_be_drawn_is_drawn() -> None:
    """Three tokens of one block and of two others; the rest has probability 0."""
    logits = torch.full((2000, LARGE + 77), -torch.inf)
    allowed, shares = [5, 6, LARGE // 2, LARGE + 76], [0.4, 0.3, 0.2, 0.1]
    logits[:, allowed] = torch.tensor(shares).log()
    tokens, logprobs = sample_tokens(logits, 1.0, torch.arange(2000), torch.zeros(2000, dtype=torch.long))
    assert set(tokens.tolist()) <= set(allowed)
    for token, share in zip(allowed, shares, strict=True):
        drawn = tokens == token
        assert abs(drawn.float().mean().item() - share) < 4 * (share * (1 - share) / 2000) ** 0.5
        assert torch.allclose(logprobs[drawn], torch.tensor(share).log(), atol=1e-5)


def test_a_logit_that_is_not_a_number_shows() -> None:
    logits = torch.zeros(3, LARGE)
    logits[1, 17] = torch.nan
    _, logprobs = sample_tokens(logits, 1.0, torch.arange(3), torch.zeros(3, dtype=torch.long))
    assert torch.isfinite(logprobs).tolist() == [True, False, True]
