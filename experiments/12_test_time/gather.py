"""Accuracy and tokens of every strategy, for the base and the trained model: gather.py FOLDER --out DIR

FOLDER holds base/ and zero/ as `logicrl evaluate` writes them. Writes DIR/result.json.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from logic_rl.rows import read_json, write_json

MODELS = ("base", "zero")
SETTINGS = ("model", "temperature", "samples", "seed", "max_new_tokens", "task")


def recorded(folder: Path) -> dict:
    """What is quoted of an evaluation."""
    summary = read_json(folder / "evaluation" / "model.json")
    one = summary["accuracy_table"]["all"]
    plain = {key: one["pass@1"][key] for key in ("value", "low", "high")} | {"tokens": round(one["mean_length"], 1)}
    told = {key: summary[key] for key in SETTINGS if key in summary}
    return told | {"num_puzzles": one["num_puzzles"], "one sample": plain, "strategies": summary["strategies"]}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    results = {name: recorded(options.folder / name) for name in MODELS}
    options.out.mkdir(parents=True, exist_ok=True)
    write_json(options.out / "result.json", results)
    print(json.dumps({name: result["one sample"] for name, result in results.items()}))


if __name__ == "__main__":
    main()
