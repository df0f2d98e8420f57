"""The share of puzzles solved and verified within k samples, from the record: writes at_k.png beside it."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from logic_rl.analysis.figures.drawing import draw, with_bars
from logic_rl.rows import read_json

HERE = Path(__file__).resolve().parent
MODELS = ("base", "zero")
MEASURES = {"pass@": "solved", "verified@": "verified"}


def panel(axes, size: str, result: dict) -> None:
    """Solved and verified over k, one line a model."""
    for index, (prefix, told) in enumerate(MEASURES.items()):
        for number, name in enumerate(MODELS):
            cells = result[name]["people"][size]
            at = {int(key.removeprefix(prefix)): cell for key, cell in cells.items() if key.startswith(prefix)}
            points = [(k, *cell) for k, cell in sorted(at.items())]
            with_bars(axes, points, 0, f"{name}, {told}", 2 * number + index, "--" if index == 0 else "-")
    axes.set_xscale("log", base=2)
    axes.set(title=f"{size} people", xlabel="samples a puzzle", ylabel="share of puzzles", ylim=(-0.03, 1.03))
    axes.legend(fontsize=8, loc="lower right")


def main() -> None:
    result = read_json(HERE / "result.json")
    draw(HERE / "at_k.png", [partial(panel, size=size, result=result) for size in result["base"]["people"]])


if __name__ == "__main__":
    main()
