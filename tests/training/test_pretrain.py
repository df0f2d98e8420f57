"""Pre-training at toy size: it finishes, goes on after an interruption exactly, and never overwrites."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from rich.console import Console
from safetensors.torch import load_file
from transformers import AutoModelForCausalLM, AutoTokenizer

from logic_rl.errors import UsageError
from logic_rl.prompts import read_prompt_format
from logic_rl.resources import model_path
from logic_rl.training.supervised import folder as supervised_folder
from logic_rl.training.supervised.pretrain import run as pretrain_run
from logic_rl.training.supervised.pretrain.run import run_pretraining

QUIET = Console(quiet=True)


@pytest.mark.slow
def test_interrupted_and_resumed_equals_undisturbed(tmp_path: Path, monkeypatch) -> None:
    run_pretraining("smoke", 0, tmp_path / "whole", resume=False, console=QUIET)

    def interrupted(*args):
        for count, report in enumerate(pretrain(*args)):
            yield report
            if count == 4:
                raise KeyboardInterrupt

    pretrain = pretrain_run.pretrain
    monkeypatch.setattr(supervised_folder, "SAVE_EVERY", 2)
    monkeypatch.setattr(pretrain_run, "pretrain", interrupted)
    with pytest.raises(KeyboardInterrupt):
        run_pretraining("smoke", 0, tmp_path / "broken", resume=False, console=QUIET)
    monkeypatch.setattr(pretrain_run, "pretrain", pretrain)
    with pytest.raises(UsageError, match="--resume"):
        run_pretraining("smoke", 0, tmp_path / "broken", resume=False, console=QUIET)
    run_pretraining("smoke", 0, tmp_path / "broken", resume=True, console=QUIET)

    own, other = (load_file(tmp_path / name / "model.safetensors") for name in ("whole", "broken"))
    assert all(torch.equal(own[name], other[name]) for name in own)
    assert not (tmp_path / "broken" / "training").exists()
    assert read_prompt_format(tmp_path / "broken") == read_prompt_format("tiny-base")
    shipped, made = (Path(folder) / "chat_template.jinja" for folder in (model_path("tiny-base"), tmp_path / "broken"))
    assert shipped.read_text() == made.read_text()
    with pytest.raises(UsageError, match="already holds a model"):
        run_pretraining("smoke", 0, tmp_path / "whole", resume=False, console=QUIET)


def test_the_shipped_base_loads_and_its_card_gives_the_measurements() -> None:
    folder = Path(model_path("tiny-base"))
    model, tokenizer = AutoModelForCausalLM.from_pretrained(folder), AutoTokenizer.from_pretrained(folder)
    assert 1e6 <= sum(parameter.numel() for parameter in model.parameters()) <= 8e6
    assert tokenizer.eos_token_id == model.config.eos_token_id
    assert sum(path.stat().st_size for path in folder.iterdir()) <= 16 * 2**20
    assert "careful" in (folder / "README.md").read_text()
