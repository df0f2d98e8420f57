"""A run that is killed and resumed ends with the same weights and metrics, bit for bit."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from logic_rl.metrics import MACHINE_DEPENDENT

KILLS = int(os.environ.get("LOGICRL_KILLS", "2"))


ALGORITHMS = {
    "grpo": (),
    "ppo": ("--algorithm", "ppo", "--set", "algorithm.critic.warmup_steps=1"),
    "pipelined": ("--pipelined", "--set", "algorithm.refills=1", "--set", "phases.warmup.steps=4",
                  "--set", "phases.warmup.promote={format_rate: -1, window: 2}"),
}  # fmt: skip


def command(model: Path, out: Path, *more: str, algorithm: str = "grpo") -> list[str]:
    options = ["--curriculum", "smoke", "--model", str(model), "--set", "phases.rollout.kl_weight=0.01"]
    options += ["--set", "phases.rollout.band={low: 0.4, high: 0.6}"]
    options += ["--set", "reward.length=0.5", "--set", "reward.overlong=0.5"]
    return [sys.executable, "-m", "logic_rl", "train", *options, *ALGORITHMS[algorithm], "--out", str(out), *more]


def read_metrics(out: Path) -> list[dict]:
    return [json.loads(line) for line in (out / "metrics.jsonl").read_text().splitlines()]


def comparable_metrics(out: Path) -> list[dict]:
    return [{k: v for k, v in row.items() if not k.startswith(MACHINE_DEPENDENT)} for row in read_metrics(out)]


def resume_if_begun(out: Path) -> list[str]:
    """A run killed before it wrote its configuration is simply started again."""
    return ["--resume"] if (out / "config.yaml").is_file() else []


def steps_done(out: Path) -> int:
    path = out / "metrics.jsonl"
    return path.read_bytes().count(b"\n") if path.is_file() else 0


def live_and_kill(arguments: list[str], out: Path, rng: random.Random, step_seconds: float) -> None:
    """Let a run live for none to two steps and a random moment more, a step at most, then kill it without warning."""
    steps = steps_done(out) + rng.choice((0, 1, 1, 2))
    process = subprocess.Popen(arguments, stderr=subprocess.PIPE)
    while steps_done(out) < steps and process.poll() is None:
        time.sleep(0.01)
    until = time.monotonic() + rng.uniform(0, 1.5) * step_seconds  # measured, perhaps, when the machine was slower
    while time.monotonic() < until and steps_done(out) <= steps:
        time.sleep(0.01)
    assert process.poll() is None, process.communicate()[1].decode()
    process.send_signal(signal.SIGKILL)
    process.communicate()


@pytest.mark.slow
@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_killed_and_resumed_equals_undisturbed(toy_model: Path, tmp_path: Path, algorithm: str) -> None:
    undisturbed, disturbed = tmp_path / "undisturbed", tmp_path / "disturbed"
    more = ["--set", f"phases.rollout.steps={4 * KILLS}"]  # a life is at most 3.5 steps: only the last one ends itself
    subprocess.run(command(toy_model, undisturbed, *more, algorithm=algorithm), check=True, capture_output=True)
    step_seconds = max(row["time/step_seconds"] for row in read_metrics(undisturbed)[1:])
    rng = random.Random(time.time_ns())
    for _ in range(KILLS):
        again = command(toy_model, disturbed, *more, *resume_if_begun(disturbed), algorithm=algorithm)
        live_and_kill(again, disturbed, rng, step_seconds)
    again = command(toy_model, disturbed, *more, *resume_if_begun(disturbed), algorithm=algorithm)
    subprocess.run(again, check=True, capture_output=True)
    assert comparable_metrics(undisturbed) == comparable_metrics(disturbed)
    parts = {f"reward/{part}" for part in ("format", "answer", "length", "overlong")}
    assert all(parts <= set(row) for row in comparable_metrics(undisturbed))
    for phase in ("warmup", "rollout", "anneal"):
        for own in (undisturbed / "checkpoints" / phase).rglob("*.safetensors"):
            tensors, others = load_file(own), load_file(disturbed / own.relative_to(undisturbed))
            assert tensors.keys() == others.keys()
            assert all(torch.equal(tensors[name], others[name]) for name in tensors)
    for path in undisturbed.glob("rollouts/*.gz"):
        assert path.read_bytes() == (disturbed / "rollouts" / path.name).read_bytes()
    for path in undisturbed.glob("evaluation/*"):
        assert path.read_bytes() == (disturbed / "evaluation" / path.name).read_bytes()


@pytest.mark.slow
def test_ctrl_c_ends_a_pipelined_run_in_one_line(toy_model: Path, tmp_path: Path) -> None:
    more = ("--set", "phases.warmup.steps=500", "--set", "rollout.max_new_tokens=400")
    process = subprocess.Popen(
        command(toy_model, tmp_path, "--pipelined", *more), stderr=subprocess.PIPE, text=True
    )  # fmt: skip
    while process.poll() is None and not (tmp_path / "metrics.jsonl").is_file():
        time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=120)
    assert process.returncode == 130
    assert errors.splitlines()[-1] == "logicrl: interrupted; continue with --resume" and "Traceback" not in errors


@pytest.mark.slow
def test_phases_one_by_one_equal_all_at_once(toy_model: Path, tmp_path: Path) -> None:
    whole, stepwise = tmp_path / "whole", tmp_path / "stepwise"
    subprocess.run(command(toy_model, whole), check=True, capture_output=True)
    for phase in ("warmup", "rollout", "anneal"):
        subprocess.run(command(toy_model, stepwise, "--phase", phase), check=True, capture_output=True)
    assert comparable_metrics(whole) == comparable_metrics(stepwise)
