"""What the cold start can do, and what came after it: python experiments/08_real_model/figure.py

Reads result.json beside it and writes accuracy.png: right answers by set and number of people, and those earned.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from logic_rl.analysis.figures.drawing import draw, with_bars

if TYPE_CHECKING:
    from matplotlib.axes import Axes

HERE = Path(__file__).resolve().parent
ARMS = {"cold3": "cold start", "control": "as much fine-tuning more", "rl/seed-1": "reinforcement learning"}
PLACES = (
    ("known", 3, "3 people"), ("known", 4, "4 people"),
    ("words", 3, "3 people,\nnew words"), ("words", 4, "4 people,\nnew words"),
    ("varied", 3, "3 people,\nany wording"), ("varied", 4, "4 people,\nany wording"),
)  # fmt: skip
STEP = 0.22


def panel(axes: Axes, result: dict, measure: str, title: str, names: Sequence[str]) -> None:
    arms = {arm: label for arm, label in ARMS.items() if any(name.startswith(f"{arm}/") for name in result)}
    for index, (arm, label) in enumerate(arms.items()):
        points = []
        for place, (name, people, _) in enumerate(PLACES):
            cell = result.get(f"{arm}/{name}", {}).get("people", {}).get(str(people), {}).get(measure)
            if cell:
                points.append((place, cell["value"], cell["low"], cell["high"]))
        with_bars(axes, points, (index - (len(arms) - 1) / 2) * STEP, label, index, "none")
    axes.set_title(title)
    axes.set_ylabel("share of replies")
    axes.set_xticks(range(len(names)), names)
    axes.set_xlim(-0.6, len(names) - 0.4)
    axes.set_ylim(-0.03, 1.03)
    axes.yaxis.set_major_formatter("{x:.0%}")
    axes.legend(loc="lower left")


def main() -> None:
    result = json.loads((HERE / "result.json").read_text(encoding="utf-8"))
    names = [label for _, _, label in PLACES]
    titles = {"pass@1": "Right (95 % interval)", "verified@1": "Right and earned by its steps (95 % interval)"}
    panels = [partial(panel, result=result, measure=key, title=title, names=names) for key, title in titles.items()]
    print(draw(HERE / "accuracy.png", panels))


if __name__ == "__main__":
    main()
