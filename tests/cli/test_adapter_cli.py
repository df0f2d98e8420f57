"""Adapters from end to end: written by sft and train, asked and trained further like any model."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from logic_rl import model_cache
from logic_rl.adapters import BASE, CONFIG
from logic_rl.cli.main import main
from logic_rl.resources import model_path
from tests.training.test_sft import rows_of, write

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("peft")
    monkeypatch.setenv(model_cache.CACHE_VARIABLE, str(tmp_path / "cache"))


def run(*arguments: object) -> str:
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert result.exit_code == 0, result.output
    return result.stdout


def logits(folder: str | Path):
    import torch

    from logic_rl.training.learning.models import load_model

    return load_model(str(folder), device="cpu")[0](torch.arange(5, 40)[None]).logits


def base_named_by(adapter: Path) -> str:
    return json.loads((adapter / CONFIG).read_text())[BASE]


def test_fine_tuning_goes_on_from_an_adapter(tmp_path: Path, toy_model: Path) -> None:
    import torch

    data, puzzles = write(tmp_path / "r.jsonl", rows_of(8)), tmp_path / "p"
    learning = ("--responses", data, "--lora-rank", 4, "--learning-rate", 0.01, "--batch-size", 4)
    learning += ("--template", "r1-zero")
    run("sft", "--model", toy_model, *learning, "--out", tmp_path / "first")
    first = tmp_path / "first" / "adapter"
    run("sft", "--model", first, *learning, "--out", tmp_path / "second")
    second = tmp_path / "second" / "adapter"
    # New adapters start from nothing, on the first one merged; what is written holds both, for the base below them.
    assert (base_named_by(first), base_named_by(second)) == (str(toy_model), str(toy_model))
    assert json.loads((second / CONFIG).read_text())["r"] == 2 * 4
    assert torch.allclose(logits(second), logits(tmp_path / "second"), atol=1e-4)
    assert not torch.allclose(logits(second), logits(first), atol=1e-2)
    before = json.loads((tmp_path / "second" / "sft.json").read_text())["log"][0]["loss"]
    assert before < json.loads((tmp_path / "first" / "sft.json").read_text())["log"][0]["loss"]

    run("generate", "--people", 2, "--count", 20, "--seed", 3, "--fixed-cast", "--out", puzzles)
    asked = ("--puzzles", puzzles / "test.jsonl", "--limit", 2, "--max-new-tokens", 8, "--temperature", 0)
    told = [json.loads(run("evaluate", "--model", model, *asked, "--json", "--out", tmp_path / f"e{number}"))
            for number, model in enumerate((first, tmp_path / "first"))]  # fmt: skip
    kept = ("accuracy_table", "template", "mean_length")
    assert [told[0].get(key) for key in kept] == [told[1].get(key) for key in kept] and told[0]["template"] == "r1-zero"
    run("sample", "--model", first, *asked[:6], "--out", tmp_path / "replies.jsonl")
    assert len((tmp_path / "replies.jsonl").read_text().splitlines()) == 2


def test_a_run_writes_one_with_every_checkpoint_and_starts_from_one(tmp_path: Path, toy_model: Path) -> None:
    import torch

    phases = "phases: [{name: only, steps: 1, people: {2: 1}, prompts: 1, group_size: 2}]\n"
    rest = "evaluation: {num_puzzles: 0}\nrollout: {max_new_tokens: 8}\nlora: {rank: 4, dtype: bfloat16}\n"
    (tmp_path / "mine.yaml").write_text(f"model: {toy_model}\n{phases}{rest}")
    learning = ("--curriculum", tmp_path / "mine.yaml", "--set", "phases.only.learning_rate=0.05")
    run("train", *learning, "--out", tmp_path / "run")
    checkpoints = tmp_path / "run" / "checkpoints"
    for name in ("step_000001", "only", "best"):
        adapter = checkpoints / name / "adapter"
        assert base_named_by(adapter) == str(toy_model.resolve())
        assert "library_name: peft" in (adapter / "README.md").read_text()
    adapter = checkpoints / "only" / "adapter"
    assert torch.allclose(logits(adapter), logits(checkpoints / "only"), atol=0.02)
    assert model_path(tmp_path / "run") == str(checkpoints / "only"), "the last checkpoint is the whole model"
    run("train", *learning, "--model", adapter, "--out", tmp_path / "further")
    assert base_named_by(tmp_path / "further" / "checkpoints" / "only" / "adapter") == str(toy_model.resolve())

    planned = ("plan", "--model", adapter, "--curriculum", tmp_path / "mine.yaml")
    sizes = json.loads(run(*planned, "--json"))
    assert sizes["adapter_mb"] == pytest.approx((adapter / "adapter_model.safetensors").stat().st_size / 1e6, abs=0.01)
    assert "the adapter alone is" in run(*planned)
