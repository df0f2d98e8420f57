"""What each figure shows of a run: one specification, drawn by `plots` (PNG, SVG, PDF) and by the report's page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from logic_rl.analysis.behaviours.cues import BEHAVIOURS
from logic_rl.analysis.figures.curves import Curves, smooth

STEPS = "training step"
DISTANCE = "KL(policy || start), nats per response"
MOST_BARS = 8  # measurements of a series that are drawn as bars beside those of the others
ENOUGH = 10  # points from which on a moving average helps
# The colours of behaviours that share a chart; those that RL changes most come first.
TOGETHER = ("verification", "backtracking", "reflection", "hesitation", "exploration", "aha", "summary",
            "language_switch")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Series:
    """One curve of points (x, value, low, high), ascending in x; low and high are None where there is no interval.

    Example: `Series("3 people", [(0, 0.1, 0.05, 0.2), …], colour=1)`. The only series of a chart has no name: it is
    called as its run. `colour` is a place in the palette. `measured` are points of their own, not to be smoothed.
    """

    name: str
    points: Sequence[tuple]
    colour: int = 0
    measured: bool = False

    @property
    def window(self) -> int:
        """How many points the moving average spans; 1 where there are few points, or each is a measurement."""
        return 1 if self.measured or len(self.points) < ENOUGH else max(3, len(self.points) // 15) | 1

    @property
    def drawn(self) -> list[tuple]:
        """The points that the curve joins: moving averages of values and of the ends of their intervals alike.

        So the curve lies in its band. The averaged ends enclose the average with at least the certainty of the single
        ones: a standard error of a mean is at most the mean of the standard errors, independent or not.
        """
        if self.window == 1:
            return [(*point, None, None)[:4] for point in self.points]
        places, values, *ends = zip(*((*point, None, None)[:4] for point in self.points), strict=True)
        averaged = (smooth(column, self.window) for column in (values, *ends))
        return list(zip(places, *averaged, strict=True))


@dataclass(frozen=True, slots=True)
class Chart:
    """Example: `Chart("Reward", "mean reward per response", [Series("", [(0, 0.1, None, None), …])])`.

    Attributes:
        unit: what the upright axis counts.
        share: values are shares; all of 0 to 1 is shown unless `zoomed`.
        bars: measurements of their own, each with its interval, rather than a curve.
        most_bands: how many curves may have their intervals drawn as bands; more hide each other.
        across: what the other axis counts.
    """

    title: str
    unit: str
    series: list[Series] = field(default_factory=list)
    share: bool = False
    zoomed: bool = False
    bars: bool = False
    most_bands: float = float("inf")
    across: str = STEPS


def banded(charts: Sequence[Chart]) -> bool:
    """Whether intervals are drawn as bands in the panel of these charts, one a run: too many hide each other."""
    series = [one for chart in charts for one in chart.series]
    fitting = not any(chart.bars for chart in charts) and len(series) <= min(chart.most_bands for chart in charts)
    return fitting and any(low is not None for one in series for _, _, low, _ in one.drawn)


def explanation(charts: Sequence[Chart]) -> str:
    """What the marks in the panel of these charts are, in words; "" where that is plain.

    Example: "dots: recorded steps; line: moving average over 5 of them; shaded: 95 % interval, averaged alike".
    """
    shaded = "shaded: 95 % interval" if banded(charts) else ""
    series = [one for chart in charts for one in chart.series]
    windows = sorted({one.window for one in series} - {1})
    if not windows:
        return shaded
    lines = "lines: moving averages" if len(series) > 1 else "line: moving average"
    span = str(windows[0]) if len(windows) == 1 else f"{windows[0]} to {windows[-1]}"
    parts = ["dots: recorded steps", f"{lines} over {span} of them", f"{shaded}, averaged alike" if shaded else ""]
    return "; ".join(filter(None, parts))


def _points(run: Curves, key: str) -> list[tuple]:
    """Of a metric; its interval is that over seeds, where several are one."""
    ends = run.spread.get(key, {})
    return [(step, value, *ends.get(step, (None, None))) for step, value in zip(*run.column(key), strict=True)]


def _alone(points: Iterable[tuple], colour: int = 0) -> list[Series]:
    points = list(points)
    return [Series("", points, colour)] if points else []


def _named(series: Mapping[str, Sequence[tuple]]) -> list[Series]:
    kept = {name: points for name, points in series.items() if points}
    return [Series(name, points, colour) for colour, (name, points) in enumerate(kept.items())]


def _behaviours_together(series: Mapping[str, Sequence[tuple]]) -> list[Series]:
    """Those that occur at all."""
    every = ((colour, name, series.get(name, ())) for colour, name in enumerate(TOGETHER))
    shown = (one for one in every if any(point[1] for point in one[2]))
    return [Series(name.replace("_", " "), points, colour) for colour, name, points in shown]


def _metric(title: str, unit: str, key: str, share: bool = False) -> Callable[[Curves], Chart]:
    return lambda run: Chart(title, unit, _alone(_points(run, key)), share)


def _accuracy(run: Curves) -> Chart:
    sizes = _named({str(size): _points(run, f"accuracy/{size.key}") for size in run.sizes()})
    series = sizes or _alone(_points(run, "accuracy/mean"))
    if verified := _points(run, "accuracy/verified"):
        named = sizes or [replace(one, name="all") for one in series]
        series = [*named, Series("verified", verified, len(named))]
    return Chart("Accuracy in training", "right samples", series, share=True, most_bands=0)


def _measured(title: str, unit: str, series: list[Series], share: bool = False) -> Chart:
    """Held-out: a point an evaluation."""
    bars = all(len(one.points) <= MOST_BARS for one in series)
    return Chart(f"{title}, held-out", f"{unit} (95 % interval)", _unsmoothed(series), share, bars=bars)


def _unsmoothed(series: Iterable[Series]) -> list[Series]:
    return [replace(one, measured=True) for one in series]


def _evaluation(run: Curves) -> Chart:
    return _measured("Accuracy", "right samples", _named(run.evaluation), share=True)


def _behaviours(run: Curves) -> Chart:
    series = _behaviours_together(run.behaviours)
    return Chart("Behaviours in sampled responses", "responses that show it", series, share=True, most_bands=0)


def _held_out_behaviours(run: Curves) -> Chart:
    series = _unsmoothed(_behaviours_together(run.held_out_behaviours))
    return Chart("Behaviours, held-out", "responses that show it", series, share=True, most_bands=0)


def _rates(run: Curves) -> Chart:
    """Shares grow with length alone; the rates are for telling the two apart."""
    rates = {name: [(step, rate, None, None) for step, rate in points] for name, points in run.rates.items()}
    return Chart("Behaviours per length", "occurrences per 1,000 tokens", _behaviours_together(rates))


def _claims(run: Curves) -> Chart:
    """From the lowest value up: nearly all claims are true in good runs."""
    unit = "share of the readable claims (95 % interval)"
    return Chart("Claims that are true", unit, _alone(run.claims), share=True, zoomed=True)


def _over(run: Curves, key: str, across: str) -> list[tuple]:
    """The points of a metric over steps, or over the distance at the same steps, ascending."""
    points = _points(run, key)
    if across == STEPS:
        return points
    distances = dict(zip(*run.column("proxy/kl"), strict=True))
    return sorted((distances[step], *rest) for step, *rest in points if step in distances)


def proxy(runs: Sequence[Curves], run: Curves) -> Chart:
    """What the policy is paid: over the distance to its start where all runs have measured it."""
    across = _across(runs)
    series = {"reward": _over(run, "reward/mean", across), "beside the answer": _over(run, "proxy/points", across)}
    return Chart("Proxy: what is paid", "mean points per response", _named(series), most_bands=2, across=across)


def gold(runs: Sequence[Curves], run: Curves) -> Chart:
    """What is wanted, beside `proxy`."""
    across = _across(runs)
    series = {"right": _over(run, "accuracy/mean", across), "verified": _over(run, "accuracy/verified", across)}
    return Chart("Gold: what is wanted", "samples", _named(series), share=True, most_bands=2, across=across)


def _across(runs: Sequence[Curves]) -> str:
    return DISTANCE if all(run.column("proxy/kl")[0] for run in runs) else STEPS


def _difficulty(run: Curves) -> Chart:
    """Held-out accuracy over the difficulty score of `puzzles.difficulty`: one line an evaluation."""
    score = "difficulty of the puzzle (roles read on the shortest way to the solution)"
    unit = "right samples (95 % interval)"
    series = _named(run.difficulty)
    return Chart("Accuracy by difficulty, held-out", unit, series, share=True, bars=True, across=score)


def _behaviour(colour: int, name: str) -> Callable[[Curves], Chart]:
    """A single one with its interval."""

    def chart(run: Curves) -> Chart:
        series = _alone(run.behaviours.get(name, []), colour)
        return Chart(name.replace("_", " ").capitalize(), "responses that show it", series, share=True, most_bands=3)

    return chart


CHARTS: dict[str, Callable[[Curves], Chart]] = {
    "reward": _metric("Reward", "mean reward per response", "reward/mean"),
    "accuracy": _accuracy,
    "evaluation": _evaluation,
    "length": _metric("Response length", "mean length (tokens)", "length/mean"),
    "format": _metric("Format", "well-formed responses", "reward/format_rate", share=True),
    "behaviours": _behaviours,
    "behaviour_rates": _rates,
    "claims": _claims,
    "difficulty": _difficulty,
    "held_out_length": lambda run: _measured("Response length", "mean length, tokens", _alone(run.held_out_length)),
    "held_out_behaviours": _held_out_behaviours,
}
# A chart of its own for each behaviour, in the colour that it has in the page's texts.
EACH: dict[str, Callable[[Curves], Chart]] = {name: _behaviour(colour, name) for colour, name in enumerate(BEHAVIOURS)}
