"""What the page shows as numbers: before and after, and the curves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass

from logic_rl.analysis.before_after import summarise
from logic_rl.analysis.behaviours.cues import BEHAVIOURS
from logic_rl.analysis.figures.curves import Curves, smooth
from logic_rl.record import RunFolder

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
    """The first and the last evaluation side by side: their labels, and a line a quantity."""

    before: str
    after: str
    seconds: float
    lines: list[Line]


def headline(run: RunFolder, summary: dict) -> Headline | None:
    """Before and after on held-out puzzles with 95 % intervals; None where nothing was evaluated."""
    if not run.evaluation_labels():
        return None
    told = summarise(run.path, write=False, tagged=summary["evaluation"])
    ends = [told["intervals_before"], told["intervals_after"]]
    lines = [_pair(told, "accuracy", "accuracy, all", ends)]
    for size, numbers in told["people"].items():
        pair = [side.get("people", {}).get(size) for side in ends]
        name = f"accuracy, {size} people ({numbers['num_puzzles']} puzzles)"
        lines.append(_line(name, "share", [numbers["accuracy_before"], numbers["accuracy_after"]], pair))
    lines += [_pair(told, "format", "well-formed", ends), _pair(told, "length", "length", ends, "tokens")]
    labels = told["labels"]
    lines += _claim_lines([summary["evaluation"].get(labels[side], {}) for side in ("before", "after")])
    for name in BEHAVIOURS:
        values = [told[f"behaviours_{side}"].get(name) for side in ("before", "after")]
        words = f"responses with {name.replace('_', ' ')}"
        lines.append(_line(words, "share", values, [side.get(name) for side in ends]))
    kept = [line for line in lines if line.before is not None or line.after is not None]
    return Headline(labels["before"], labels["after"], told["seconds"], kept)


def _pair(told: dict, key: str, name: str, ends: list[dict], unit: str = "share") -> Line:
    return _line(name, unit, [told[f"{key}_before"], told[f"{key}_after"]], [side.get(key) for side in ends])


def _line(name: str, unit: str, values: list, ends: list) -> Line:
    first, last = (tuple(pair) if pair and None not in pair else None for pair in ends)
    return Line(name, unit, values[0], first, values[1], last)


def _claim_lines(groups: list[dict]) -> Iterator[Line]:
    told = [group.get("claims") or {} for group in groups]
    for name, key, value in (("claims that are true", "true", "value"), ("no false claim", "faultless", "share")):
        found = [claims.get(key) or {} for claims in told]
        ends = [[numbers.get("low"), numbers.get("high")] for numbers in found]
        yield _line(name, "share", [numbers.get(value) for numbers in found], ends)


@dataclass(frozen=True, slots=True)
class Panel:
    """A figure of the page: `series` are `{"name", "points": [[step, value, low, high], …], "smooth": [value, …]}`.

    low and high are None where there is no interval, `smooth` is empty where points are few; `share` says that values
    are in 0..1, `style` is "line" or "bars" (held-out measurements), `colour` that of the first series.
    """

    title: str
    unit: str
    series: list[dict]
    share: bool = False
    style: str = "line"
    group: str = "training"
    colour: int = 0


def panels(curves: Curves) -> list[dict]:
    """Every figure there is data for, as JSON objects."""
    return [asdict(panel) for panel in _panels(curves) if panel.series]


def _panels(curves: Curves) -> Iterator[Panel]:
    yield Panel("Reward", "mean per response", _columns(curves, {"mean reward": "reward/mean"}))
    sizes = {f"{size} people": f"accuracy/people_{size}" for size in curves.people()}
    yield Panel("Accuracy, training puzzles", "right samples",
                _columns(curves, sizes or {"all": "accuracy/mean"}), share=True)  # fmt: skip
    held_out = [_series(f"{size} people", points) for size, points in curves.evaluation.items()]
    yield Panel("Accuracy, held-out puzzles", "right samples, 95 % interval", held_out, share=True, style="bars")
    yield Panel("Response length", "mean tokens", _columns(curves, {"mean length": "length/mean"}))
    yield Panel("Format", "well-formed", _columns(curves, {"well-formed": "reward/format_rate"}), share=True)
    claims = [_series("true claims", curves.claims)] if curves.claims else []
    yield Panel("Claims that are true", "share of the readable ones", claims, share=True)
    for colour, name in enumerate(BEHAVIOURS):
        points = curves.behaviours.get(name, [])
        if any(point[1] for point in points):
            yield Panel(name.replace("_", " ").capitalize(), "share of responses", [_series(name, points)], share=True,
                        group="behaviours", colour=colour)  # fmt: skip


def _columns(curves: Curves, keys: dict[str, str]) -> list[dict]:
    found = {name: zip(*curves.column(key), strict=True) for name, key in keys.items()}
    series = [_series(name, [(step, value, None, None) for step, value in pairs]) for name, pairs in found.items()]
    return [one for one in series if one["points"]]


def _series(name: str, points: Iterable[tuple]) -> dict:
    points = list(points)
    window = max(3, len(points) // 15) | 1
    smoothed = smooth([point[1] for point in points], window) if len(points) >= 10 else []
    return {"name": name, "points": points, "smooth": smoothed}
