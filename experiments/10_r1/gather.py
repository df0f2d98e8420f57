"""Runs of the curriculum r1 as a record and a table: stage x (accuracy, verified, format, readability, length).

    python experiments/10_r1/gather.py runs/experiments/10_r1/seed* --out experiments/10_r1
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from logic_rl.analysis.before_after import summarise
from logic_rl.record import open_run
from logic_rl.rows import read_json

COLUMNS = ("accuracy", "verified", "format_rate", "readable", "summarised", "mixed", "mean_length")
HEADS = ("accuracy", "verified", "well-formed", "readable", "with a summary", "mixed", "tokens")


def record(run: Path) -> dict:
    """What a run comes to: of each stage its numbers, the yields of its filters, its preference head, its seconds."""
    phases = summarise(run, write=False)["phases"]
    seconds: dict[str, float] = {}
    for row in open_run(run).metrics():
        if "time/step_seconds" in row:
            seconds[row["phase"]] = seconds.get(row["phase"], 0.0) + row["time/step_seconds"]
    samples = {}
    for path in sorted((run / "samples").glob("*.json")):
        found = read_json(path)
        samples[path.stem] = {key: found[key] for key in found if key != "weights"}
    stages = {
        label: {key: numbers[key] for key in COLUMNS} | {"intervals": numbers["intervals"], "people": numbers["people"]}
        for label, numbers in phases.items()
    }
    return {
        "seed": open_run(run).config()["seed"], "stages": stages, "samples": samples,
        "step_seconds": {name: round(value, 1) for name, value in seconds.items()},
    }  # fmt: skip


def table(runs: list[dict]) -> str:
    """Mean over seeds (least to most)."""
    lines = ["| after | " + " | ".join(HEADS) + " |", "|---" * (len(HEADS) + 1) + "|"]
    for label in runs[0]["stages"]:
        cells = []
        for key in COLUMNS:
            values = [run["stages"][label][key] for run in runs if label in run["stages"]]
            form = "{:.0f}" if key == "mean_length" else "{:.2f}"
            spread = f" ({form.format(min(values))} – {form.format(max(values))})" if len(values) > 1 else ""
            cells.append(form.format(sum(values) / len(values)) + spread)
        lines.append(f"| {label} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("runs", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    runs = [record(run) for run in options.runs]
    (options.out / "result.json").write_text(json.dumps({"runs": runs}, indent=1) + "\n", encoding="utf-8")
    print(table(runs))


if __name__ == "__main__":
    main()
