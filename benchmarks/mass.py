"""Many samples by `logicrl sample`, killed with -9 in the middle and started again: are all there, and in what memory?

python benchmarks/mass.py --out FOLDER [--samples 100000] [--engine torch] [--workers 1] [--max-new-tokens 640]

Prints one JSON object; fails unless every sample is there exactly once. A FOLDER of an earlier call is gone on with.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

PER_PUZZLE = 8


class Memory:
    """Resident memory of a process and all its descendants, MiB; Ray's daemons belong to these.

    Attributes:
        peak: the largest sum, in which a page that processes share counts once (proportional set size).
        by_tenth: the largest sum seen in each tenth of the samples.
    """

    def __init__(self) -> None:
        self.peak, self.by_tenth = 0.0, {}

    def look(self, pid: int, share: float) -> None:
        now = sum(_proportional_mib(one) for one in family(pid))
        self.peak = max(self.peak, now)
        tenth = min(9, int(share * 10))
        self.by_tenth[tenth] = round(max(self.by_tenth.get(tenth, 0.0), now))


def family(pid: int) -> list[int]:
    """The process and its descendants."""
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        children = [int(child) for task in tasks for child in (task / "children").read_text().split()]
    except OSError:
        return []
    return [pid, *(one for child in children for one in family(child))]


def _proportional_mib(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:")), 0.0)


def done_samples(out: Path) -> int:
    try:
        return json.loads(out.with_name(f"{out.name}.state.json").read_text())["done"]
    except (OSError, ValueError):
        return 0


def run(command: list[str], out: Path, total: int, memory: Memory, kill_at: int | None = None) -> float:
    """Seconds until the command ended, or was killed after `kill_at` samples."""
    started = time.monotonic()
    process = subprocess.Popen(command)
    while process.poll() is None:
        memory.look(process.pid, done_samples(out) / total)
        if kill_at is not None and done_samples(out) >= kill_at:
            process.send_signal(signal.SIGKILL)
        time.sleep(2.0)
    if process.returncode not in (0, -signal.SIGKILL if kill_at is not None else 0):
        sys.exit(f"{' '.join(command)} ended with {process.returncode}")
    return time.monotonic() - started


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--model", default="tiny-base")
    parser.add_argument("--samples", type=int, default=100_000)
    parser.add_argument("--engine", default="torch")
    parser.add_argument("--workers", default="1")
    parser.add_argument("--max-new-tokens", default="640")
    options = parser.parse_args()
    logicrl = [sys.executable, "-m", "logic_rl"]
    puzzles, out = options.out / "puzzles", options.out / "responses.jsonl"
    count = options.samples // PER_PUZZLE
    if not puzzles.exists():
        subprocess.run(
            [*logicrl, "generate", "--people", "4", "--count", str(count * 2), "--fixed-cast", "--seed", "11",
             "--out", str(puzzles)], check=True,
        )  # fmt: skip
    command = [
        *logicrl, "sample", "--model", options.model, "--puzzles", str(puzzles / "train.jsonl"), "--limit", str(count),
        "--samples", str(PER_PUZZLE), "--engine", options.engine, "--workers", options.workers,
        "--max-new-tokens", options.max_new_tokens, "--out", str(out),
    ]  # fmt: skip
    total, memory = count * PER_PUZZLE, Memory()
    before = run(command, out, total, memory, kill_at=total // 2)
    killed_at = done_samples(out)
    after = run(command, out, total, memory)
    ids, tokens, rows = set(), 0, 0
    with out.open(encoding="utf-8") as lines:
        for line in lines:
            row, rows = json.loads(line), rows + 1
            ids.add(row["id"])
            tokens += row["num_tokens"]
    print(json.dumps({
        "rows": rows, "distinct_ids": len(ids), "killed_at": killed_at, "tokens": tokens,
        "seconds": round(before + after), "tokens_per_second": round(tokens / (before + after)),
        "peak_mib": round(memory.peak), "peak_mib_by_tenth": [memory.by_tenth.get(tenth) for tenth in range(10)],
        "file_mib": round(os.path.getsize(out) / 2**20), "load": os.getloadavg()[0],
    }))  # fmt: skip
    if not rows == len(ids) == total:
        sys.exit("not every sample is there exactly once")


if __name__ == "__main__":
    main()
