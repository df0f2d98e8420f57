"""A checkpoint gives everything back, and a damaged one is noticed."""

from __future__ import annotations

import errno
import os
from functools import partial
from pathlib import Path

import pytest
import torch

from logic_rl.errors import RunFailed
from logic_rl.training.learning.checkpoint import (
    CRITIC,
    OPTIMISER,
    STATE,
    damage,
    keep_best,
    latest_checkpoint,
    load_checkpoint,
    prune_checkpoints,
    save_checkpoint,
)
from logic_rl.training.learning.learner import Learner
from tests.training.toy import AFTER_WARMUP, GROUPS, SETTINGS, new_learner, new_model, train_on


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
    train_on(learner, GROUPS, SETTINGS, AFTER_WARMUP)
    save(tmp_path / "step_000001", learner, step=1)
    assert load_checkpoint(tmp_path / "step_000001", **restored.lasting_parts) == {"step": 1}
    for each in (learner, restored):
        train_on(each, GROUPS, SETTINGS, AFTER_WARMUP)
    assert all(torch.equal(a, b) for a, b in zip(tensors_of(learner), tensors_of(restored), strict=True))


def test_only_the_model_lies_where_vllm_looks_for_weights(tmp_path: Path) -> None:
    folder = save(tmp_path / "step_000001", new_learner(new_model(), "ppo"))
    assert [path.name for path in folder.glob("*.safetensors")] == ["model.safetensors"]
    assert (folder / CRITIC).is_file() and (folder / OPTIMISER).is_file()


@pytest.mark.parametrize("victim", ["model.safetensors", OPTIMISER, CRITIC, "trainer/state.json"])
@pytest.mark.parametrize("harm", ["flip", "cut", "remove"])
def test_a_damaged_checkpoint_is_named_and_the_one_before_it_used(tmp_path: Path, victim: str, harm: str) -> None:
    learner = new_learner(new_model(), "ppo")
    train_on(learner, GROUPS, SETTINGS, AFTER_WARMUP)
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


def weights(model) -> list[torch.Tensor]:
    return [parameter.detach() for parameter in model.parameters()]


def test_a_model_in_several_files_is_restored(tmp_path: Path, monkeypatch) -> None:
    learner, restored = new_learner(new_model(0)), new_learner(new_model(1))
    model = learner.policy.model
    monkeypatch.setattr(model, "save_pretrained", partial(model.save_pretrained, max_shard_size="20KB"), raising=False)
    folder = save(tmp_path / "step_000001", learner)
    shards = sorted(folder.glob("model-*.safetensors"))
    assert len(shards) > 1 and damage(folder) is None
    load_checkpoint(folder, **restored.lasting_parts)
    assert all(torch.equal(a, b) for a, b in zip(weights(model), weights(restored.policy.model), strict=True))
    shards[-1].unlink()
    assert damage(folder) == shards[-1].name
    with pytest.raises(RunFailed, match="cannot be read"):
        load_checkpoint(folder, **restored.lasting_parts)


def test_a_checkpoint_of_another_model_is_refused_in_one_line(tmp_path: Path) -> None:
    folder = save(tmp_path / "step_000001", new_learner(new_model(vocab_size=24)))
    for other in (new_model(vocab_size=25), new_model(num_hidden_layers=1), new_model(num_hidden_layers=3)):
        with pytest.raises(RunFailed, match="is of another model") as caught:
            load_checkpoint(folder, **new_learner(other).lasting_parts)
        assert "\n" not in str(caught.value) and len(str(caught.value)) < 300 + len(str(folder))


def spoil(folder: Path) -> None:
    (folder / STATE).write_text("{")


def test_when_all_steps_are_damaged_the_latest_phase_is_used_and_with_none_the_run_does_not_start_over(
    tmp_path: Path,
) -> None:
    learner, said = new_learner(new_model()), []
    assert latest_checkpoint(tmp_path, said.append) is None
    for name, step in (("warmup", 2), ("rollout", 4), ("step_000004", 4), ("step_000005", 5)):
        save(tmp_path / name, learner, step=step)
    (tmp_path / ".step_000006.tmp").mkdir()
    spoil(tmp_path / "step_000004")
    spoil(tmp_path / "step_000005")
    assert latest_checkpoint(tmp_path, said.append) == tmp_path / "rollout" and len(said) == 2
    spoil(tmp_path / "rollout")
    assert latest_checkpoint(tmp_path, said.append) == tmp_path / "warmup"
    spoil(tmp_path / "warmup")
    with pytest.raises(RunFailed, match="all checkpoints in"):
        latest_checkpoint(tmp_path, said.append)


def test_what_a_kill_left_half_written_is_cleared_away(tmp_path: Path) -> None:
    for name in (".step_000006.tmp", "step_000001", "step_000002", "warmup"):
        (tmp_path / name).mkdir()
    prune_checkpoints(tmp_path, keep=1)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["step_000002", "warmup"]


@pytest.mark.parametrize("has_links", [True, False])
def test_the_best_is_a_whole_checkpoint_of_its_own(tmp_path: Path, monkeypatch, has_links: bool) -> None:
    def no_links(source: str, target: str) -> None:
        raise OSError("not on this disk")

    if not has_links:
        monkeypatch.setattr(os, "link", no_links)
    for seed, name in enumerate(("warmup", "rollout")):
        save(tmp_path / name, new_learner(new_model(seed)), step=seed)
        keep_best(tmp_path / name)
    assert damage(tmp_path / "best") is None
    restored = new_learner(new_model(7))
    assert load_checkpoint(tmp_path / "best", **restored.lasting_parts) == {"step": 1}
    assert all(torch.equal(a, b) for a, b in zip(weights(new_model(1)), weights(restored.policy.model), strict=True))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["best", "rollout", "warmup"]


class SafetensorsError(Exception):
    """As a library raises it that is no OSError."""


@pytest.mark.parametrize(
    "fault",
    [
        OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)),
        SafetensorsError("Error while serializing: I/O error: No space left on device (os error 28)"),
    ],
)
def test_a_full_disk_is_one_line_and_leaves_what_was_there(tmp_path: Path, monkeypatch, fault) -> None:
    learner = new_learner(new_model(0))
    save(tmp_path / "step_000001", learner, step=1)

    def full(*_: object, **__: object) -> None:
        raise fault

    monkeypatch.setattr("logic_rl.training.learning.checkpoint.save_file", full)
    with pytest.raises(RunFailed, match="the disk is full: checkpoint .*step_000002.*--resume") as raised:
        save(tmp_path / "step_000002", learner, step=2)
    assert "\n" not in str(raised.value)
    assert [path.name for path in tmp_path.iterdir()] == ["step_000001"]
    assert latest_checkpoint(tmp_path, say=print) == tmp_path / "step_000001"


def test_other_faults_are_not_taken_for_a_full_disk(tmp_path: Path, monkeypatch) -> None:
    def denied(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr("logic_rl.training.learning.checkpoint.save_file", denied)
    with pytest.raises(PermissionError):
        save(tmp_path / "step_000001", new_learner(new_model(0)), step=1)
