"""A step of distillation against whole batches by autograd, its two ends, and that a student becomes its teacher."""

from __future__ import annotations

import copy

import pytest
import torch

from logic_rl.algorithms.distillation import reverse_kl, soft_label_loss
from logic_rl.training.learning import distilling
from logic_rl.training.learning.batch import Sample, TokenData
from logic_rl.training.learning.distilling import Distillation, distil
from tests.training.toy import new_learner, new_model

TEXTS = [((1, 2, 3), (7, 8)), ((4,), (9, 10, 11, 12, 13)), ((5, 6), (14,)), ((5, 6, 7), (15, 16, 17))]
SAMPLES = [Sample(prompt, reply, 0.0, TokenData(torch.zeros(len(reply)))) for prompt, reply in TEXTS]


def logits_of(model, prompt: tuple[int, ...], reply: tuple[int, ...]) -> torch.Tensor:
    return model(torch.tensor([prompt + reply])).logits[0, len(prompt) - 1 : -1]


def gradients(monkeypatch, learner, teacher, how: Distillation) -> tuple[list[torch.Tensor], dict]:
    seen: list[torch.Tensor] = []
    model = learner.policy.model
    monkeypatch.setattr(
        torch.optim.AdamW, "step", lambda self: seen.extend(p.grad.clone() for p in model.parameters())
    )
    return seen, distil(learner, teacher, SAMPLES, 1e-3, how)


@pytest.mark.parametrize(("tokens_per_pass", "workers"), [(1000, 1), (8, 1), (12, 2)])
@pytest.mark.parametrize(
    "how",
    [Distillation(True), Distillation(), Distillation(False, 0.3, 2.0), Distillation(False, 0.6, 1.5, 3)],
    ids=str,
)
def test_the_gradient_is_that_of_the_whole_batch(monkeypatch, tokens_per_pass: int, workers: int, how) -> None:
    monkeypatch.setattr(distilling, "LOGITS_AT_ONCE", 2 * 2 * 24)  # two tokens at a time
    model, teacher = new_model(0), new_model(1)
    expected = copy.deepcopy(model)
    total, count = torch.tensor(0.0), 0
    for prompt, reply in TEXTS:
        student_NV, teacher_NV = logits_of(expected, prompt, reply), logits_of(teacher, prompt, reply).detach()
        token_loss = torch.nn.functional.cross_entropy(student_NV, torch.tensor(reply), reduction="sum")
        if how.on_policy:
            total = total + reverse_kl(student_NV, teacher_NV).sum()
        else:
            soft = soft_label_loss(student_NV, teacher_NV, how.temperature, how.top_k).sum()
            total = total + how.alpha * soft + (1 - how.alpha) * token_loss
        count += len(reply)
    (total / count).backward()
    learner = new_learner(model, tokens_per_pass=tokens_per_pass, workers=workers)
    seen, report = gradients(monkeypatch, learner, teacher.requires_grad_(False), how)
    for own, parameter in zip(seen, expected.parameters(), strict=True):
        assert torch.allclose(own, parameter.grad, atol=1e-6)
    assert report["optim/loss"] == pytest.approx(float(total.detach()) / count, abs=1e-5)


def test_without_the_teacher_it_is_fine_tuning(monkeypatch) -> None:
    """alpha = 0: loss and weights after a step are those of `imitate`."""
    one, other = new_learner(new_model()), new_learner(new_model())
    report = distil(one, new_model(1).requires_grad_(False), SAMPLES, 1e-3, Distillation(alpha=0.0, temperature=2.0))
    loss, grad_norm = other.imitate(SAMPLES, 1e-3)
    assert report["optim/loss"] == pytest.approx(loss, abs=1e-5) == report["distil/token_loss"]
    assert report["optim/grad_norm"] == pytest.approx(grad_norm, rel=1e-4)
    for own, expected in zip(one.policy.model.parameters(), other.policy.model.parameters(), strict=True):
        assert torch.allclose(own, expected, atol=1e-6)


@pytest.mark.parametrize("how", [Distillation(True), Distillation(), Distillation(False, 1.0, 2.0)], ids=str)
def test_a_student_becomes_its_teacher(how: Distillation) -> None:
    learner, teacher = new_learner(new_model(0)), new_model(1).requires_grad_(False)
    reports = [distil(learner, teacher, SAMPLES, 3e-3, how) for _ in range(80)]
    assert reports[-1]["distil/divergence"] < 0.1 * reports[0]["distil/divergence"]
    assert all(not parameter.requires_grad and parameter.grad is None for parameter in teacher.parameters())
