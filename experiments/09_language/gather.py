"""How much thinking is mixed over the steps of each arm: gather.py FOLDER --out DIR

FOLDER holds ARM/seed-S. Writes DIR/result.json.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path

from logic_rl.analysis.statistics.intervals import share_over_clusters
from logic_rl.record import open_run
from logic_rl.rows import read_rows, write_json
from logic_rl.text.language import language_profile

ENDS = ("base", "rl")


def kinds(row: dict) -> dict[str, bool]:
    """Of a reply to an English puzzle: is the thinking mixed, is it mostly Chinese, and is the answer English still?"""
    profile = language_profile(row["response"], (*row["names"], *row["roles"]))
    is_han = (profile["han"] or 0.0) > 0.5
    answered = (profile["answer_han"] or 0.0) < 0.5
    return {
        "mixed": profile["mixed"], "chinese": is_han, "away_and_back": (profile["mixed"] or is_han) and answered,
        "right": row["score"]["verdict"] == "correct", "verified": bool(row.get("verified")),
    }  # fmt: skip


def measured(rows: Iterable[dict]) -> dict:
    """Shares over replies, clustered by puzzle, and accuracy of the replies that mix and of those that do not."""
    rows = list(rows)
    told, puzzles = [kinds(row) for row in rows], [row["puzzle_id"] for row in rows]
    shares = {key: share_over_clusters([one[key] for one in told], puzzles) for key in told[0]}
    for name, wanted in (("right_if_mixed", True), ("right_if_not", False)):
        chosen = [index for index, one in enumerate(told) if (one["mixed"] or one["chinese"]) == wanted]
        shares[name] = share_over_clusters(
            [told[index]["right"] for index in chosen], [puzzles[index] for index in chosen]
        ) if chosen else None  # fmt: skip
    lengths = [row["num_tokens"] for row in rows]
    return shares | {"length": sum(lengths) / len(lengths), "replies": len(rows)}


def gather(path: Path) -> dict:
    run = open_run(path)
    steps = []
    for _, file in run.rollout_files():
        told = [kinds(row) for row in read_rows(file)]
        steps.append({key: sum(one[key] for one in told) / len(told) for key in told[0]})
    ends = {label: measured(run.evaluation_rows(label)) for label in ENDS}
    return {"arm": path.parent.name, "seed": run.config()["seed"], "steps": steps, "ends": ends}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("place", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    found = sorted(path.parent for path in options.place.glob("*/seed-*/summary.json"))
    write_json(options.out / "result.json", {"runs": [gather(path) for path in found]})


if __name__ == "__main__":
    main()
