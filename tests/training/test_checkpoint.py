"""A checkpoint gives everything back, and a damaged one is noticed."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from logic_rl.errors import RunFailed
from logic_rl.training.checkpoint import CRITIC, OPTIMISER, latest_checkpoint, load_checkpoint, save_checkpoint
from logic_rl.training.learner import Learner
from logic_rl.training.update import update
from tests.training.toy import AFTER_WARMUP, GROUPS, SETTINGS, new_learner, new_model


class NoTokenizer:
    def save_pretrained(self, folder: Path) -> None:
        """Nothing to save."""


def save(folder: Path, learner: Learner, **state: object) -> Path:
    save_checkpoint(folder, tokenizer=NoTokenizer(), state=state, **learner.lasting_parts)
    return folder


def tensors_of(learner: Learner) -> list[torch.Tensor]:
    models = [learner.policy.model, learner.critic.model]
    return [parameter.detach().clone() for model in models for parameter in model.parameters()]


def test_policy_critic_and_both_optimisers_go_on_as_if_nothing_had_happened(tmp_path: Path) -> None:
    learner, restored = new_learner(new_model(0), "ppo"), new_learner(new_model(1), "ppo")
    update(learner, GROUPS, SETTINGS, AFTER_WARMUP)
    save(tmp_path / "step_000001", learner, step=1)
    assert load_checkpoint(tmp_path / "step_000001", **restored.lasting_parts) == {"step": 1}
    for each in (learner, restored):
        update(each, GROUPS, SETTINGS, AFTER_WARMUP)
    assert all(torch.equal(a, b) for a, b in zip(tensors_of(learner), tensors_of(restored), strict=True))


def test_only_the_model_lies_where_vllm_looks_for_weights(tmp_path: Path) -> None:
    folder = save(tmp_path / "step_000001", new_learner(new_model(), "ppo"))
    assert [path.name for path in folder.glob("*.safetensors")] == ["model.safetensors"]
    assert (folder / CRITIC).is_file() and (folder / OPTIMISER).is_file()


@pytest.mark.parametrize("victim", ["model.safetensors", OPTIMISER, CRITIC, "trainer/state.json"])
@pytest.mark.parametrize("harm", ["flip", "cut", "remove"])
def test_a_damaged_checkpoint_is_named_and_the_one_before_it_used(tmp_path: Path, victim: str, harm: str) -> None:
    learner = new_learner(new_model(), "ppo")
    update(learner, GROUPS, SETTINGS, AFTER_WARMUP)
    first, second = (save(tmp_path / f"step_00000{step}", learner, step=step) for step in (1, 2))
    said: list[str] = []
    assert latest_checkpoint(tmp_path, said.append) == second and not said
    content = bytearray((second / victim).read_bytes())
    content[len(content) // 2] ^= 1
    (second / victim).write_bytes(content if harm == "flip" else content[:-1])
    if harm == "remove":
        (second / victim).unlink()
    assert latest_checkpoint(tmp_path, said.append) == first
    assert len(said) == 1 and str(second) in said[0] and str(victim) in said[0]


def test_a_checkpoint_without_a_critic_cannot_feed_one(tmp_path: Path) -> None:
    folder = save(tmp_path / "step_000001", new_learner(new_model(), "grpo"))
    with pytest.raises(RunFailed, match="cannot be read"):
        load_checkpoint(folder, **new_learner(new_model(), "ppo").lasting_parts)
