"""How much thinking is mixed over the steps of each arm: a record, a table and a figure.

    python experiments/09_language/mixing.py gather runs/experiments/09_language --out experiments/09_language
    python experiments/09_language/mixing.py draw experiments/09_language         # from the record alone
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable
from pathlib import Path

from logic_rl.analysis.figures.drawing import draw
from logic_rl.analysis.figures.style import PALETTE
from logic_rl.analysis.statistics.intervals import share_over_clusters
from logic_rl.record import open_run
from logic_rl.rows import read_rows
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


def table(runs: list[dict]) -> str:
    """Means over seeds (least to most)."""
    columns = ("right", "verified", "mixed", "chinese", "away_and_back", "right_if_mixed", "right_if_not")
    heads = ("accuracy", "verified", "mixed thinking", "thinking in Chinese", "and answer in English",
             "accuracy of those", "of the others")  # fmt: skip
    lines = ["| arm | seeds | " + " | ".join(heads) + " | tokens |", "|---" * (len(heads) + 3) + "|"]
    for arm, label in [("base", "base"), *((arm, "rl") for arm in dict.fromkeys(run["arm"] for run in runs))]:
        ends = [run["ends"][label] for run in runs if arm in ("base", run["arm"])]
        cells = [spread([end[key]["value"] for end in ends if end[key]]) for key in columns]
        length = sum(end["length"] for end in ends) / len(ends)
        lines.append(f"| {arm} | {len(ends)} | " + " | ".join(cells) + f" | {length:.0f} |")
    return "\n".join(lines)


def spread(values: list[float]) -> str:
    if not values:
        return "–"
    return f"{sum(values) / len(values):.2f} ({min(values):.2f} – {max(values):.2f})"


def figure(runs: list[dict], path: Path) -> None:
    """Mixed thinking and accuracy over steps: a thin line a seed, a thick one their mean."""
    arms = list(dict.fromkeys(run["arm"] for run in runs))

    def panel(key: str, title: str):
        def fill(axes) -> None:
            for colour, arm in zip(PALETTE, arms, strict=False):
                curves = [[step[key] for step in run["steps"]] for run in runs if run["arm"] == arm]
                for curve in curves:
                    axes.plot(range(1, len(curve) + 1), curve, color=colour, linewidth=0.6, alpha=0.5)
                mean = [sum(values) / len(values) for values in zip(*curves, strict=False)]
                axes.plot(range(1, len(mean) + 1), mean, color=colour, linewidth=2, label=arm)
            axes.set(title=title, xlabel="step", ylim=(-0.03, 1.03))
            axes.legend(fontsize=8)

        return fill

    draw(path, [panel("mixed", "replies whose thinking is mixed"), panel("right", "accuracy on the step's puzzles")])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("gather", "draw"))
    parser.add_argument("place", type=Path)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    out = options.out or options.place
    if options.what == "gather":
        found = sorted(path.parent for path in options.place.glob("*/seed-*/summary.json"))
        (out / "result.json").write_text(json.dumps({"runs": list(map(gather, found))}) + "\n", encoding="utf-8")
    runs = json.loads((out / "result.json").read_text(encoding="utf-8"))["runs"]
    print(table(runs))
    figure(runs, out / "mixing.png")


if __name__ == "__main__":
    main()
