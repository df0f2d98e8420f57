"""The update against sums written out by hand and against autograd on whole batches."""

from __future__ import annotations

import copy

import pytest
import torch
from transformers import Qwen2Config, Qwen2ForCausalLM

from logic_rl.algorithms.grpo import grpo_advantages
from logic_rl.config import AlgorithmConfig, OptimiserConfig, PhaseConfig
from logic_rl.curriculum import StepSettings
from logic_rl.training.batch import passes, rewards_of, samples_of
from logic_rl.training.parallel import GradientWorkers
from logic_rl.training.update import Learner, new_optimiser, update
from logic_rl.types import Completion, Prompt, Rollout, RolloutGroup, Score


def new_model(seed: int = 0) -> Qwen2ForCausalLM:
    torch.manual_seed(seed)
    config = Qwen2Config(
        vocab_size=24, hidden_size=32, intermediate_size=48, num_hidden_layers=2, num_attention_heads=4,
        num_key_value_heads=2, max_position_embeddings=64, tie_word_embeddings=True,
    )  # fmt: skip
    return Qwen2ForCausalLM(config).eval()


def group(prompt_ids: tuple[int, ...], samples: list[tuple[tuple[int, ...], float]]) -> RolloutGroup:
    rollouts = tuple(
        Rollout(Completion("", ids, (-1.0,) * len(ids), "stop", 0), Score(reward, {}, "wrong"), index)
        for index, (ids, reward) in enumerate(samples)
    )
    return RolloutGroup(Prompt(None, "", prompt_ids, False), rollouts)


GROUPS = [
    group((1, 2, 3), [((4, 5, 6, 7), 3.0), ((8, 9), -0.5), ((4, 4, 4), -3.0)]),
    group((2, 2), [((10, 11, 12, 13, 14), -0.5), ((15,), 3.0), ((16, 17), 3.0)]),
    group((5, 6, 7, 8), [((1,), 3.0), ((2, 3), 3.0), ((3, 3, 3), 3.0)]),
]
SETTINGS = StepSettings(PhaseConfig("rollout", 1, {2: 1.0}), 0, temperature=1.25, learning_rate=1e-3, kl_weight=0.0)


def learner(model, tokens_per_pass: int, workers: int = 1, reference=None, updates: int = 1) -> Learner:
    limits = OptimiserConfig(tokens_per_pass=tokens_per_pass, autocast=False, max_grad_norm=1e9)
    return Learner(
        model, new_optimiser(model, limits), reference, GradientWorkers(model, workers), 0,
        AlgorithmConfig(updates_per_rollout=updates), limits,
    )  # fmt: skip


def weights_after(tokens_per_pass: int, workers: int) -> list[torch.Tensor]:
    model = new_model()
    update(learner(model, tokens_per_pass, workers), GROUPS, SETTINGS)
    return [parameter.detach() for parameter in model.parameters()]


def test_first_gradient_is_reinforce_over_all_tokens(monkeypatch) -> None:
    """Sample by sample, without batching: d/dw of -sum(A * logp) / number of completion tokens."""
    model = new_model()
    expected = copy.deepcopy(model)
    advantages = grpo_advantages(rewards_of(GROUPS))
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
    update(learner(model, 1000), GROUPS, SETTINGS)
    for own, parameter in zip(seen["grads"], expected.parameters(), strict=True):
        assert torch.allclose(own, parameter.grad, atol=1e-6)


@pytest.mark.parametrize(("tokens_per_pass", "workers"), [(1, 1), (12, 1), (12, 2), (1000, 2)])
def test_passes_and_workers_do_not_change_the_step(tokens_per_pass: int, workers: int) -> None:
    for own, other in zip(weights_after(1000, 1), weights_after(tokens_per_pass, workers), strict=True):
        assert torch.allclose(own, other, atol=2e-6)


def test_same_update_twice_is_the_same_to_the_bit() -> None:
    assert all(torch.equal(a, b) for a, b in zip(weights_after(12, 2), weights_after(12, 2), strict=True))


def test_rewarded_tokens_become_more_likely() -> None:
    model = new_model()
    ids = torch.tensor([[1, 2, 3, 4, 5, 6, 7]])
    before = model(ids).logits[0, 2:-1].log_softmax(-1).gather(1, ids[0, 3:, None]).sum()
    update(learner(model, 1000), GROUPS, SETTINGS)
    assert model(ids).logits[0, 2:-1].log_softmax(-1).gather(1, ids[0, 3:, None]).sum() > before


def test_kl_pulls_towards_the_reference() -> None:
    """With equal rewards only the penalty acts: the policy must come closer to the reference."""
    reference, model = new_model(1).requires_grad_(False), new_model(0)
    equal = [GROUPS[2]]
    settings = StepSettings(SETTINGS.phase, 0, 1.0, 1e-3, kl_weight=1.0)
    own = learner(model, 1000, reference=reference)
    values = [update(own, equal, settings)["optim/kl"] for _ in range(30)]
    assert values[-1] < 0.5 * values[0]


def test_equal_rewards_change_nothing_without_kl() -> None:
    model = new_model()
    before = [parameter.clone() for parameter in model.parameters()]
    metrics = update(learner(model, 1000), [GROUPS[2]], SETTINGS)
    assert all(torch.equal(a, b) for a, b in zip(before, model.parameters(), strict=True))
    assert metrics["optim/grad_norm"] == 0


def test_padding_and_mask_by_hand() -> None:
    samples = samples_of(GROUPS[:1], grpo_advantages(rewards_of(GROUPS[:1])))
    (batch,) = passes(samples, 1000, pad_id=0)
    assert batch.token_ids.tolist() == [[1, 2, 3, 8, 9, 0, 0], [1, 2, 3, 4, 4, 4, 0], [1, 2, 3, 4, 5, 6, 7]]
    assert batch.mask.int().tolist() == [[0, 0, 0, 1, 1, 0, 0], [0, 0, 0, 1, 1, 1, 0], [0, 0, 0, 1, 1, 1, 1]]
    assert batch.old_logprobs[0].tolist() == [0, 0, 0, -1, -1, 0, 0]
    # rewards 3, -0.5, -3: mean -1/6, standard deviation 2.46080...
    assert batch.advantages[:, 3].tolist() == pytest.approx([-0.13546, -1.15138, 1.28684], abs=1e-4)
