"""Synchronous and pipelined training of the same steps, in turns within one process.

    python benchmarks/pipelined.py [--engine torch|vllm] [--turns 5] [--steps 5] [--prompts 12]

Wall seconds a step are what counts; CPU seconds say how busy the machine's cores were (of this process alone, not of
workers). With the torch engine two pipelined variants run: as it comes, and with one thread for either side.
The first turn warms up and is not counted. Other work on the machine makes the result worthless: a mode with
more threads gets a larger share of busy cores.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from unittest.mock import patch

import torch
from rich.console import Console
from turns import table

from logic_rl.config.reading import read_config
from logic_rl.record import RunFolder
from logic_rl.resources import curriculum_path
from logic_rl.training.progress import Display
from logic_rl.training.setup import build_trainer


def run(mode: str, options: argparse.Namespace, folder: Path) -> dict[str, float]:
    phase = f"{{name: rollout, steps: {options.steps}, people: {{2: 0.1, 3: 0.4, 4: 0.5}}, prompts: {options.prompts}}}"
    settings = [f"phases=[{phase}]", "evaluation.num_puzzles=0", f"rollout.engine={options.engine}"]
    settings += ["rollout.mode=synchronous" if mode == "synchronous" else "rollout.mode=pipelined"]
    settings += ["algorithm.importance=token"]  # the same loss in all
    config = read_config(curriculum_path("three_phase"), tuple(settings), model=options.model)
    display = Display(options.steps, Console(file=io.StringIO()))
    trainer = build_trainer(config, RunFolder(folder), None, "all", display)
    with closing(trainer.engine):
        wall, cpu = time.perf_counter(), time.process_time()
        trainer.run()
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    rows = trainer.folder.metrics()
    sums = {name: sum(row[f"time/{name}_seconds"] for row in rows) for name in ("rollout", "update", "wait")}
    return {name: value / options.steps for name, value in ({"step": wall, "cpu": cpu} | sums).items()} | {
        "load": os.getloadavg()[0]
    }


def one_thread_each(options: argparse.Namespace, folder: Path) -> dict[str, float]:
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        with patch("logic_rl.training.learning.parallel.usable_cores", lambda: [0]):
            return run("pipelined", options, folder)
    finally:
        torch.set_num_threads(threads)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--engine", choices=["torch", "vllm"], default="torch")
    parser.add_argument("--model", default="tiny-base")
    parser.add_argument("--turns", type=int, default=5)
    parser.add_argument("--steps", type=int, default=5)
    parser.add_argument("--prompts", type=int, default=12)
    options = parser.parse_args()
    modes = ["synchronous", "pipelined"] + ["pipelined, one thread each"] * (options.engine == "torch")
    results: dict[str, list[dict]] = {mode: [] for mode in modes}
    for turn in range(options.turns + 1):
        for mode in modes:
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / "run"
                one = one_thread_each(options, path) if mode.endswith("each") else run(mode, options, path)
            print(turn, mode, {name: round(value, 2) for name, value in one.items()}, file=sys.stderr, flush=True)
            if turn:
                results[mode].append(one)
    print(table(results, ("step", "cpu", "rollout", "update", "wait", "load")))
