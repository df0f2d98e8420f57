"""Accuracy over tokens of every strategy, from the record: writes accuracy_over_tokens.png beside it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from logic_rl.analysis.figures.drawing import draw, with_bars
from logic_rl.rows import read_json

HERE = Path(__file__).resolve().parent
MODELS = {"base": "the tiny base", "zero": "after 28 steps of Zero"}


def panel(axes, name: str, result: dict) -> None:
    """Accuracy over the tokens sampled for a question, on a logarithmic axis."""
    for index, (strategy, table) in enumerate(result["strategies"].items()):
        points = sorted((row["tokens"], row["value"], row["low"], row["high"]) for row in table.values())
        with_bars(axes, points, 0, strategy, index, "-")
    axes.axhline(result["one sample"]["value"], color="#555555", linewidth=1, linestyle=":", label="one sample")
    axes.set_xscale("log")
    axes.set_xlabel("tokens sampled a question")
    axes.set_ylabel("share that is right")
    axes.set_ylim(-0.03, 1.03)
    axes.yaxis.set_major_formatter("{x:.0%}")
    axes.set_title(f"{MODELS[name]}, {result['num_puzzles']} puzzles (95 % interval)")
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.16), ncols=4)


def main() -> None:
    results = read_json(HERE / "result.json")
    panels: list[Callable] = [partial(panel, name=name, result=result) for name, result in results.items()]
    draw(HERE / "accuracy_over_tokens.png", panels)


if __name__ == "__main__":
    main()
