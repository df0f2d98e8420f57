"""Running contestants in turns, each in a process of its own, and comparing what they report."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent


def contestant(python: str, script: str, *arguments: str) -> dict:
    """Run `script` of this folder; it prints one JSON object as its last line."""
    environment = os.environ | {
        "PYTHONPATH": str(HERE.parent),
        "MALLOC_TRIM_THRESHOLD_": "4000000000",
        "MALLOC_MMAP_THRESHOLD_": "4000000000",
    }
    done = subprocess.run(
        [python, str(HERE / script), *arguments], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(f"{script} {' '.join(arguments)} failed:\n{done.stderr[-3000:]}")
    return json.loads(done.stdout.strip().splitlines()[-1])


def table(results: dict[str, list[dict]], keys: tuple[str, ...]) -> str:
    """Markdown: median and range of every key over the turns, a line a contestant."""
    lines = ["| | " + " | ".join(keys) + " |", "|---" * (len(keys) + 1) + "|"]
    for name, turns in results.items():
        cells = []
        for key in keys:
            values = [turn[key] for turn in turns if key in turn]
            cells.append(
                f"{statistics.median(values):,.2f} ({min(values):,.2f} – {max(values):,.2f})" if values else "–"
            )
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return "\n".join(lines)
