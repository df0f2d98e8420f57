"""This trainer's side of `grpo_step.py`: MODEL MAX_NEW_TOKENS STEPS PRECISION PROMPTS. Prints a JSON object."""

from __future__ import annotations

import json
import resource
import statistics
import sys
import tempfile
from pathlib import Path

from rich.console import Console

from logic_rl.config.run import EvaluationConfig, OptimiserConfig, PhaseConfig, Ramp, RolloutConfig, RunConfig
from logic_rl.record import RunFolder
from logic_rl.training.progress import Display
from logic_rl.training.setup import build_trainer

model, cap, steps, precision = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
dtype = "bfloat16" if precision == "bf16" and Path(model).name != "tiny-base" else "auto"
phase = PhaseConfig(
    "warmup", steps + 1, {2: 1, 3: 1, 4: 1}, prompts=int(sys.argv[5]), group_size=8,
    temperature=Ramp(1.0, 1.0), learning_rate=Ramp(1e-6, 1e-6),
)  # fmt: skip
config = RunConfig(
    phases=(phase,), model=model, task_options={"fixed_cast": True},
    rollout=RolloutConfig(max_new_tokens=cap, dtype=dtype),
    optimiser=OptimiserConfig(autocast=precision == "bf16"), evaluation=EvaluationConfig(num_puzzles=0),
)  # fmt: skip
with tempfile.TemporaryDirectory() as scratch:
    folder = RunFolder(Path(scratch) / "run")
    build_trainer(config, folder, None, "all", Display(steps + 1, Console(quiet=True))).run()
    rows = folder.metrics()[1:]
print(
    json.dumps(
        {
            "step_seconds": statistics.median(row["time/step_seconds"] for row in rows),
            "rollout_seconds": statistics.median(row["time/rollout_seconds"] for row in rows),
            "update_seconds": statistics.median(row["time/update_seconds"] for row in rows),
            "mean_length": statistics.mean(row["length/mean"] for row in rows),
            "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        }
    )
)
