"""Runs that differ only in their seed, as one: the mean of the runs with a 95 % interval over them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from statistics import stdev

from scipy.stats import t

from logic_rl.analysis.figures.curves import SEED, Curves, Point
from logic_rl.metrics import mean


def pooled(runs: Sequence[Curves]) -> list[Curves]:
    """One for each setting, in order: runs whose names differ only in a number at the end ("grpo_seed1", "a/seed-2").

    Each run counts once, whatever its number of samples; a step counts where all runs of the setting have it, and
    intervals say how runs scatter, not samples. A setting with a single run stays as it is.
    """
    groups: dict[str, list[Curves]] = {}
    for run in runs:
        groups.setdefault(SEED.sub("", run.name) or run.name, []).append(run)
    return [_mean_run(name, group) if len(group) > 1 else group[0] for name, group in groups.items()]


def t_interval(values: Sequence[float]) -> tuple[float, float, float]:
    """(mean, low, high) of the mean of at least two independent values: Student's 95 % interval.

    Raises:
        ValueError: fewer than two values have no scatter.
    """
    if len(values) < 2:
        raise ValueError(f"{len(values)} values; an interval over runs needs two at least")
    centre, half = mean(values), _t_95(len(values) - 1) * stdev(values) / math.sqrt(len(values))
    return centre, centre - half, centre + half


@lru_cache  # a figure asks for the same one at every step of every curve
def _t_95(freedom: int) -> float:
    return float(t.ppf(0.975, freedom))


def _mean_run(name: str, runs: list[Curves]) -> Curves:
    keys = {key for run in runs for row in run.rows for key in row if "/" in key}
    columns = {key: _common([list(zip(*run.column(key), strict=True)) for run in runs]) for key in sorted(keys)}
    rows: dict[float, dict] = {}
    for key, points in columns.items():
        for step, value, *_ in points:
            rows.setdefault(step, {"step": step})[key] = value
    return Curves(
        name=f"{name} ({len(runs)} seeds)",
        rows=[rows[step] for step in sorted(rows)],
        phases=runs[0].phases,
        behaviours=_each([run.behaviours for run in runs], share=True),
        rates={key: [(step, value) for step, value, *_ in points]
               for key, points in _each([run.rates for run in runs]).items()},
        evaluation=_each([run.evaluation for run in runs], share=True),
        difficulty=_by_bin([run.difficulty for run in runs]),
        claims=_common([run.claims for run in runs], share=True),
        spread={key: {step: (low, high) for step, _, low, high in points} for key, points in columns.items()},
        held_out_length=_common([run.held_out_length for run in runs]),
        held_out_behaviours=_each([run.held_out_behaviours for run in runs], share=True),
    )  # fmt: skip


def _each(series: list[dict[str, list]], share: bool = False) -> dict[str, list[Point]]:
    shared = [key for key in series[0] if all(key in one for one in series)]
    return {key: _common([one[key] for one in series], share) for key in shared}


def _by_bin(runs: list[dict[str, list[Point]]]) -> dict[str, list[Point]]:
    """Runs draw their own puzzles, so bins are joined by their rank, at the mean of their scores."""
    shared = [key for key in runs[0] if len({len(one.get(key, ())) for one in runs}) == 1]
    joined: dict[str, list[Point]] = {}
    for key in shared:
        ranked = [[(rank, point[1]) for rank, point in enumerate(one[key])] for one in runs]
        scores = [mean([point[0] for point in points]) for points in zip(*(one[key] for one in runs), strict=True)]
        joined[key] = [(scores[int(rank)], value, low, high) for rank, value, low, high in _common(ranked, share=True)]
    return joined


def _common(series: Sequence[Sequence[tuple]], share: bool = False) -> list[Point]:
    """Mean and interval at every step that all have; of shares the interval is cut at 0 and 1."""
    values = [{point[0]: point[1] for point in points} for points in series]
    points = []
    for step in sorted(set.intersection(*(set(one) for one in values))):
        value, low, high = t_interval([one[step] for one in values])
        points.append((step, value, max(0.0, low), min(1.0, high)) if share else (step, value, low, high))
    return points
