"""What run.sh measured, as result.json: python experiments/07_memorisation/gather.py FOLDER --out FILE."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

ARMS = ("sft-1", "sft-4", "sft-16", "rl")


def measured(folder: Path) -> dict:
    """Accuracy on the training puzzles, on their changed twins and on others; consistency and LiMem."""
    train, test = (
        json.loads((folder / name / "evaluation" / "model.json").read_text(encoding="utf-8"))
        for name in ("train", "test")
    )
    pairs = train["memorisation"]
    return {
        "train": train["accuracy_table"]["all"]["pass@1"]["value"],
        "twins": pairs["accuracy_perturbed"],
        "consistency": (pairs["consistency"] or {"value": None})["value"],
        "limem": (pairs["limem"] or {"value": None})["value"],
        "test": test["accuracy_table"]["all"]["pass@1"]["value"],
        "format": test["format_rate"],
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    arms: dict[str, dict] = {arm: {} for arm in ARMS}
    for seed in sorted(options.folder.glob("seed-*")):
        for arm in ARMS:
            if (seed / "measured" / arm / "test").is_dir():
                arms[arm][seed.name] = measured(seed / "measured" / arm)
    result = {"base": {"base": measured(options.folder / "base")}} | arms
    options.out.write_text(json.dumps({"arms": result}, indent=1) + "\n", encoding="utf-8")
