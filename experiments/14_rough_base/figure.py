"""Is a search right more often, or is it only made more often? From the record: writes kinds.png beside it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from logic_rl.analysis.figures.drawing import draw, with_bars
from logic_rl.analysis.statistics.intervals import wilson
from logic_rl.rows import read_json

HERE = Path(__file__).resolve().parent
END = "anneal"


def columns(result: dict) -> Iterator[tuple[str, int, list[dict]]]:
    """What stands above each place of the axis: its name, its colour, and the counts of its runs."""
    for temperature, counts in sorted(result["untrained"].items(), key=lambda item: -float(item[0])):
        yield f"base,\nT {float(temperature):g}", 0, [counts]
    for index, (arm, seeds) in enumerate(result["arms"].items(), 1):
        yield arm, index, [phases[END] for phases in seeds.values()]


def panel(axes, result: dict, part: str, title: str, people: str = "") -> None:
    names = []
    for place, (name, colour, runs) in enumerate(columns(result)):
        names.append(name)
        points = []
        for number, counts in enumerate(runs):
            counts = counts["people"][people] if people else counts
            finished = counts["kinds"]["finished"]
            count, total = (finished["replies"], counts["replies"]) if part == "share" else (
                finished["right"], finished["replies"])  # fmt: skip
            if total:
                points.append((place + (number - (len(runs) - 1) / 2) * 0.2, count / total, *wilson(count, total)))
        with_bars(axes, points, 0, None, colour, "none")
    axes.set(title=title, ylabel="share", ylim=(-0.03, 1.03), xlim=(-0.6, len(names) - 0.4))
    axes.set_xticks(range(len(names)), names)
    axes.yaxis.set_major_formatter("{x:.0%}")


def main() -> None:
    record = HERE / "result.json"
    if not record.is_file():
        return
    result = read_json(record)
    draw(HERE / "kinds.png", [
        partial(panel, result=result, part="share", title="Searches brought to their end, of all replies (95 %)"),
        partial(panel, result=result, part="right", title="Of these, right: 3 people (95 %)", people="3"),
        partial(panel, result=result, part="right", title="4 people", people="4"),
    ])  # fmt: skip


if __name__ == "__main__":
    main()
