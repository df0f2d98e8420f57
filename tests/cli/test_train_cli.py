"""Bad input to training: one line saying what, where and how to mend it; exit code 2; nothing written."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest

from logic_rl.cli.main import main


def failure(capsys, *args: object) -> str:
    """Run a command that must fail with exit code 2; returns its one line."""
    with pytest.raises(SystemExit) as ended:
        main([str(arg) for arg in args])
    lines = capsys.readouterr().err.strip().splitlines()
    assert ended.value.code == 2, lines
    assert lines[-1].startswith("logicrl: error: ")
    assert sum(line.startswith("logicrl: error: ") for line in lines) == 1
    assert not any("Traceback" in line for line in lines)
    return lines[-1]


def test_unknown_curriculum(capsys, tmp_path: Path) -> None:
    line = failure(capsys, "train", "--curriculum", "three_fase", "--out", tmp_path / "run")
    assert "three_phase" in line
    assert not (tmp_path / "run").exists()


def test_unknown_algorithm_and_unknown_key_of_one(capsys, tmp_path: Path) -> None:
    options = ("train", "--curriculum", "smoke", "--out", tmp_path / "run")
    assert "did you mean 'reinforce++'" in failure(capsys, *options, "--algorithm", "reinforce")
    assert "'warmup_steps'" in failure(capsys, *options, "--set", "algorithm.critic.warmup_stepps=1")
    assert not (tmp_path / "run").exists()


def test_unknown_key_in_a_curriculum(capsys, tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("phases: [{name: warmup, steps: 1, people: {2: 1}, temprature: 1}]")
    line = failure(capsys, "train", "--curriculum", path, "--out", tmp_path / "run")
    assert str(path) in line and "'temperature'" in line
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize(
    ("override", "part"),
    [
        ("phases.warmup.steps=0", "warmup.steps"),
        ("phases.rollout.prompts=-1", "prompts"),
        ("rollot.max_slots=3", "rollot"),
    ],
)
def test_impossible_numbers(capsys, tmp_path: Path, override: str, part: str) -> None:
    line = failure(capsys, "train", "--curriculum", "smoke", "--set", override, "--out", tmp_path / "run")
    assert part in line
    assert not (tmp_path / "run").exists()


def test_a_folder_that_is_no_model(capsys, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    line = failure(capsys, "train", "--curriculum", "smoke", "--model", tmp_path / "empty", "--out", tmp_path / "run")
    assert "no config.json" in line
    (tmp_path / "empty" / "config.json").write_text('{"model_type": "qwen2"}')
    line = failure(capsys, "train", "--curriculum", "smoke", "--model", tmp_path / "empty", "--out", tmp_path / "run")
    assert str(tmp_path / "empty") in line and "has no weights" in line
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize(
    ("override", "part"),
    [
        (("--set", "lora.rank=4"), "lora.rank"),
        (("--algorithm", "ppo"), "ppo"),
        (("--set", "optimiser.offload_reference=true"), "offload_reference"),
    ],
)
def test_what_learners_cannot_do_yet(capsys, tmp_path: Path, override: tuple[str, ...], part: str) -> None:
    options = ("--curriculum", "smoke", "--learners", "2", *override, "--out", tmp_path / "run")
    line = failure(capsys, "train", *options)
    assert part in line and "learners=0" in line
    assert not (tmp_path / "run").exists()


@pytest.mark.skipif(find_spec("ray") is not None, reason="Ray is installed")
def test_learners_without_ray(capsys, tmp_path: Path, toy_model: Path) -> None:
    options = ("--curriculum", "smoke", "--model", toy_model, "--learners", "2", "--out", tmp_path / "run")
    assert "logic-rl[learners]" in failure(capsys, "train", *options)
    assert not (tmp_path / "run").exists()


def test_a_hub_model_that_cannot_be_reached(capsys, tmp_path: Path, monkeypatch) -> None:
    import huggingface_hub.constants

    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", True)
    line = failure(capsys, "train", "--curriculum", "smoke", "--model", "nobody/nothing", "--out", tmp_path / "run")
    assert "neither a folder here nor reachable on the hub" in line
    assert not (tmp_path / "run").exists()


def test_puzzle_folders_that_cannot_be_used(capsys, tmp_path: Path, toy_model: Path) -> None:
    options = ("train", "--curriculum", "smoke", "--model", toy_model, "--out", tmp_path / "run", "--puzzles")
    assert "no train.jsonl or train.parquet" in failure(capsys, *options, tmp_path / "nowhere")
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "train.jsonl").write_text('{"names": ["A", "B"]\n')
    line = failure(capsys, *options, tmp_path / "broken")
    assert "train.jsonl" in line and "1" in line
    assert not (tmp_path / "run").exists()


def test_resuming_nothing_and_overwriting_something(capsys, tmp_path: Path) -> None:
    assert "nothing to resume" in failure(
        capsys, "train", "--curriculum", "smoke", "--out", tmp_path / "run", "--resume"
    )
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "config.yaml").write_text("phases: [{name: warmup, steps: 1, people: {2: 1}}]")
    assert "--resume" in failure(capsys, "train", "--out", tmp_path / "run")
    assert "not finished" not in failure(capsys, "train", "--out", tmp_path / "run", "--phase", "warmup")


def test_a_later_phase_without_the_one_before(capsys, tmp_path: Path) -> None:
    line = failure(capsys, "train", "--curriculum", "smoke", "--phase", "rollout", "--out", tmp_path / "run")
    assert "'warmup'" in line


def test_an_unwritable_folder(capsys, tmp_path: Path, toy_model: Path) -> None:
    (tmp_path / "file").write_text("")
    options = ("train", "--curriculum", "smoke", "--model", toy_model)
    line = failure(capsys, *options, "--out", tmp_path / "file" / "run")
    assert str(tmp_path / "file") in line


def test_evaluate_and_pretrain(capsys, tmp_path: Path) -> None:
    line = failure(
        capsys, "evaluate", "--model", "tiny-base", "--puzzles", tmp_path / "none.jsonl", "--out", tmp_path / "e"
    )
    assert "none.jsonl" in line
    assert "choose from tiny" in failure(capsys, "pretrain", "--recipe", "tinny", "--out", tmp_path / "m")
    (tmp_path / "m" / "training").mkdir(parents=True)
    assert "--resume" in failure(capsys, "pretrain", "--recipe", "smoke", "--out", tmp_path / "m")
