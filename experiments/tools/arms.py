"""Several settings side by side, each with several seeds, as one table and one figure.

    python experiments/tools/arms.py gather runs/experiments/NAME --out experiments/NAME   # writes result.json
    python experiments/tools/arms.py draw experiments/NAME                             # result.md, overview.png from it

The runs are those of run_arms.sh. `draw` needs result.json alone, so table and figure can be made again without them.
"""

from __future__ import annotations

import argparse
import json
import math
from itertools import accumulate
from pathlib import Path

import matplotlib
import numpy as np
from gather import form_of, in_words, measures, spread

from logic_rl.record import open_run

matplotlib.use("Agg")
from matplotlib import pyplot

BAR = 0.8  # accuracy on the training puzzles of a step, mean of WINDOW steps
WINDOW = 3
AXES = ("samples", "seconds")
PANELS = (("samples", "accuracy"), ("seconds", "accuracy"), ("samples", "length"))
COLUMNS = ("accuracy", "format_rate", "mean_length", "verification", "backtracking")
STYLES = ("-", "--", "-.", ":")
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000", "#7f7f7f", "#b8a800")


def read_run(run: Path, timed: bool) -> dict:
    """One run: its evaluations, and its curve over samples and, where they mean something, seconds."""
    summary = json.loads((run / "summary.json").read_text(encoding="utf-8"))
    rows = open_run(run).metrics()
    group_size, prompts = run_shape(run)
    samples = accumulate(group_size * (prompts + row["rollout/refilled_groups"]) for row in rows)
    seconds = accumulate(row["time/step_seconds"] for row in rows)
    curve = {
        "samples": list(samples),
        "seconds": [round(second, 1) for second in seconds] if timed else None,
        "accuracy": [round(row["accuracy/mean"], 4) for row in rows],
        "length": [round(row["length/mean"], 1) for row in rows],
        "truncated": [round(row["length/truncated_rate"], 4) for row in rows],
    }
    return {"phases": {label: measures(phase) for label, phase in summary["phases"].items()}, "curve": curve}


def run_shape(run: Path) -> tuple[int, int]:
    import yaml

    phase = yaml.safe_load((run / "config.yaml").read_text(encoding="utf-8"))["phases"][0]
    return phase["group_size"], phase["prompts"]


def gather(place: Path, recorded: dict, timed: bool) -> dict:
    """The finished runs, and what is on record of others: seeds may be run on different days."""
    arms = recorded.get("arms", {})
    for path in sorted(place.glob("*/seed-*/summary.json")):
        arms.setdefault(path.parent.parent.name, {})[path.parent.name] = read_run(path.parent, timed)
    return {"arms": arms}


def reached(curve: dict, axis: str) -> float | None:
    """Samples or seconds until the accuracy of WINDOW steps is BAR; None if it never is, NaN if nobody measured."""
    if curve[axis] is None:
        return math.nan
    means = np.convolve(curve["accuracy"], np.ones(WINDOW) / WINDOW, mode="valid")
    hits = np.flatnonzero(means >= BAR)
    return curve[axis][hits[0] + WINDOW - 1] if len(hits) else None


def spent(curve: dict, axis: str) -> float:
    """Samples or seconds of the whole run; NaN if nobody measured."""
    return math.nan if curve[axis] is None else curve[axis][-1]


def told(values: list[float | None], form: str) -> str:
    if any(value is not None and math.isnan(value) for value in values):
        return "–"
    if None in values:
        return f"not in {values.count(None)} of {len(values)}" if len(values) > 1 else "not"
    return in_words(spread(values), form)


def table(result: dict) -> str:
    """Rows: arms. At the end of the run, mean over seeds (lowest – highest)."""
    head = ["seeds", *COLUMNS, *(f"{axis} to {BAR}" for axis in AXES), *(f"{axis} in all" for axis in AXES)]
    lines = ["| arm | " + " | ".join(head) + " |", "|---" * (len(head) + 1) + "|"]
    for arm, seeds in result["arms"].items():
        last = [list(seed["phases"].values())[-1] for seed in seeds.values()]
        cells = [str(len(seeds))]
        cells += [told([end[key] for end in last], form_of(key)) for key in COLUMNS]
        curves = [seed["curve"] for seed in seeds.values()]
        cells += [
            told([measure(curve, axis) for curve in curves], "{:.0f}") for measure in (reached, spent) for axis in AXES
        ]
        lines.append(f"| {arm} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def draw(result: dict, path: Path) -> None:
    """Accuracy over samples and over seconds, and length over samples; a line an arm: the mean of its seeds."""
    curves = [seed["curve"] for seeds in result["arms"].values() for seed in seeds.values()]
    panels = [panel for panel in PANELS if any(curve[panel[0]] is not None for curve in curves)]
    figure, axes = pyplot.subplots(1, len(panels), figsize=(13, 4.2), constrained_layout=True)
    for number, (arm, seeds) in enumerate(result["arms"].items()):
        style = {"color": COLOURS[number % 9], "linestyle": STYLES[number % 4], "linewidth": 1.8, "label": arm}
        curves = [seed["curve"] for seed in seeds.values()]
        steps = min(len(curve["samples"]) for curve in curves)
        for ax, (across, up) in zip(axes, panels, strict=True):
            if any(curve[across] is None for curve in curves):
                continue
            x, y = (np.mean([curve[key][:steps] for curve in curves], axis=0) for key in (across, up))
            smooth = np.convolve(y, np.ones(WINDOW) / WINDOW, mode="valid")
            ax.plot(x[WINDOW - 1 :], smooth, **style)
            ax.set_xlabel(across)
            ax.set_ylabel("tokens a response" if up == "length" else "accuracy on the step's puzzles")
    for ax in axes:
        ax.spines[["top", "right"]].set_visible(False)
        ax.grid(alpha=0.3)
    said = f"mean of the seeds, moving average over the last {WINDOW} steps"
    figure.legend(*axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=5, fontsize=8, frameon=False,
                  title=said, title_fontsize=8)  # fmt: skip
    figure.savefig(path, dpi=110)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    actions = parser.add_subparsers(dest="action", required=True)
    gathering = actions.add_parser("gather")
    gathering.add_argument("runs", type=Path)
    gathering.add_argument("--out", type=Path, required=True)
    gathering.add_argument("--not-timed", action="store_true", help="other work ran beside: keep no seconds")
    actions.add_parser("draw").add_argument("folder", type=Path)
    options = parser.parse_args()
    if options.action == "gather":
        path = options.out / "result.json"
        recorded = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
        options.out.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(gather(options.runs, recorded, not options.not_timed)) + "\n", encoding="utf-8")
    else:
        recorded = json.loads((options.folder / "result.json").read_text(encoding="utf-8"))
        (options.folder / "result.md").write_text(table(recorded), encoding="utf-8")
        draw(recorded, options.folder / "overview.png")
        print(table(recorded))
