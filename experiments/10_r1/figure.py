"""Verified accuracy over work of every arm of table 6, from the record: writes distillation_STUDENT.png beside it."""

from __future__ import annotations

from pathlib import Path

from logic_rl.analysis.figures.drawing import draw
from logic_rl.rows import read_json

HERE = Path(__file__).resolve().parent
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000", "#7f7f7f")


def figure(runs: list[dict], path: Path) -> None:
    """Accuracy over operations, and over sampled tokens: a line of every arm and seed."""
    arms = list(dict.fromkeys(name for run in runs for name in run["arms"]))

    def panel(key: str, title: str, unit: float):
        def fill(axes) -> None:
            for colour, name in zip(COLOURS[: len(arms)], arms, strict=True):
                for index, run in enumerate(one for one in runs if name in one["arms"]):
                    points = run["arms"][name]
                    across = [cost(point, key) / unit for point in points]
                    axes.plot(across, [point["verified"] for point in points], color=colour, linewidth=1.2, marker="o",
                              markersize=2.5, alpha=0.85, label=name if index == 0 else None)  # fmt: skip
            axes.set(title="verified accuracy, 2 to 4 people", xlabel=title, ylim=(-0.03, 1.03))
            axes.legend(fontsize=7, loc="lower right")

        return fill

    draw(path, [panel("flop", "operations of sampling and learning, 10^12", 1e12),
                panel("tokens", "sampled tokens, the teacher's too, thousands", 1e3)])  # fmt: skip


def cost(point: dict, key: str) -> float:
    return point["flop"] if key == "flop" else point.get("own_tokens", 0) + point.get("teacher_tokens", 0)


def main() -> None:
    runs = read_json(HERE / "distillation.json")["runs"]
    for student in sorted({run["student"] for run in runs}):
        figure([run for run in runs if run["student"] == student], HERE / f"distillation_{student}.png")


if __name__ == "__main__":
    main()
