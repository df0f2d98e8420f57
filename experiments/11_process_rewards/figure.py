"""What is paid and what is wanted over the distance to the base, from the record: writes proxy_gold.png beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from logic_rl.analysis.figures.charts import DISTANCE, Series
from logic_rl.analysis.figures.drawing import curve, draw
from logic_rl.metrics import mean
from logic_rl.rows import read_json

if TYPE_CHECKING:
    from matplotlib.axes import Axes

HERE = Path(__file__).resolve().parent
PANELS = (
    ("paid", "Proxy: what is paid", "share of what the reward can be"),
    ("verified", "Gold: what is wanted", "samples that are right and earned it"),
)


def mean_curve(seeds: Sequence[dict], across: str, up: str) -> list[tuple]:
    """The mean over seeds at each step that all have, over the mean of `across` there; ascending."""
    curves = [{point["step"]: point for point in seed["curve"] if across in point and up in point} for seed in seeds]
    steps = set.intersection(*(set(one) for one in curves))
    points = [(mean(one[step][across] for one in curves), mean(one[step][up] for one in curves)) for step in steps]
    return sorted((x, y, None, None) for x, y in points)


def panel(axes: Axes, result: dict, up: str, title: str, unit: str) -> None:
    for number, (arm, seeds) in enumerate(result["arms"].items()):
        points = mean_curve(list(seeds.values()), "kl", up)
        if points:
            curve(axes, Series(arm, points), f"{arm} ({len(seeds)} seeds)" if len(seeds) > 1 else arm, number)
    axes.set_title(title)
    axes.set_xlabel(DISTANCE)
    axes.set_ylabel(unit)
    axes.set_ylim(-0.03, 1.03)
    axes.yaxis.set_major_formatter("{x:.0%}")
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.16), ncols=3)


def main() -> None:
    result = read_json(HERE / "result.json")
    panels: list[Callable[[Axes], None]] = [
        partial(panel, result=result, up=up, title=title, unit=unit) for up, title, unit in PANELS
    ]
    draw(HERE / "proxy_gold.png", panels)



if __name__ == "__main__":
    main()
