"""Solved and verified within k samples, before and after reinforcement learning, as a record.

    python experiments/13_samples/gather.py BASE TRAINED --out experiments/13_samples

BASE and TRAINED are `--out` folders of `logicrl evaluate` on the same puzzles.
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

from logic_rl.rows import read_json, read_rows, write_json

MODELS = ("base", "zero")
EVALUATION = Path("evaluation/model")
MEASURES = ("pass@", "verified@")


def recorded(folder: Path) -> dict:
    """Of one evaluation: by people the numbers at every k, and by puzzle [samples, verified ones]."""
    table = read_json(folder / EVALUATION.with_suffix(".json"))["accuracy_table"]["people"]
    people = {
        size: {"puzzles": row["num_puzzles"]} | {
            key: [round(cell[part], 4) for part in ("value", "low", "high")]
            for key, cell in row.items() if key.startswith(MEASURES)
        }
        for size, row in table.items()
    }  # fmt: skip
    samples, verified = Counter(), Counter()
    for row in read_rows(folder / EVALUATION.with_suffix(".jsonl.gz")):
        samples[row["puzzle_id"]] += 1
        verified[row["puzzle_id"]] += bool(row["verified"])
    return {"people": people, "puzzles": {name: [samples[name], verified[name]] for name in sorted(samples)}}


def only_one(result: dict) -> dict[str, list]:
    """Puzzles of which one model's samples hold a verified reply and the other's none: [samples, verified] of each."""
    base, zero = (result[name]["puzzles"] for name in MODELS)
    both = [(name, base[name], zero[name]) for name in base if name in zero]
    return {
        "zero alone": [[name, of_base, of_zero] for name, of_base, of_zero in both if of_zero[1] and not of_base[1]],
        "base alone": [[name, of_base, of_zero] for name, of_base, of_zero in both if of_base[1] and not of_zero[1]],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("base", type=Path)
    parser.add_argument("trained", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    folders = (options.base, options.trained)
    result = {name: recorded(folder) for name, folder in zip(MODELS, folders, strict=True)}
    write_json(options.out / "result.json", result | {"alone": only_one(result)})


if __name__ == "__main__":
    main()
