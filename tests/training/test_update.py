"""The update against sums written out by hand and against autograd on whole batches."""

from __future__ import annotations

import copy
import dataclasses
import math

import pytest
import torch

from logic_rl.algorithms.grpo import grpo_advantages
from logic_rl.config.algorithm import ALGORITHMS
from logic_rl.curriculum import StepSettings
from logic_rl.training.learning.batch import passes
from logic_rl.training.learning.update import update
from tests.tiers import all_but
from tests.training.toy import AFTER_WARMUP, GROUPS, SETTINGS, group, new_learner, new_model, prepared, sized, train_on
from tests.waits import Waits


def weights_after(algorithm: str, tokens_per_pass: int, workers: int, **changes: object) -> list[torch.Tensor]:
    """All weights, the critic's too, after one rollout's updates with a penalty and a bonus."""
    model = new_model()
    learner = new_learner(model, algorithm, tokens_per_pass, workers, reference=new_model(1), **changes)
    train_on(learner, GROUPS, StepSettings(SETTINGS.phase, 0, 1.25, 1e-3, kl_weight=0.1), AFTER_WARMUP)
    critic = list(learner.critic.model.parameters()) if learner.critic else []
    return [parameter.detach() for parameter in [*model.parameters(), *critic]]


def test_first_gradient_is_reinforce_over_all_tokens(monkeypatch) -> None:
    """Sample by sample, without batching: d/dw of -sum(A * logp) / number of completion tokens."""
    model = new_model()
    expected = copy.deepcopy(model)
    advantages = grpo_advantages(torch.tensor([[r.score.total for r in g.rollouts] for g in GROUPS]))
    loss, tokens = 0.0, 0
    for g, row in zip(GROUPS, advantages, strict=True):
        for rollout, advantage in zip(g.rollouts, row, strict=True):
            ids = torch.tensor([g.prompt.token_ids + rollout.completion.token_ids])
            logprobs = (expected(ids).logits[0, :-1] / 1.25).log_softmax(-1).gather(1, ids[0, 1:, None])[:, 0]
            loss = loss - advantage * logprobs[len(g.prompt.token_ids) - 1 :].sum()
            tokens += len(rollout.completion.token_ids)
    (loss / tokens).backward()
    seen = {}
    monkeypatch.setattr(
        torch.optim.AdamW, "step", lambda self: seen.update(grads=[p.grad.clone() for p in model.parameters()])
    )
    train_on(new_learner(model), GROUPS, SETTINGS, 1)
    for own, parameter in zip(seen["grads"], expected.parameters(), strict=True):
        assert torch.allclose(own, parameter.grad, atol=1e-6)


def gradients_of(
    monkeypatch, algorithm: str, tokens_per_pass: int, workers: int, recompute: bool = False
) -> torch.Tensor:
    """The gradients of every optimiser step of an update in which no step is taken."""
    model, seen = new_model(), []
    if recompute:
        model.gradient_checkpointing_enable({"use_reentrant": False})
    learner = new_learner(
        model, algorithm, tokens_per_pass, workers, new_model(1), entropy_weight=0.01, importance="sequence"
    )

    def record(optimiser: torch.optim.Optimizer) -> None:
        seen.extend(p.grad.flatten() for p in optimiser.param_groups[0]["params"] if p.grad is not None)

    monkeypatch.setattr(torch.optim.AdamW, "step", record)
    train_on(learner, GROUPS, StepSettings(SETTINGS.phase, 0, 1.25, 1e-3, kl_weight=0.1), AFTER_WARMUP)
    return torch.cat(seen)


@pytest.mark.parametrize("algorithm", all_but({"grpo", "ppo"}, ALGORITHMS))
def test_gradients_gathered_over_passes_are_those_of_one_batch(monkeypatch, algorithm: str) -> None:
    """Whatever the loss is divided by, however the samples are shared among passes and workers."""
    whole = gradients_of(monkeypatch, algorithm, 1000, 1)
    for tokens_per_pass, workers in ((1, 1), (12, 1), (12, 2)):
        gathered = gradients_of(monkeypatch, algorithm, tokens_per_pass, workers)
        assert (gathered - whole).abs().max() < 1e-6 * max(1.0, float(whole.abs().max()))


def test_layers_computed_again_in_the_backward_pass_give_the_same_gradients(monkeypatch) -> None:
    stored, recomputed = (gradients_of(monkeypatch, "grpo", 12, 2, recompute) for recompute in (False, True))
    assert torch.equal(stored, recomputed)


@pytest.mark.parametrize("algorithm", ["grpo", "ppo"])
def test_same_update_twice_is_the_same_to_the_bit(algorithm: str) -> None:
    first, second = weights_after(algorithm, 12, 2), weights_after(algorithm, 12, 2)
    assert all(torch.equal(a, b) for a, b in zip(first, second, strict=True))


def test_rewarded_tokens_become_more_likely() -> None:
    model = new_model()
    ids = torch.tensor([[1, 2, 3, 4, 5, 6, 7]])
    before = model(ids).logits[0, 2:-1].log_softmax(-1).gather(1, ids[0, 3:, None]).sum()
    train_on(new_learner(model), GROUPS, SETTINGS, 1)
    assert model(ids).logits[0, 2:-1].log_softmax(-1).gather(1, ids[0, 3:, None]).sum() > before


def test_stale_samples_are_weighed_against_the_policy_that_learns(monkeypatch) -> None:
    """Sample by sample: d/dw of -sum(min(p / b, C) * A * logp) / tokens, b as the samples say, p held constant."""
    model = new_model()
    expected, seen = copy.deepcopy(model), {}
    monkeypatch.setattr(
        torch.optim.AdamW, "step", lambda self: seen.update(grads=[p.grad.clone() for p in model.parameters()])
    )
    older = [logprobs_of(new_model(1), g) for g in GROUPS]
    groups = [
        group(g.prompt.token_ids, [(r.completion.token_ids, r.score.total) for r in g.rollouts], rows)
        for g, rows in zip(GROUPS, older, strict=True)
    ]
    report = train_on(new_learner(model, importance="token", importance_cap=1.1), groups, SETTINGS, 1)
    advantages = grpo_advantages(torch.tensor([[r.score.total for r in g.rollouts] for g in GROUPS]))
    loss, tokens, weights = 0.0, 0, []
    for g, row, behaviour in zip(GROUPS, advantages, older, strict=True):
        for advantage, b, logp in zip(row, behaviour, logprobs_of(expected, g, keep_graph=True), strict=True):
            weight = (logp.detach() - torch.tensor(b)).exp().clamp(max=1.1)
            loss, tokens = loss - (weight * advantage * logp).sum(), tokens + len(b)
            weights += weight.tolist() if advantage else []  # others do not go through the model
    (loss / tokens).backward()
    assert min(weights) < 0.8 and weights.count(max(weights)) > 1
    assert report["optim/importance_weight"] == pytest.approx(sum(weights) / len(weights), rel=1e-5)
    for own, parameter in zip(seen["grads"], expected.parameters(), strict=True):
        assert torch.allclose(own, parameter.grad, atol=1e-6)


def logprobs_of(model, g, keep_graph: bool = False) -> list:
    """Of each completion's tokens at the temperature of the tests."""
    found = []
    for rollout in g.rollouts:
        ids = torch.tensor([g.prompt.token_ids + rollout.completion.token_ids])
        all_logprobs = (model(ids).logits[0, :-1] / 1.25).log_softmax(-1).gather(1, ids[0, 1:, None])[:, 0]
        own = all_logprobs[len(g.prompt.token_ids) - 1 :]
        found.append(own if keep_graph else own.tolist())
    return found


def test_a_penalty_in_the_reward_of_stale_samples_is_about_the_policy_that_learns() -> None:
    """Of equal rewards only the penalty, k1 with the learning policy's own log-probabilities, is left."""
    model, reference = new_model(0), new_model(1)
    settings = StepSettings(SETTINGS.phase, 0, 1.25, 1e-3, kl_weight=0.5)
    learner = new_learner(model, "reinforce++", reference=reference, importance="token")
    samples = prepared(learner, [GROUPS[2]], settings)
    own, other = (torch.tensor(sum(logprobs_of(m, GROUPS[2]), [])) for m in (model, reference))
    penalties = -0.5 * (own - other)
    to_go = torch.cat([part.flip(0).cumsum(0).flip(0) for part in penalties.split([1, 2, 3])])
    expected = (to_go - to_go.mean()) / to_go.std(correction=0)  # the reward, equal for all, is whitened away
    assert torch.allclose(torch.cat([s.tokens.advantages for s in samples]), expected, atol=1e-4)
    assert (
        prepared(new_learner(model, "reinforce++", reference=reference), GROUPS, settings)[0].tokens.old_logprobs
        is None
    )


@pytest.mark.parametrize("estimator", ["k2", "k3"])
def test_kl_pulls_towards_the_reference(estimator: str) -> None:
    """With equal rewards only the penalty acts: the policy must come closer to the reference."""
    settings = StepSettings(SETTINGS.phase, 0, 1.0, 1e-3, kl_weight=1.0)
    learner = new_learner(new_model(0), reference=new_model(1), kl_estimator=estimator)
    values = [train_on(learner, [GROUPS[2]], settings, 1)["optim/kl"] for _ in range(30)]
    assert values[-1] < 0.5 * values[0]


def test_equal_rewards_change_nothing_without_kl() -> None:
    model = new_model()
    before = [parameter.clone() for parameter in model.parameters()]
    metrics = train_on(new_learner(model), [GROUPS[2]], SETTINGS, 1)
    assert all(torch.equal(a, b) for a, b in zip(before, model.parameters(), strict=True))
    assert metrics == {"optim/lr": SETTINGS.learning_rate, "optim/grad_norm": 0, "optim/skipped": 0}, "no more measured"


def test_a_divergence_is_told_only_where_there_is_a_penalty() -> None:
    metrics = train_on(new_learner(new_model()), GROUPS, SETTINGS, 1)
    assert {"optim/loss", "optim/entropy", "optim/clip_fraction", "optim/logprob_gap"} <= set(metrics)
    assert "optim/kl" not in metrics and metrics["optim/entropy"] > 0


def test_padding_and_mask_by_hand() -> None:
    samples = prepared(new_learner(new_model()), GROUPS[:1], SETTINGS)
    (batch,) = passes(samples, 1000, pad_id=0)
    assert batch.token_ids.tolist() == [[1, 2, 3, 8, 9, 0, 0], [1, 2, 3, 4, 4, 4, 0], [1, 2, 3, 4, 5, 6, 7]]
    assert batch.mask.int().tolist() == [[0, 0, 0, 1, 1, 0, 0], [0, 0, 0, 1, 1, 1, 0], [0, 0, 0, 1, 1, 1, 1]]
    assert batch.tokens.engine_logprobs.tolist() == [-1.0] * 9
    assert batch.rows_N.tolist() == [0, 0, 1, 1, 1, 2, 2, 2, 2]
    # rewards 3, -0.5, -3: mean -1/6, standard deviation 2.46080...
    assert batch.tokens.advantages[[0, 2, 5]].tolist() == pytest.approx([-0.13546, -1.15138, 1.28684], abs=1e-4)


def test_an_update_with_a_gradient_that_is_not_finite_is_left_out(monkeypatch) -> None:
    model = new_model()
    learner = new_learner(model, updates_per_rollout=2)
    before = [parameter.clone() for parameter in model.parameters()]
    clip = torch.nn.utils.clip_grad_norm_
    norms = iter([torch.tensor(math.nan), torch.tensor(math.inf)])
    monkeypatch.setattr(torch.nn.utils, "clip_grad_norm_", lambda parameters, limit: next(norms))
    assert train_on(learner, GROUPS, SETTINGS, 1)["optim/skipped"] == 1
    assert all(torch.equal(a, b) for a, b in zip(before, model.parameters(), strict=True))
    monkeypatch.setattr(torch.nn.utils, "clip_grad_norm_", clip)
    metrics = train_on(learner, GROUPS, SETTINGS, 2)
    assert metrics["optim/skipped"] == 0 and metrics["optim/grad_norm"] > 0


@pytest.mark.parametrize("algorithm", ["grpo", "rloo", "reinforce++"])
def test_replies_cut_at_the_cap_teach_nothing_and_are_compared_with(algorithm: str) -> None:
    """Their tokens have no advantage; those of the others are what they were, for the rewards still count."""
    cut = [[False, True, False], [False, False, False], [True, True, True]]
    groups = [
        dataclasses.replace(g, rollouts=tuple(
            dataclasses.replace(rollout, completion=dataclasses.replace(
                rollout.completion, finish_reason="length" if is_cut else "stop"))
            for rollout, is_cut in zip(g.rollouts, row, strict=True)
        ))
        for g, row in zip(GROUPS, cut, strict=True)
    ]  # fmt: skip
    kept, masked = (
        prepared(new_learner(new_model(), algorithm, mask_truncated=masks), groups, SETTINGS) for masks in (False, True)
    )
    for one, other, is_cut in zip(kept, masked, [flag for row in cut for flag in row], strict=True):
        assert one.is_truncated == is_cut
        expected = torch.zeros_like(one.tokens.advantages) if is_cut else one.tokens.advantages
        assert torch.equal(other.tokens.advantages, expected)
    assert any(one.tokens.advantages.any() for one in kept if one.is_truncated)


@pytest.mark.parametrize("algorithm", ["grpo", "rloo", "reinforce++"])
@pytest.mark.parametrize("weight", [0.0, 0.3])
def test_negative_advantages_are_weighed(algorithm: str, weight: float) -> None:
    plain, weighed = (
        prepared(new_learner(new_model(), algorithm, negative_weight=factor), GROUPS, SETTINGS)
        for factor in (1.0, weight)
    )
    for one, other in zip(plain, weighed, strict=True):
        expected = [value if value > 0 else weight * value for value in one.tokens.advantages.tolist()]
        assert other.tokens.advantages.tolist() == pytest.approx(expected)
    assert any((one.tokens.advantages < 0).any() for one in plain)


@pytest.mark.parametrize("algorithm", ["grpo", "ppo"])
def test_metrics_of_a_pass_are_not_waited_for_one_by_one(algorithm) -> None:
    """The more numbers a pass reports, the more waits it would be: here 4 against 7."""

    def waits(**changes: object) -> int:
        learner = new_learner(new_model(), algorithm, **changes)
        samples = prepared(learner, GROUPS, SETTINGS)
        with Waits() as counted:
            update(learner, samples, sized(SETTINGS, GROUPS), AFTER_WARMUP)
        return counted.count

    assert waits(importance="token") == waits(importance="none")
