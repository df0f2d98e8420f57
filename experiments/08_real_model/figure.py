"""What came of the cold start: python experiments/08_real_model/figure.py

Reads result.json, steps.json and curves.json beside it. Writes accuracy.png (right answers, and those earned, by set and
number of people), kinds.png (which kinds of replies there are before and after reinforcement learning, and what is
right), steps.png (the same on the way there), and the curves of that training as overview.png.
"""  # noqa: E501

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from logic_rl.analysis.figures.drawing import draw, with_bars
from logic_rl.analysis.figures.style import PALETTE
from logic_rl.analysis.statistics.intervals import wilson
from logic_rl.rows import read_json

if TYPE_CHECKING:
    from matplotlib.axes import Axes

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "tools"))
import curves  # noqa: E402

PLACES = (
    ("known", 3, "3 people"), ("known", 4, "4 people"),
    ("words", 3, "3 people,\nnew words"), ("words", 4, "4 people,\nnew words"),
    ("varied", 3, "3 people,\nany wording"), ("varied", 4, "4 people,\nany wording"),
)  # fmt: skip
MEASURES = {"pass@1": "right", "verified@1": "earned by its steps"}
ARMS = {
    "mixture": "four kinds\nof replies", "mixture-T0.3": "the same,\nT 0.3", "more": "240 rows\nmore",
    "rl/seed-1": "reward,\nseed 1", "rl/seed-2": "reward,\nseed 2", "rl/seed-3": "reward,\nseed 3",
    "cold3": "searches\nalone",
}  # fmt: skip
KINDS = {"finished": "search brought to its end", "unfinished": "checks, and no end", "guess": "guess"}
LINES = ("-", "--", ":")  # of seeds
STEP = 0.22


def by_place(axes: Axes, result: dict, measure: str, title: str) -> None:
    points = []
    for place, (name, people, _) in enumerate(PLACES):
        cell = result[f"cold3/{name}"]["people"].get(str(people), {}).get(measure)
        if cell:
            points.append((place, cell["value"], cell["low"], cell["high"]))
    with_bars(axes, points, 0, None, 0, "none")
    shares(axes, title, [label for _, _, label in PLACES])


def replies_by_kind(axes: Axes, arms: dict[str, dict]) -> None:
    """Stacked: the share of each kind; the full colour of a bar is what of it is right."""
    bottom = [0.0] * len(arms)
    for index, (kind, label) in enumerate(KINDS.items()):
        counts = [arm["kinds"][kind] for arm in arms.values()]
        totals = [sum(one["replies"] for one in arm["kinds"].values()) for arm in arms.values()]
        for part, alpha in (("right", 1.0), ("wrong", 0.35)):
            heights = [(one["right"] if part == "right" else one["replies"] - one["right"]) / total
                       for one, total in zip(counts, totals, strict=True)]  # fmt: skip
            axes.bar(range(len(arms)), heights, 0.7, bottom, color=PALETTE[index], alpha=alpha,
                     label=f"{label}, {part}")  # fmt: skip
            bottom = [low + height for low, height in zip(bottom, heights, strict=True)]
    shares(axes, "Kinds of replies", [ARMS[name] for name in arms])
    axes.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0), fontsize=8)


def right_by_arm(axes: Axes, arms: dict[str, dict]) -> None:
    for index, (measure, label) in enumerate(MEASURES.items()):
        cells = [arm["all"][measure] for arm in arms.values()]
        points = [(place, cell["value"], cell["low"], cell["high"]) for place, cell in enumerate(cells)]
        with_bars(axes, points, (index - 0.5) * STEP, label, index, "none")
    shares(axes, "Right on 100 held-out puzzles (95 %)", [ARMS[name] for name in arms])
    axes.legend(loc="upper left")


def over_steps(axes: Axes, runs: dict[str, list[dict]]) -> None:
    for line, steps in zip(LINES, runs.values(), strict=False):
        for index, (kind, label) in enumerate(KINDS.items()):
            shown = [one["kinds"][kind]["replies"] / _replies(one) for one in steps]
            axes.plot([one["step"] for one in steps], shown, line, color=PALETTE[index],
                      label=label if line == LINES[0] else None)  # fmt: skip
    title = f"Kinds of replies while training ({len(runs)} seeds: solid, dashed)"
    axes.set(title=title, xlabel="step (48 replies each)", ylabel="share of replies", ylim=(-0.03, 1.03))
    axes.yaxis.set_major_formatter("{x:.0%}")
    axes.legend(loc="upper left", fontsize=8)


def what_pays(axes: Axes, runs: dict[str, list[dict]]) -> None:
    """Right answers of all steps and seeds, by what the reply does."""
    steps = [one for run in runs.values() for one in run]
    parts = {
        "search brought\nto its end,\nno mistake seen": lambda one: one["straight"],
        "sees a mistake\nof its own": lambda one: one["turns"],
        "guess": lambda one: one["kinds"]["guess"],
    }
    counts = [{key: sum(part(one)[key] for one in steps) for key in ("replies", "right")} for part in parts.values()]
    points = [(place, one["right"] / one["replies"], *wilson(one["right"], one["replies"]))
              for place, one in enumerate(counts) if one["replies"]]  # fmt: skip
    with_bars(axes, points, 0, None, 0, "none")
    shares(axes, "Right while training, by what the reply does (95 %)", list(parts))


def _replies(step: dict) -> int:
    return sum(count["replies"] for count in step["kinds"].values())


def shares(axes: Axes, title: str, names: Sequence[str]) -> None:
    axes.set(title=title, ylabel="share of replies", xlim=(-0.6, len(names) - 0.4), ylim=(-0.03, 1.03))
    axes.set_xticks(range(len(names)), names)
    axes.yaxis.set_major_formatter("{x:.0%}")


def main() -> None:
    result = read_json(HERE / "result.json")
    titles = {"pass@1": "Right (95 % interval)", "verified@1": "Right and earned by its steps (95 % interval)"}
    draw(HERE / "accuracy.png", [partial(by_place, result=result, measure=key, title=titles[key]) for key in titles])
    arms = {arm: result[f"{arm}/known"] for arm in ARMS if f"{arm}/known" in result}
    if "mixture" in arms:
        draw(HERE / "kinds.png", [partial(replies_by_kind, arms=arms), partial(right_by_arm, arms=arms)])
    if (HERE / "steps.json").is_file():
        runs = read_json(HERE / "steps.json")
        draw(HERE / "steps.png", [partial(over_steps, runs=runs), partial(what_pays, runs=runs)])
    if (HERE / "curves.json").is_file():
        curves.draw(HERE, ("overview",))


if __name__ == "__main__":
    main()
