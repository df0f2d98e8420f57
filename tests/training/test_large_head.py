"""Log-probabilities under a large vocabulary: numbers and gradients are those of the plain formula in float64."""

from __future__ import annotations

import pytest
import torch

from logic_rl.training.learning import large_head
from logic_rl.training.learning.large_head import LargeHead, is_matrix

TOKENS, HIDDEN, VOCABULARY = 37, 24, 700


@pytest.fixture
def given() -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
    generator = torch.Generator().manual_seed(0)
    hidden = torch.randn(TOKENS, HIDDEN, generator=generator)
    weight = torch.randn(VOCABULARY, HIDDEN, generator=generator) / 3
    tokens = torch.randint(VOCABULARY, (TOKENS,), generator=generator)
    tokens[:5] = 3  # the same row of the matrix more than once
    return hidden, weight, tokens, torch.randn(TOKENS, generator=generator)


def by_formula(hidden, weight, tokens, slopes, temperature) -> list[torch.Tensor]:
    hidden, weight = (tensor.detach().double().requires_grad_() for tensor in (hidden, weight))
    logprobs_NV = (hidden @ weight.T / temperature).log_softmax(-1)
    logprobs = logprobs_NV.gather(1, tokens[:, None])[:, 0]
    (logprobs * slopes.double()).sum().backward()
    return [logprobs.detach(), -(logprobs_NV.exp() * logprobs_NV).sum(-1).detach(), hidden.grad, weight.grad]


def by_large_head(hidden, weight, tokens, slopes, temperature, dtype=torch.float32) -> list[torch.Tensor]:
    hidden, weight = hidden.to(dtype).detach().clone().requires_grad_(), weight.clone().requires_grad_()
    logprobs, entropies = LargeHead.apply(hidden, weight, tokens, temperature)
    assert not entropies.requires_grad
    (logprobs * slopes).sum().backward()
    assert weight.grad.dtype == torch.float32 and hidden.grad.dtype == dtype
    return [logprobs.detach(), entropies, hidden.grad, weight.grad]


@pytest.mark.parametrize("temperature", [1.0, 0.6, 1.5])
@pytest.mark.parametrize("kept", [10**9, 0], ids=["kept", "made again"])
@pytest.mark.parametrize("at_once", [1, 5 * VOCABULARY, 10**9])
def test_equals_the_formula(given, monkeypatch, temperature, kept, at_once) -> None:
    for name, value in {"PROBS_KEPT": kept, "AT_ONCE": at_once, "AGAIN": at_once}.items():
        monkeypatch.setattr(large_head, name, value)
    for own, other in zip(by_large_head(*given, temperature), by_formula(*given, temperature), strict=True):
        assert torch.allclose(own.double(), other, atol=2e-5)


@pytest.mark.parametrize("kept", [10**9, 0], ids=["kept", "made again"])
def test_bfloat16_rounds_and_no_more(given, monkeypatch, kept) -> None:
    monkeypatch.setattr(large_head, "PROBS_KEPT", kept)
    for own, other in zip(
        by_large_head(*given, 1.0, torch.bfloat16), by_formula(*given, 1.0), strict=True
    ):
        assert (own.double() - other).norm() < 0.02 * other.norm()


def test_a_frozen_matrix_gets_no_gradient(given) -> None:
    hidden, weight, tokens, slopes = given
    hidden.requires_grad_()
    logprobs, _ = LargeHead.apply(hidden, weight, tokens, 1.0)
    (logprobs * slopes).sum().backward()
    assert weight.grad is None
    assert torch.allclose(hidden.grad.double(), by_formula(hidden.detach(), weight, tokens, slopes, 1.0)[2], atol=2e-5)


def test_what_is_a_matrix() -> None:
    assert is_matrix(torch.nn.Linear(3, 5, bias=False))
    assert not is_matrix(torch.nn.Linear(3, 5))
    assert not is_matrix(lambda hidden: hidden)


def test_elsewhere_than_on_a_cpu_the_matrix_is_read_for_many_tokens_at_once() -> None:
    """Of 152,000 tokens: a product of 220 rows makes as many operations a byte of the matrix as an H200 does (206)."""
    assert large_head._at_once(torch.device("cpu")) // 152_000 < 30
    assert large_head._at_once(torch.device("cuda")) // 152_000 > 206
