"""Every family of questions trains and is measured, from a script without a guard, as users write them."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = """
import json, os, sys
import logic_rl

task, options, levels = sys.argv[1], json.loads(sys.argv[2]), json.loads(sys.argv[3])
settings = {"rollout.max_new_tokens": 24}
settings |= {"evaluation.num_puzzles": 4, "evaluation.samples": 1, "evaluation.people": levels}
for phase in ("warmup", "rollout", "anneal"):
    settings |= {f"phases.{phase}.steps": 1, f"phases.{phase}.prompts": 2, f"phases.{phase}.group_size": 2}
    settings[f"phases.{phase}.people"] = {level: 1 for level in levels}
result = logic_rl.train("any_task", "run", task=task, task_options=options, settings=settings)
status = [open(f"/proc/{pid}/status").read() for pid in os.listdir("/proc") if pid.isdigit()]
children = [one for one in status if f"\\nPPid:\\t{os.getpid()}\\n" in one]
print(json.dumps({"steps": result["steps"], "labels": sorted(result["evaluations"]), "children": children}))
"""
POINTS = ("step_000001", "step_000002", "step_000003")  # of the ends of stages, on the valid split, for the choice
TASKS = [
    pytest.param("countdown", {}, [3, 4], id="countdown"),
    pytest.param("maths", {"file": "sums.jsonl"}, [1, 2], id="maths",
                 marks=pytest.mark.skipif(find_spec("math_verify") is None, reason="math-verify is not installed")),
    pytest.param("reasoning_gym:countdown", {"max_value": 50}, [1, 2], id="reasoning_gym",
                 marks=pytest.mark.skipif(find_spec("reasoning_gym") is None, reason="reasoning-gym is not installed")),
]  # fmt: skip


def run(*arguments: str, folder: Path) -> str:
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, *arguments], cwd=folder, env=environment, capture_output=True, text=True,
                          timeout=300)  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def rows_of(path: Path) -> list[dict]:
    return [json.loads(line) for line in gzip.open(path, "rt", encoding="utf-8")]


@pytest.mark.slow
@pytest.mark.parametrize(("task", "options", "levels"), TASKS)
def test_a_task_trains(tmp_path: Path, task: str, options: dict, levels: list[int]) -> None:
    sums = [{"question": f"What is {n} + {n}?", "answer": 2 * n, "level": 1 + n % 2} for n in range(60)]
    (tmp_path / "sums.jsonl").write_text("\n".join(map(json.dumps, sums)))
    (tmp_path / "script.py").write_text(SCRIPT)
    told = json.loads(run("script.py", task, json.dumps(options), json.dumps(levels), folder=tmp_path).splitlines()[-1])
    assert told == {"steps": 3, "labels": ["anneal", "base", "rollout", *POINTS, "warmup"], "children": []}

    folder = tmp_path / "run"
    metrics = [json.loads(line) for line in (folder / "metrics.jsonl").read_text("utf-8").splitlines()]
    drawn = [{key for key in row if key.startswith("curriculum/level_")} for row in metrics]
    assert set().union(*drawn) <= {f"curriculum/level_{level}" for level in levels} and all(drawn)
    rows = [row for step in (1, 2, 3) for row in rows_of(folder / "rollouts" / f"step_{step:06d}.jsonl.gz")]
    assert len(rows) == 12 and {row["task"] for row in rows} == {task} and {row["level"] for row in rows} <= set(levels)
    base = json.loads((folder / "evaluation" / "base.json").read_text("utf-8"))
    assert set(base["levels"]) == {str(level) for level in levels} and base["num_samples"] == 4

    evaluate = "evaluate --model run/checkpoints/anneal --samples 2 --limit 4 --out eval"
    run("-m", "logic_rl", *evaluate.split(), folder=tmp_path)
    table = json.loads((tmp_path / "eval" / "evaluation" / "model.json").read_text("utf-8"))
    assert table["task"] == task and table["num_samples"] == 8
