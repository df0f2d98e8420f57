"""What a whole run leaves behind."""

from __future__ import annotations

import io
import json
import math
import re
import subprocess
from pathlib import Path

import pytest
import torch
from rich.console import Console

from logic_rl.claims import claim
from logic_rl.config.reading import read_config
from logic_rl.config.reward import PARTS
from logic_rl.errors import RunFailed
from logic_rl.metrics import METRICS
from logic_rl.record import RunFolder
from logic_rl.resources import curriculum_path
from logic_rl.training.hacking import DETECTORS
from logic_rl.training.health import ALARMS, MAX_BAD_STEPS
from logic_rl.training.learning.checkpoint import damage
from logic_rl.training.progress import Display
from logic_rl.training.setup import build_trainer
from tests.training.test_resume import command

LABELS = {"step", "phase"}


def is_named(key: str) -> bool:
    """Whether the table of metrics has a line for it."""
    variable = {f"reward/{part}": "reward/PART" for part in PARTS}
    variable |= {f"health/{name}": "health/ALARM" for name in (*(alarm.name for alarm in ALARMS), *DETECTORS)}
    kinds = re.findall(r"`(\w+)`", claim.__doc__.partition("Kinds:")[2])
    variable |= {f"behaviour/true_{kind}": "behaviour/true_KIND" for kind in kinds}
    return variable.get(key, re.sub(r"_\d+$", "_N", key)) in METRICS


@pytest.mark.slow
def test_every_metric_is_named_and_alarms_are_shown_recorded_and_counted(toy_model: Path, tmp_path: Path) -> None:
    more = ("--set", "algorithm.importance=token", "--set", "algorithm.refills=1")
    done = subprocess.run(
        command(toy_model, tmp_path, *more, algorithm="ppo"), check=True, capture_output=True, text=True
    )
    rows = [json.loads(line) for line in (tmp_path / "metrics.jsonl").read_text().splitlines()]
    assert [key for row in rows for key in row if key not in LABELS and not is_named(key)] == []
    assert all(0 < row["optim/effective_sample_size"] <= 1 for row in rows if "optim/entropy" in row)
    assert damage(tmp_path / "checkpoints" / "best") is None
    truncated = sum(row["health/truncated"] for row in rows)
    assert truncated and "alarm at step 1: truncated" in done.stderr
    assert f"truncated {truncated}" in done.stderr.splitlines()[-2]


@pytest.mark.slow
def test_a_run_whose_gradients_are_never_finite_ends_and_leaves_its_batches(
    toy_model: Path, tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.setattr(torch.nn.utils, "clip_grad_norm_", lambda parameters, limit: torch.tensor(math.nan))
    settings = (
        "evaluation.num_puzzles=0",
        "reward.overlong=0.5",
        "phases.warmup.steps=9",
        "phases.warmup.kl_weight=0.1",
    )
    config = read_config(curriculum_path("smoke"), settings, model=str(toy_model))
    said, folder = io.StringIO(), RunFolder(tmp_path / "run")
    trainer = build_trainer(config, folder, None, "all", Display(9, Console(file=said)))
    with pytest.raises(RunFailed, match=f"not finite in {MAX_BAD_STEPS} steps in a row"):
        trainer.run()
    assert [path.name[:11] for path in sorted(folder.bad_batches.iterdir())] == [
        f"step_{step:06d}" for step in range(1, MAX_BAD_STEPS + 1)
    ]
    assert [row["health/gradient"] for row in folder.metrics()] == [1] * MAX_BAD_STEPS
    assert said.getvalue().count("gradient: optim/skipped is 1") == 1
