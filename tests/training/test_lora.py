"""Low-rank adapters: the base stays, the reference is free, and a checkpoint holds a plain model."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from logic_rl.config.run import LoraConfig, OptimiserConfig
from logic_rl.curriculum import StepSettings
from logic_rl.errors import UsageError
from logic_rl.training.learning.batch import Sample, TokenData
from logic_rl.training.learning.checkpoint import load_checkpoint, save_checkpoint
from logic_rl.training.learning.learner import Learner, imitating_learner, new_trainable
from logic_rl.training.learning.lora import WithoutAdapters, adapter_weights, add_adapters
from logic_rl.training.learning.models import load_model
from tests.training.test_checkpoint import save
from tests.training.toy import AFTER_WARMUP, GROUPS, PHASE, new_learner, new_model, train_on

LORA = LoraConfig(rank=4, alpha=8.0)
WITH_KL = StepSettings(PHASE, 0, temperature=1.0, learning_rate=1e-2, kl_weight=0.1)
IDS = torch.tensor([[1, 2, 3, 4]])


def adapted_learner(seed: int = 0, workers: int = 1) -> Learner:
    model = new_model(seed)
    add_adapters(model, LORA)
    learner = new_learner(model)
    return replace(learner, policy=new_trainable(model, learner.limits, workers), reference=WithoutAdapters(model))


def test_a_missing_peft_is_named_with_its_cure(monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "peft", None)
    with pytest.raises(UsageError, match=r"pip install 'logic-rl\[lora\]'"):
        add_adapters(new_model(), LORA)


@pytest.mark.parametrize("targets", [("q_projj",), ("input_layernorm",)])
def test_a_target_that_can_have_no_adapter_is_named(targets: tuple[str, ...]) -> None:
    pytest.importorskip("peft")
    with pytest.raises(UsageError, match=rf"lora\.targets \['{targets[0]}'\]: "):
        add_adapters(new_model(), LoraConfig(rank=2, targets=targets))


@pytest.mark.parametrize("targets", [("embed_tokens",), ("lm_head", "q_proj")])
def test_an_adapter_of_one_of_two_tied_matrices_is_refused(toy_model: Path, targets: tuple[str, ...]) -> None:
    """Merged, it would be in both: the checkpoint would not compute what was trained."""
    pytest.importorskip("peft")
    model, _ = load_model(str(toy_model), device="cpu")
    with pytest.raises(UsageError, match=r"lora\.targets: .* leave out both"):
        add_adapters(model, LoraConfig(rank=2, targets=targets))


def test_only_adapters_learn_and_the_reference_is_the_base() -> None:
    pytest.importorskip("peft")
    learner = adapted_learner(workers=2)
    model, plain = learner.policy.model, new_model()
    for _ in range(3):
        metrics = train_on(learner, GROUPS, WITH_KL, 1)
    assert metrics["optim/kl"] > 0
    assert not torch.allclose(model(IDS).logits, plain(IDS).logits, atol=1e-3)
    with learner.reference.loaded() as reference:
        assert torch.equal(reference(IDS).logits, plain(IDS).logits)
    assert not torch.allclose(model(IDS).logits, plain(IDS).logits, atol=1e-3)


def test_a_checkpoint_is_a_plain_model_and_goes_on_to_the_bit(tmp_path: Path) -> None:
    pytest.importorskip("peft")
    learner, restored = adapted_learner(), adapted_learner()
    train_on(learner, GROUPS, WITH_KL, AFTER_WARMUP)
    folder = save(tmp_path / "step_000001", learner, step=1)
    merged = type(learner.policy.model).from_pretrained(folder)
    assert torch.allclose(merged(IDS).logits, learner.policy.model(IDS).logits, atol=1e-5)
    load_checkpoint(folder, **restored.lasting_parts)
    for each in (learner, restored):
        train_on(each, GROUPS, WITH_KL, AFTER_WARMUP)
    own, other = (adapter_weights(each.policy.model) for each in (learner, restored))
    assert own and all(torch.equal(own[name], other[name]) for name in own)


def test_beginning_anew_takes_a_checkpoint_s_adapters_or_none(tmp_path: Path, toy_model: Path) -> None:
    pytest.importorskip("peft")
    model, tokenizer = load_model(str(toy_model))
    ids = torch.tensor([[5, 6, 7]])
    before = model(ids).logits.detach()
    learner = imitating_learner(model, OptimiserConfig(autocast=False), LoraConfig(rank=2, alpha=64.0), 0)
    for _ in range(3):
        learner.imitate([Sample((5, 6), (7, 8), 0.0, TokenData(torch.zeros(2)))], 1e-2)
    learnt = model(ids).logits.detach()
    save_checkpoint(tmp_path / "stage", model, tokenizer, [], {"step": 1})
    learner.begin(str(toy_model))
    assert torch.allclose(model(ids).logits, before, atol=1e-6) and not torch.allclose(learnt, before, atol=1e-3)
    assert not learner.policy.optimiser.state, "an optimiser as new"
    learner.begin(str(tmp_path / "stage"))
    assert torch.allclose(model(ids).logits, learnt, atol=1e-6)
