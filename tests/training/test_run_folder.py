"""What a whole run leaves behind."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

from logic_rl.config_reward import PARTS
from logic_rl.metrics import METRICS
from logic_rl.training.health import ALARMS
from tests.training.test_resume import command

LABELS = {"step", "phase"}


def is_named(key: str) -> bool:
    """Whether the table of metrics has a line for it."""
    variable = {f"reward/{part}": "reward/PART" for part in PARTS}
    variable |= {f"health/{alarm.name}": "health/ALARM" for alarm in ALARMS}
    return variable.get(key, re.sub(r"_\d+$", "_N", key)) in METRICS


@pytest.mark.slow
def test_every_metric_is_named_and_alarms_are_shown_recorded_and_counted(toy_model: Path, tmp_path: Path) -> None:
    more = ("--set", "algorithm.importance=token", "--set", "algorithm.refills=1")
    done = subprocess.run(
        command(toy_model, tmp_path, *more, algorithm="ppo"), check=True, capture_output=True, text=True
    )
    rows = [json.loads(line) for line in (tmp_path / "metrics.jsonl").read_text().splitlines()]
    assert [key for row in rows for key in row if key not in LABELS and not is_named(key)] == []
    assert all(0 < row["optim/effective_sample_size"] <= 1 for row in rows if row["optim/entropy"])
    truncated = sum(row["health/truncated"] for row in rows)
    assert truncated and "alarm at step 1: truncated" in done.stderr
    assert f"truncated {truncated}" in done.stderr.splitlines()[-2]
