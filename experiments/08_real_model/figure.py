"""What learning from its own replies did to the cold start: python experiments/08_real_model/figure.py

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
ARMS = {"cold2": "cold start", "raft": "and two rounds of rejection fine-tuning"}
PLACES = (
    ("known", 2, "2 people"), ("known", 3, "3 people"), ("known", 4, "4 people"),
    ("words", 3, "3 people,\nnew words"), ("words", 4, "4 people,\nnew words"),
)  # fmt: skip
STEP = 0.2


def panel(axes: Axes, result: dict, measure: str, title: str, names: Sequence[str]) -> None:
    for index, (arm, label) in enumerate(ARMS.items()):
        points = []
        for place, (name, people, _) in enumerate(PLACES):
            cell = result.get(f"{arm}/{name}", {}).get("people", {}).get(str(people), {}).get(measure)
            if cell:
                points.append((place, cell["value"], cell["low"], cell["high"]))
        with_bars(axes, points, (index - 0.5) * STEP, label, index, "none")
    axes.set_title(title)
    axes.set_ylabel("share of replies")
    axes.set_xticks(range(len(names)), names)
    axes.set_xlim(-0.6, len(names) - 0.4)
    axes.set_ylim(-0.03, 1.03)
    axes.yaxis.set_major_formatter("{x:.0%}")
    axes.legend(loc="upper right")


def main() -> None:
    result = json.loads((HERE / "result.json").read_text(encoding="utf-8"))
    names = [label for _, _, label in PLACES]
    titles = {"pass@1": "Right (95 % interval)", "verified@1": "Right and earned by its steps (95 % interval)"}
    panels = [partial(panel, result=result, measure=key, title=title, names=names) for key, title in titles.items()]
    print(draw(HERE / "accuracy.png", panels))


if __name__ == "__main__":
    main()
