"""Mixed thinking and accuracy over steps, from the record: writes mixing.png beside it. A thin line a seed, a thick one
their mean."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from logic_rl.analysis.figures.drawing import draw
from logic_rl.analysis.figures.style import PALETTE
from logic_rl.rows import read_json

HERE = Path(__file__).resolve().parent
PANELS = {
    "mixed": "replies whose thinking is mixed",
    "chinese": "replies that think in Chinese",
    "right": "accuracy on the step's puzzles",
}


def panel(axes, key: str, runs: list[dict]) -> None:
    arms = dict.fromkeys(run["arm"] for run in runs)
    for colour, arm in zip(PALETTE, arms, strict=False):
        curves = [[step[key] for step in run["steps"]] for run in runs if run["arm"] == arm]
        for curve in curves:
            axes.plot(range(1, len(curve) + 1), curve, color=colour, linewidth=0.6, alpha=0.5)
        mean = [sum(values) / len(values) for values in zip(*curves, strict=False)]
        axes.plot(range(1, len(mean) + 1), mean, color=colour, linewidth=2, label=arm)
    axes.set(title=PANELS[key], xlabel="step", ylim=(-0.03, 1.03))
    axes.legend(fontsize=8)


def main() -> None:
    record = HERE / "result.json"
    if record.is_file():
        runs = read_json(record)["runs"]
        draw(HERE / "mixing.png", [partial(panel, key=key, runs=runs) for key in PANELS])


if __name__ == "__main__":
    main()
