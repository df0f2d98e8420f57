"""TRL's trainers begin from the folders of `logicrl generate` as they are. Skipped where TRL is not installed."""

from __future__ import annotations

import math
import subprocess
import sys
from pathlib import Path

import pytest

from logic_rl.resources import model_path
from puzzles import DatasetRequest, PuzzleSpec, write_dataset

trl = pytest.importorskip("trl")
datasets = pytest.importorskip("datasets")
pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]
MODEL = str(model_path("tiny-base"))
SMALL = {
    "max_steps": 2, "per_device_train_batch_size": 2, "report_to": [], "use_cpu": True, "bf16": False,
    "save_strategy": "no", "logging_steps": 1,
}  # fmt: skip


@pytest.fixture
def settings(tmp_path: Path) -> dict:
    return {**SMALL, "output_dir": str(tmp_path / "out")}


@pytest.fixture
def loaded(tmp_path: Path):
    """Format → its splits, as the library finds them by the folder's name."""

    def load(form: str):
        spec = PuzzleSpec(2, fixed_cast=True, style="named")  # words that the tiny base has read
        write_dataset(tmp_path / form, DatasetRequest([2, 3], 40, 7, spec, form))
        return datasets.load_dataset(str(tmp_path / form), cache_dir=str(tmp_path / "cache"))

    return load


def losses(trainer) -> list[float]:
    trainer.train()
    values = [row["loss"] for row in trainer.state.log_history if "loss" in row]
    assert len(values) == 2 and all(map(math.isfinite, values))
    return values


def test_grpo(loaded, settings) -> None:
    from logic_rl.rewards.adapters import trl_reward

    data = loaded("trl")
    own = {"num_generations": 2, "max_completion_length": 24, "temperature": 1.0}
    trainer = trl.GRPOTrainer(MODEL, reward_funcs=trl_reward, args=trl.GRPOConfig(**settings | own),
                              train_dataset=data["train"], eval_dataset=data["validation"])  # fmt: skip
    losses(trainer)
    means = [row["rewards/trl_reward/mean"] for row in trainer.state.log_history if "loss" in row]
    assert len(means) == 2 and all(-3 <= mean <= 3 for mean in means)


@pytest.mark.parametrize("form", ["messages", "prompt-completion"])
def test_sft(loaded, settings, form) -> None:
    data = loaded(form)
    trainer = trl.SFTTrainer(MODEL, args=trl.SFTConfig(**settings), train_dataset=data["train"])
    losses(trainer)
    # With a prompt of its own only the completion is learned.
    batch = next(iter(trainer.get_train_dataloader()))
    assert bool((batch["labels"][:, 0] == -100).all()) == (form == "prompt-completion")


def test_dpo(loaded, settings) -> None:
    data = loaded("preference")
    first, _ = losses(trl.DPOTrainer(MODEL, args=trl.DPOConfig(**settings), train_dataset=data["train"]))
    assert first == pytest.approx(math.log(2), abs=1e-3)  # policy and reference are one model still


def test_reward_model(loaded, settings) -> None:
    data = loaded("preference")
    losses(trl.RewardTrainer(MODEL, args=trl.RewardConfig(**settings), train_dataset=data["train"]))


def test_process_reward_model(loaded, settings) -> None:
    prm = pytest.importorskip("trl.experimental.prm", reason="TRL 1.13 was the last with a PRMTrainer")
    from transformers import AutoModelForTokenClassification, AutoTokenizer

    data = loaded("stepwise")
    model = AutoModelForTokenClassification.from_pretrained(MODEL, num_labels=2)
    losses(prm.PRMTrainer(model=model, processing_class=AutoTokenizer.from_pretrained(MODEL),
                          args=prm.PRMConfig(**settings), train_dataset=data["train"]))  # fmt: skip


def test_one_line_of_the_command(loaded, settings, tmp_path: Path) -> None:
    loaded("trl")
    options = {"model_name_or_path": MODEL, "dataset_name": tmp_path / "trl", "output_dir": tmp_path / "out",
               "reward_funcs": "logic_rl.rewards.adapters.trl_reward", "max_steps": 1, "use_cpu": True, "bf16": False,
               "per_device_train_batch_size": 2, "num_generations": 2, "max_completion_length": 16,
               "report_to": "none", "dtype": "float32"}  # fmt: skip
    words = [str(word) for name, value in options.items() for word in (f"--{name}", value)]
    done = subprocess.run([sys.executable, "-m", "trl.scripts.grpo", *words], cwd=Path(__file__).parents[3],
                          capture_output=True, text=True, timeout=300)  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    assert "rewards/trl_reward/mean" in done.stdout and (tmp_path / "out" / "model.safetensors").is_file()
