"""What the page shows as numbers: before and after, and the curves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from logic_rl.analysis.before_after import summarise
from logic_rl.analysis.behaviours.cues import BEHAVIOURS
from logic_rl.analysis.figures.charts import CHARTS, EACH, Chart, banded, explanation
from logic_rl.analysis.figures.curves import Curves
from logic_rl.analysis.sizes import by_size
from logic_rl.record import RunFolder

TRAINING = ("reward", "accuracy", "evaluation", "length", "held_out_length", "format", "claims", "held_out_behaviours")
Ends = tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Line:
    """A quantity before and after; `unit` is "share" (0..1) or "tokens".

    Example: `Line("accuracy, all", "share", 0.12, (0.08, 0.17), 0.98, (0.96, 1.0))`.
    """

    name: str
    unit: str
    before: float | None
    before_ends: Ends
    after: float | None
    after_ends: Ends


@dataclass(frozen=True, slots=True)
class Headline:
    """The first and the last evaluation side by side: their labels, and a line a quantity.

    Attributes:
        stages: what was measured after each stage, as `summarise` has it under `phases`.
    """

    before: str
    after: str
    seconds: float
    lines: list[Line]
    stages: dict[str, dict]


def headline(run: RunFolder, summary: dict) -> Headline | None:
    """Before and after on held-out questions with 95 % intervals; None where nothing was evaluated."""
    if not run.evaluation_labels():
        return None
    changes = summarise(run.path, write=False, tagged=summary["evaluation"])
    ends = [changes["intervals_before"], changes["intervals_after"]]
    lines = [_pair(changes, "accuracy", "accuracy, all", ends), _pair(changes, "verified", "verified accuracy", ends)]
    lines.append(_pair(changes, "lucky", "lucky, of the right", ends))
    for size, numbers in by_size(changes).items():
        pair = [by_size(side).get(size) for side in ends]
        name = f"accuracy, {size.counted(numbers['num_puzzles'])}"
        lines.append(_line(name, "share", [numbers["accuracy_before"], numbers["accuracy_after"]], pair))
    lines += [_pair(changes, "format", "well-formed", ends), _pair(changes, "length", "length", ends, "tokens")]
    labels = changes["labels"]
    lines += _claim_lines([summary["evaluation"].get(labels[side], {}) for side in ("before", "after")])
    for name in BEHAVIOURS:
        values = [changes[f"behaviours_{side}"].get(name) for side in ("before", "after")]
        words = f"responses with {name.replace('_', ' ')}"
        lines.append(_line(words, "share", values, [side.get(name) for side in ends]))
    kept = [line for line in lines if line.before is not None or line.after is not None]
    return Headline(labels["before"], labels["after"], changes["seconds"], kept, changes["phases"])


def _pair(changes: dict, key: str, name: str, ends: list[dict], unit: str = "share") -> Line:
    return _line(name, unit, [changes[f"{key}_before"], changes[f"{key}_after"]], [side.get(key) for side in ends])


def _line(name: str, unit: str, values: list, ends: list) -> Line:
    first, last = (tuple(pair) if pair and None not in pair else None for pair in ends)
    return Line(name, unit, values[0], first, values[1], last)


def _claim_lines(groups: list[dict]) -> Iterator[Line]:
    claims_of = [group.get("claims") or {} for group in groups]
    for name, key, value in (("claims that are true", "true", "value"), ("no false claim", "faultless", "share")):
        sides = [claims.get(key) or {} for claims in claims_of]
        ends = [[numbers.get("low"), numbers.get("high")] for numbers in sides]
        yield _line(name, "share", [numbers.get(value) for numbers in sides], ends)


def panels(curves: Curves) -> list[dict]:
    """Every chart of the page there is data for, as JSON objects; then one for each behaviour that occurs."""
    training = [CHARTS[name](curves) for name in TRAINING]
    shown = [name for name in EACH if any(point[1] for point in curves.behaviours.get(name, ()))]
    charts = [(chart, "training") for chart in training]
    charts += [(EACH[name](curves), "behaviours") for name in shown]
    return [_panel(chart, group) for chart, group in charts if chart.series]


def _panel(chart: Chart, group: str) -> dict:
    series = [
        {"name": one.name or chart.title, "points": one.points, "drawn": one.drawn, "averaged": one.window > 1,
         "colour": one.colour}
        for one in chart.series
    ]  # fmt: skip
    return {
        "title": chart.title,
        "unit": chart.unit,
        "share": chart.share,
        "zoomed": chart.zoomed,
        "bars": chart.bars,
        "bands": banded([chart]),
        "marks": explanation([chart]),
        "group": group,
        "series": series,
    }
