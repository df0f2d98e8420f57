"""Distillation losses against sums over small vocabularies, and their gradients against enumerated games."""

from __future__ import annotations

import math

import pytest
import torch

from logic_rl.algorithms.distillation import reverse_kl, soft_label_loss

STUDENT = [[0.3, -1.2, 2.0, 0.0], [5.0, 5.0, -5.0, 1.0], [0.0, 0.0, 0.0, 0.0]]
TEACHER = [[1.3, 0.2, -2.0, 0.5], [5.0, 5.0, -5.0, 1.0], [3.0, -1.0, 0.0, 7.0]]


def probs(logits: list[float], temperature: float = 1.0) -> list[float]:
    powers = [math.exp(value / temperature) for value in logits]
    return [power / sum(powers) for power in powers]


def kl(p: list[float], q: list[float]) -> float:
    return sum(a * math.log(a / b) for a, b in zip(p, q, strict=True) if a > 0)


@pytest.mark.parametrize("temperature", [0.7, 1.0, 2.5])
@pytest.mark.parametrize("top_k", [0, 4, 9, 2, 1])
def test_soft_labels_are_the_sum_over_the_vocabulary(temperature: float, top_k: int) -> None:
    losses = soft_label_loss(torch.tensor(STUDENT), torch.tensor(TEACHER), temperature, top_k)
    for loss, student, teacher in zip(losses, STUDENT, TEACHER, strict=True):
        p, q = probs(teacher, temperature), probs(student, temperature)
        kept = sorted(range(4), key=lambda v: -p[v])[: top_k or 4]
        total = sum(p[v] for v in kept)
        expected = temperature**2 * sum(p[v] / total * math.log(p[v] / total / q[v]) for v in kept)
        assert float(loss) == pytest.approx(expected, rel=1e-5, abs=1e-6)


def test_a_student_that_is_its_teacher_has_nothing_to_learn() -> None:
    same = torch.tensor(TEACHER, requires_grad=True)
    loss = soft_label_loss(same, torch.tensor(TEACHER), 2.0).sum() + reverse_kl(same, torch.tensor(TEACHER)).sum()
    loss.backward()
    assert float(loss.detach()) == pytest.approx(0, abs=1e-6) and same.grad.abs().max() < 1e-6


def test_soft_labels_of_one_hot_teachers_are_the_loss_of_the_token() -> None:
    """A teacher that is sure of a token teaches what supervised fine-tuning on that token teaches."""
    tokens = torch.tensor([2, 0, 3])
    sure = torch.full((3, 4), -1e4).scatter(1, tokens[:, None], 0.0)
    student = torch.tensor(STUDENT)
    expected = torch.nn.functional.cross_entropy(student, tokens, reduction="none")
    assert torch.allclose(soft_label_loss(student, sure), expected, atol=1e-6)


def test_reverse_kl_is_the_sum_over_the_vocabulary() -> None:
    for value, student, teacher in zip(
        reverse_kl(torch.tensor(STUDENT), torch.tensor(TEACHER)), STUDENT, TEACHER, strict=True
    ):
        assert float(value) == pytest.approx(kl(probs(student), probs(teacher)), rel=1e-5, abs=1e-6)


@pytest.mark.parametrize("seed", range(3))
def test_its_gradient_on_a_game_of_two_tokens_is_the_expectation_over_the_student_s_samples(seed: int) -> None:
    """Three words, two moves: nine replies. Per token, sum over replies of p(reply) * grad log p(token) * log(p/q)."""
    draw = torch.Generator().manual_seed(seed)
    first, second, first_t, second_t = (
        torch.randn(shape, generator=draw, dtype=torch.float64) for shape in ((3,), (3, 3), (3,), (3, 3))
    )
    student = (first.requires_grad_(), second.requires_grad_())
    # As trained: expected divergence at the two places, the places visited as the student visits them.
    visits = first.detach().softmax(-1)
    loss = reverse_kl(student[0][None], first_t[None])[0] + (visits * reverse_kl(student[1], second_t)).sum()
    gradients = torch.autograd.grad(loss, student)
    # Enumerated: the score-function estimator of each token's own log-ratio, over all nine replies.
    expected = [torch.zeros_like(first), torch.zeros_like(second)]
    for a in range(3):
        for b in range(3):
            log_first, log_second = student[0].log_softmax(-1)[a], student[1][a].log_softmax(-1)[b]
            weight = (log_first + log_second).exp().detach()
            ratio_first = (log_first - first_t.log_softmax(-1)[a]).detach()
            ratio_second = (log_second - second_t[a].log_softmax(-1)[b]).detach()
            score = torch.autograd.grad(ratio_first * log_first + ratio_second * log_second, student)
            expected = [total + weight * one for total, one in zip(expected, score, strict=True)]
    for own, other in zip(gradients, expected, strict=True):
        assert torch.allclose(own, other.to(own.dtype), atol=1e-6)
