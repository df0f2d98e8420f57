"""Preferences: the gradient against autograd over a whole batch at once, learning, and which replies are compared."""

from __future__ import annotations

import copy
import math
import random

import pytest
import torch

from logic_rl.algorithms.dpo import dpo_loss
from logic_rl.training.learning.batch import Sample, TokenData
from logic_rl.training.learning.preference import Pair, prefer, reply_sums
from logic_rl.training.stages.dpo import BETTER, coupled
from tests.training.toy import new_learner, new_model

PROMPTS = [(1, 2, 3), (4,), (5, 6)]
REPLIES = [((7, 8), (9, 10, 11, 12)), ((13,), (14, 15)), ((16, 17, 18), (19,))]


def sample(prompt: tuple[int, ...], reply: tuple[int, ...]) -> Sample:
    return Sample(prompt, reply, 0.0, TokenData(torch.zeros(len(reply))))


def pairs_under(learner) -> list[Pair]:
    couples = [(sample(p, better), sample(p, worse)) for p, (better, worse) in zip(PROMPTS, REPLIES, strict=True)]
    sums = reply_sums(learner, [one for couple in couples for one in couple])
    return [Pair(*couple, (sums[2 * i], sums[2 * i + 1])) for i, couple in enumerate(couples)]


def log_prob(model, prompt: tuple[int, ...], reply: tuple[int, ...]) -> torch.Tensor:
    ids = torch.tensor([prompt + reply])
    logprobs = model(ids).logits[0, :-1].log_softmax(-1).gather(1, ids[0, 1:, None])[:, 0]
    return logprobs[len(prompt) - 1 :].sum()


@pytest.mark.parametrize(("tokens_per_pass", "workers"), [(1000, 1), (6, 1), (9, 2)])
@pytest.mark.parametrize("smoothing", [0.0, 0.2])
def test_the_gradient_is_that_of_the_whole_batch(
    tokens_per_pass: int, workers: int, smoothing: float, monkeypatch
) -> None:
    reference, model = new_model(0), new_model(0)
    with torch.no_grad():  # the policy has moved
        for parameter in model.parameters():
            parameter.add_(0.05 * torch.randn(parameter.shape, generator=torch.Generator().manual_seed(3)))
    expected = copy.deepcopy(model)
    ratios = [
        [log_prob(expected, p, reply) - log_prob(reference, p, reply).detach() for reply in both]
        for p, both in zip(PROMPTS, REPLIES, strict=True)
    ]
    chosen, rejected = (torch.stack([row[i] for row in ratios]) for i in (0, 1))
    loss = dpo_loss(chosen, rejected, 0.3, smoothing).mean()
    loss.backward()
    seen: dict[str, list] = {}
    monkeypatch.setattr(
        torch.optim.AdamW, "step", lambda self: seen.update(grads=[p.grad.clone() for p in model.parameters()])
    )
    learner = new_learner(model, tokens_per_pass=tokens_per_pass, workers=workers)
    report = prefer(learner, pairs_under(new_learner(reference)), 1e-3, 0.3, smoothing)
    for own, parameter in zip(seen["grads"], expected.parameters(), strict=True):
        assert torch.allclose(own, parameter.grad, atol=1e-6)
    assert report["optim/loss"] == pytest.approx(float(loss.detach()), abs=1e-5)
    margins = (chosen - rejected).detach()
    assert report["preference/margin"] == pytest.approx(float(margins.mean()), abs=1e-4)
    assert report["preference/accuracy"] == pytest.approx(float((margins > 0).float().mean()))


def test_it_learns_to_prefer() -> None:
    learner = new_learner(new_model())
    pairs = pairs_under(learner)
    first, *_, last = [prefer(learner, pairs, 3e-3, beta=0.5) for _ in range(40)]
    assert first["preference/margin"] == pytest.approx(0, abs=1e-5)
    assert first["optim/loss"] == pytest.approx(math.log(2), abs=1e-4)
    assert last["preference/accuracy"] == 1.0 and last["optim/loss"] < 0.1
    assert last["preference/chosen"] > last["preference/rejected"]


ROWS = [
    {"puzzle_id": puzzle, "response": text, "score": {"verdict": verdict}, "verified": checked}
    for puzzle, text, verdict, checked in [
        ("p", "a", "correct", True), ("p", "b", "wrong", False), ("p", "c", "correct", False),
        ("p", "d", "wrong", False), ("p", "e", "bad_format", False), ("q", "f", "correct", False),
        ("q", "g", "correct", True), ("r", "h", "wrong", False),
    ]
]  # fmt: skip


@pytest.mark.parametrize(
    ("better", "most", "counts"), [("right", 9, {"p": 2}), ("right", 1, {"p": 1}), ("verified", 9, {"p": 1, "q": 1})]
)
def test_pairs_are_of_one_question_and_use_no_reply_twice(better: str, most: int, counts: dict) -> None:
    by_text = {row["response"]: row for row in ROWS}
    for seed in range(20):
        couples = list(coupled(((row, row["response"]) for row in ROWS), BETTER[better], most, random.Random(seed)))
        texts = [text for couple in couples for text in couple]
        assert len(texts) == len(set(texts))
        of = [by_text[chosen]["puzzle_id"] for chosen, _ in couples]
        assert {puzzle: of.count(puzzle) for puzzle in of} == counts
        for chosen, rejected in couples:
            assert by_text[chosen]["puzzle_id"] == by_text[rejected]["puzzle_id"]
            assert BETTER[better](by_text[chosen]) and not BETTER[better](by_text[rejected])
