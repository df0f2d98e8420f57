"""Synthetic run folders, and where the shared data lies if it is there."""

from __future__ import annotations

import gzip
import json
import random
import shutil
from pathlib import Path

import pytest

from logic_rl.analysis.figures.curves import Curves, load_curves

GUESS = "<think> Maybe {a} is a knight. I am not sure. </think> <answer> {a} is a knight, {b} is a knave. </answer>"
CHECKED = (
    "<think> Let me try: {a} is a knight, {b} is a knave. Check. {a} says {b} is a knave: true; {a} is a knight. Good. "
    "All statements hold. </think> <answer> {a} is a knight, {b} is a knave. </answer>"
)
SEARCHED = (
    "<think> Let me try: {a} is a knight, {b} is a knave. Check. {b} says {a} is a knave: false; {b} is a knight. "
    "Wait, that is a contradiction. Let's go back. Try: {a} is a knave, {b} is a knight. Good. All statements hold. "
    "</think> <answer> {a} is a knave, {b} is a knight. </answer>"
)
BROKEN = "<think> {a} is a knight {b} {b} <answer> {a} is"


def response_row(step: int, phase: str, puzzle: int, sample: int, skill: float, rng: random.Random) -> dict:
    """A response as a model of that skill (0..1) would give it."""
    text = GUESS if rng.random() > skill else SEARCHED if rng.random() < skill else CHECKED
    text = BROKEN if rng.random() > 0.6 + 0.4 * skill else text
    num_people = 2 + puzzle % 3
    verdict = "bad_format" if text == BROKEN else "correct" if rng.random() < skill * 2.2 / num_people else "wrong"
    response = text.format(a="Zoey", b="Mia")
    return {
        "id": f"{phase}-{step}-{puzzle}-{sample}", "puzzle_id": f"kk-{puzzle}", "step": step, "phase": phase,
        "policy_version": step, "sample_index": sample, "response": response, "num_tokens": len(response.split()),
        "finish_reason": "stop", "num_people": num_people, "names": ["Zoey", "Mia"], "roles": ["knight", "knave"],
        "solution": [True, False], "difficulty": {"score": 4.0 * num_people + puzzle / 8, "band": "easy"},
        "score": {"total": 3.0 if verdict == "correct" else -1.0, "parts": {"format": 1.0}, "verdict": verdict,
                  "reason": ""},
    }  # fmt: skip


def write_rows(path: Path, rows: list[dict]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)


def metrics_row(step: int, phase: str, rows: list[dict]) -> dict:
    def accuracy(chosen: list[dict]) -> float:
        return sum(row["score"]["verdict"] == "correct" for row in chosen) / len(chosen)

    lengths = [row["num_tokens"] for row in rows]
    people = {size: [row for row in rows if row["num_people"] == size] for size in (2, 3, 4)}
    return {
        "step": step, "phase": phase, "reward/mean": sum(row["score"]["total"] for row in rows) / len(rows),
        "reward/format_rate": sum(row["score"]["verdict"] != "bad_format" for row in rows) / len(rows),
        "accuracy/mean": accuracy(rows), "length/mean": sum(lengths) / len(rows), "length/max": max(lengths),
        **{f"accuracy/people_{size}": accuracy(chosen) for size, chosen in people.items()},
        "time/step_seconds": 0.5,
    }  # fmt: skip


def write_evaluation(run: Path, label: str, step: int, skill: float, rng: random.Random) -> None:
    rows = [response_row(step, label, puzzle, sample, skill, rng) for puzzle in range(24) for sample in range(2)]
    write_rows(run / "evaluation" / f"{label}.jsonl.gz", rows)
    people = {
        str(size): {
            "accuracy": sum(r["score"]["verdict"] == "correct" for r in rows if r["num_people"] == size) / 16,
            "num_puzzles": 8, "num_samples": 16,
        }
        for size in (2, 3, 4)
    }  # fmt: skip
    summary = {
        "label": label, "step": step, "num_samples": 2, "people": people,
        "accuracy": sum(r["score"]["verdict"] == "correct" for r in rows) / len(rows),
        "format_rate": sum(r["score"]["verdict"] != "bad_format" for r in rows) / len(rows),
        "mean_length": sum(r["num_tokens"] for r in rows) / len(rows),
    }  # fmt: skip
    (run / "evaluation" / f"{label}.json").write_text(json.dumps(summary), encoding="utf-8")


def write_run(run: Path, phases: dict[str, int], seed: int = 0, puzzles: int = 12) -> Path:
    """A run folder with the given number of steps in each phase; the skill grows from 0.1 to 0.9."""
    rng, step, total = random.Random(seed), 0, max(1, sum(phases.values()))
    write_evaluation(run, "base", 0, 0.1, rng)
    metrics = []
    for phase, steps in phases.items():
        for _ in range(steps):
            skill = 0.1 + 0.8 * step / total
            rows = [response_row(step, phase, puzzle, k, skill, rng) for puzzle in range(puzzles) for k in range(2)]
            write_rows(run / "rollouts" / f"step_{step:06d}.jsonl.gz", rows)
            metrics.append(metrics_row(step, phase, rows))
            step += 1
        write_evaluation(run, phase, step, 0.1 + 0.8 * step / total, rng)
    write_rows(run / "metrics.jsonl", metrics)
    return run


def countdown_row(step: int, phase: str, question: int, sample: int, skill: float, rng: random.Random) -> dict:
    """A reply to a question of another task: it has a level, and neither names nor a solution."""
    right = rng.random() < skill
    text = f"<think> Let me check: 3 + 4 = 7. </think> <answer> {'3 + 4' if right else rng.choice('78')} </answer>"
    return {
        "id": f"{phase}-{step}-{question}-{sample}", "puzzle_id": f"cd-{question}", "task": "countdown",
        "level": 3 + question % 2, "floor": None, "step": step, "phase": phase, "sample_index": sample,
        "response": text, "num_tokens": len(text.split()), "finish_reason": "stop",
        "score": {"total": float(right), "parts": {"answer": float(right)},
                  "verdict": "correct" if right else "wrong", "reason": ""},
    }  # fmt: skip


def write_level_evaluation(run: Path, label: str, step: int, skill: float, rng: random.Random) -> None:
    rows = [countdown_row(step, label, question, k, skill, rng) for question in range(8) for k in range(4)]
    write_rows(run / "evaluation" / f"{label}.jsonl.gz", rows)
    right = {level: [r["score"]["verdict"] == "correct" for r in rows if r["level"] == level] for level in (3, 4)}
    summary = {
        "label": label, "step": step, "num_samples": 32, "accuracy": sum(map(sum, right.values())) / 32,
        "format_rate": 1.0, "mean_length": sum(r["num_tokens"] for r in rows) / 32, "truncated_rate": 0.0,
        "levels": {str(k): {"accuracy": sum(v) / 16, "num_puzzles": 4, "num_samples": 16} for k, v in right.items()},
    }  # fmt: skip
    (run / "evaluation" / f"{label}.json").write_text(json.dumps(summary), encoding="utf-8")


def write_staged_run(run: Path, every: int = 2) -> Path:
    """Another task in stages of any name: rl, sft (rows with little in them), rl; held out at every second step."""
    rng, step, metrics = random.Random(1), 0, []
    write_level_evaluation(run, "base", 0, 0.1, rng)
    for phase, kind, steps in (("zeal", "rl", 8), ("cold start", "sft", 3), ("anneal", "rl", 9)):
        for _ in range(steps):
            skill = 0.1 + 0.04 * step
            step += 1
            row = {"step": step, "phase": phase, "optim/loss": 1 - skill, "time/step_seconds": 0.5}
            if kind == "rl":
                rows = [countdown_row(step, phase, question, k, skill, rng) for question in range(4) for k in range(4)]
                write_rows(run / "rollouts" / f"step_{step:06d}.jsonl.gz", rows)
                row |= {"reward/mean": skill, "reward/format_rate": 1.0, "accuracy/mean": skill, "length/mean": 20.0,
                        "accuracy/level_3": skill, "accuracy/level_4": skill / 2, "curriculum/level_3": 0.5,
                        "curriculum/level_4": 0.5}  # fmt: skip
            metrics.append(row)
            if step % every == 0:
                write_level_evaluation(run, f"step_{step:06d}", step, skill, rng)
        write_level_evaluation(run, phase, step, skill, rng)
    write_rows(run / "metrics.jsonl", metrics)
    return run


@pytest.fixture(scope="session")
def kept_staged_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`staged_run` for those who only read it."""
    return write_staged_run(tmp_path_factory.mktemp("kept") / "staged")


@pytest.fixture
def staged_run(tmp_path: Path, kept_staged_run: Path) -> Path:
    return shutil.copytree(kept_staged_run, tmp_path / "staged")


@pytest.fixture(scope="session")
def kept_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`demo_run` for those who only read it."""
    return write_run(tmp_path_factory.mktemp("kept") / "demo", {"warmup": 4, "rollout": 6, "anneal": 2})


@pytest.fixture
def demo_run(tmp_path: Path, kept_run: Path) -> Path:
    """Three phases, twelve steps."""
    return shutil.copytree(kept_run, tmp_path / "demo")


@pytest.fixture(scope="session")
def demo_curves(kept_run: Path) -> Curves:
    """What `demo_run` came to, read once."""
    return load_curves(kept_run)
