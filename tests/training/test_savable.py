"""What a model's files hold must not cost what was learnt: it is settled when the model is loaded."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
import torch
from click.testing import CliRunner
from safetensors.torch import load_file, save_file

from logic_rl.cli.main import main
from logic_rl.errors import RunFailed, UsageError
from logic_rl.resources import model_path
from logic_rl.training.learning.models import load_model
from logic_rl.training.learning.savable import rehearse_save


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(model_path("tiny-base"), tmp_path / "model"))


def with_generation(folder: Path, **settings: object) -> Path:
    tokens = {"eos_token_id": [0, 5], "pad_token_id": 1}
    (folder / "generation_config.json").write_text(json.dumps(tokens | settings))
    return folder


@pytest.mark.parametrize(
    ("settings", "kept"),
    [
        ({"do_sample": False, "temperature": 0.2}, {}),
        ({"temperature": 1e-6, "top_p": 0.3, "top_k": 5}, {}),
        ({"do_sample": False, "min_p": 0.1, "typical_p": 0.9, "length_penalty": 2.0}, {}),
        ({"early_stopping": True}, {}),
        ({"do_sample": False, "top_k": 1, "repetition_penalty": 1.2}, {"repetition_penalty": 1.2}),
        ({"do_sample": True, "temperature": 0.6, "top_k": 9}, {"temperature": 0.6, "top_k": 9, "do_sample": True}),
    ],
)
def test_generation_settings_are_saved_or_said_to_be_left_out(folder: Path, settings: dict, kept: dict) -> None:
    lines: list[str] = []
    model, _ = load_model(str(with_generation(folder, **settings)), say=lines.append)
    assert bool(lines) == (not settings.get("do_sample"))
    model.save_pretrained(folder.parent / "saved")
    saved = json.loads((folder.parent / "saved" / "generation_config.json").read_text())
    assert saved["eos_token_id"] == [0, 5] and saved["pad_token_id"] == 1
    assert {name: saved.get(name) for name in kept} == kept
    assert all(saved.get(name) is None for name in settings if name not in kept and name != "do_sample")


def test_what_cannot_be_mended_leaves_the_token_ids(folder: Path) -> None:
    lines: list[str] = []
    model, _ = load_model(str(with_generation(folder, pad_token_id=-1, temperature=0.5)), say=lines.append)
    assert model.generation_config.eos_token_id == [0, 5] and model.generation_config.pad_token_id is None
    assert len(lines) == 1 and "only its token ids" in lines[0]
    model.save_pretrained(folder.parent / "saved")
    with pytest.raises(UsageError, match="num_return_sequences"):  # transformers does not even load this
        load_model(str(with_generation(folder, num_return_sequences=3)))


def test_weights_that_share_memory_unknown_to_the_model_are_refused_before_training(folder: Path) -> None:
    model, tokenizer = load_model(str(folder))
    rehearse_save(model, tokenizer)
    layers = model.model.layers
    layers[1].self_attn.q_proj.weight = layers[0].self_attn.q_proj.weight
    with pytest.raises(UsageError, match="could not be saved .*shared"):
        rehearse_save(model, tokenizer)
    with pytest.raises(RuntimeError):
        model.save_pretrained(folder.parent / "saved")


def test_a_tokenizer_that_cannot_be_saved_is_refused_before_training(folder: Path) -> None:
    class Broken:
        def save_pretrained(self, folder: Path) -> None:
            raise AttributeError("no vocabulary file")

    with pytest.raises(UsageError, match="no vocabulary file"):
        rehearse_save(load_model(str(folder))[0], Broken())


def test_weights_that_do_not_lie_in_a_row_are_saved(folder: Path) -> None:
    model, tokenizer = load_model(str(folder))
    weight = model.model.layers[0].mlp.up_proj.weight
    values = weight.detach().clone()
    weight.data = values.T.contiguous().T
    assert not weight.is_contiguous()
    rehearse_save(model, tokenizer)
    model.save_pretrained(folder.parent / "saved")
    stored = load_file(folder.parent / "saved" / "model.safetensors")
    assert torch.equal(stored["model.layers.0.mlp.up_proj.weight"], values)


def broken(folder: Path, value: float, name: str = "model.layers.0.self_attn.v_proj.weight") -> Path:
    weights = load_file(folder / "model.safetensors")
    weights[name][1, 2] = value
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    return folder


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_a_broken_weight_is_named_when_it_is_loaded(folder: Path, value: float) -> None:
    with pytest.raises(RunFailed, match=r"layers\.0\.self_attn\.v_proj\.weight is not finite"):
        load_model(str(broken(folder, value)))


def test_commands_stop_at_a_broken_weight(folder: Path, tmp_path: Path) -> None:
    rows = tmp_path / "rows.jsonl"
    rows.write_text(json.dumps({"question": "1 + 1?", "response": "<answer> 2 </answer>"}) + "\n")
    name = "model.embed_tokens.weight"
    model = ("--model", str(broken(folder, float("nan"), name)))
    for command in (
        ("train", "--curriculum", "smoke", "--out", str(tmp_path / "run")),
        ("evaluate", "--task", "knights", "--limit", "2", "--out", str(tmp_path / "eval")),
        ("sample", "--task", "knights", "--limit", "2", "--out", str(tmp_path / "sample.jsonl")),
        ("sft", "--responses", str(rows), "--out", str(tmp_path / "sft")),
    ):
        result = CliRunner().invoke(main, [*command, *model])
        assert result.exit_code == 1 and f"weight {name} is not finite" in result.output, (command, result.output)
    assert not (tmp_path / "run" / "metrics.jsonl").exists()


@pytest.mark.slow
@pytest.mark.parametrize("mode", ["synchronous", "pipelined"])
def test_training_that_overflows_stops_at_its_step(tmp_path: Path, mode: str) -> None:
    settings = ("phases.warmup.learning_rate=1e30", f"rollout.mode={mode}", "algorithm.importance=token")
    arguments = [word for setting in settings for word in ("--set", setting)]
    result = CliRunner().invoke(main, ["train", "--curriculum", "smoke", "--out", str(tmp_path / "run"), *arguments])
    assert result.exit_code == 1, result.output
    last = " ".join(result.output[result.output.rindex("logicrl: error") :].split())
    assert "logits are not finite" in last and re.search(r"error: (evaluation '\w+' after )?step [1-5]:", last)
