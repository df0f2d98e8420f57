"""Accuracy over tokens of every strategy, for the base and the trained model: draw.py FOLDER --out DIR

FOLDER holds base/ and zero/ as `logicrl evaluate` writes them. Writes DIR/result.json and DIR/accuracy_over_tokens.png.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from functools import partial
from pathlib import Path

from logic_rl.analysis.figures.drawing import draw, with_bars
from logic_rl.rows import read_json, write_json

MODELS = {"base": "the tiny base", "zero": "after 28 steps of Zero"}
SETTINGS = ("model", "temperature", "samples", "seed", "max_new_tokens", "task")


def recorded(folder: Path) -> dict:
    """What is quoted of an evaluation."""
    summary = read_json(folder / "evaluation" / "model.json")
    one = summary["accuracy_table"]["all"]
    plain = {key: one["pass@1"][key] for key in ("value", "low", "high")} | {"tokens": round(one["mean_length"], 1)}
    told = {key: summary[key] for key in SETTINGS if key in summary}
    return told | {"num_puzzles": one["num_puzzles"], "one sample": plain, "strategies": summary["strategies"]}


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
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    results = {name: recorded(options.folder / name) for name in MODELS}
    options.out.mkdir(parents=True, exist_ok=True)
    write_json(options.out / "result.json", results)
    panels: list[Callable] = [partial(panel, name=name, result=result) for name, result in results.items()]
    draw(options.out / "accuracy_over_tokens.png", panels)
    print(json.dumps({name: result["one sample"] for name, result in results.items()}))


if __name__ == "__main__":
    main()
