"""Kinds of replies, and how often each is right, of the rough base and of every arm: gather.py FOLDER --out DIR

FOLDER holds untrained/T-*, and ARM/seed-S. Writes DIR/result.json: counts of `experiments/tools/strategies.py`.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from logic_rl.rows import read_json, write_json

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tools"))
from strategies import counted, evaluations, rows_of


def untrained(folder: Path) -> dict:
    """Of every temperature the counts, and the numbers of the evaluation."""
    found = {}
    for path in sorted(folder.glob("T-*/evaluation")):
        summary, rows = read_json(path / "model.json"), rows_of(path / "model.jsonl.gz")
        found[str(float(summary["temperature"]))] = by_size(rows) | _numbers(summary)
    return found


def run_of(folder: Path) -> dict:
    """Of every measurement of a run the counts, in the order of its steps; `cooled` is its end at temperature .3."""
    found = {label: by_size(rows) | _numbers(read_json(folder / "evaluation" / f"{label}.json"))
             for label, rows in evaluations(folder).items()}  # fmt: skip
    cooled = folder / "cooled" / "evaluation"
    if cooled.is_dir():
        rows = rows_of(cooled / "model.jsonl.gz")
        found["cooled"] = by_size(rows) | _numbers(read_json(cooled / "model.json"))
    return found


def by_size(rows: list[dict]) -> dict:
    """Counts of all, and of every number of people."""
    sizes = sorted({row["num_people"] for row in rows})
    earned = sum(bool(row.get("verified")) for row in rows)
    people = {n: counted([row for row in rows if row["num_people"] == n]) for n in sizes}
    return counted(rows) | {"earned": earned, "people": people}


def _numbers(summary: dict) -> dict:
    return {"format_rate": round(summary["format_rate"], 4), "mean_length": round(summary["mean_length"], 1)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    runs: dict[str, dict] = {}
    for summary in sorted(options.folder.glob("*/seed-*/summary.json")):
        runs.setdefault(summary.parts[-3], {})[summary.parent.name.removeprefix("seed-")] = run_of(summary.parent)
    write_json(options.out / "result.json", {"untrained": untrained(options.folder / "untrained"), "arms": runs})


if __name__ == "__main__":
    main()
