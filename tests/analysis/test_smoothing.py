"""Curves lie in their bands, because both are averaged alike, and every figure says over how many points."""

from __future__ import annotations

import math
import random
from pathlib import Path

import numpy as np
import pytest

from logic_rl.analysis.figures.charts import CHARTS, EACH, Chart, Series, banded, explanation
from logic_rl.analysis.figures.drawing import draw
from logic_rl.analysis.figures.plots import _panel
from logic_rl.analysis.figures.seeds import pooled
from logic_rl.analysis.statistics.intervals import wilson
from tests.analysis.conftest import write_run


def noisy(count: int, seed: int, width: float) -> list[tuple]:
    """Points about a steep rise, each with an interval of its own that a neighbour's value may leave."""
    rng = random.Random(seed)
    points = []
    for step in range(count):
        value = 1 / (1 + math.exp(-(step - count / 2))) + rng.gauss(0, 0.1)
        points.append((step, value, value - rng.random() * width, value + rng.random() * width))
    return points


@pytest.mark.parametrize("count", [10, 11, 62, 90, 500])
@pytest.mark.parametrize("width", [0.0, 0.02, 0.5])
def test_a_curve_lies_in_its_band(count: int, width: float) -> None:
    points = noisy(count, seed=count, width=width)
    series = Series("", points)
    drawn = series.drawn
    assert series.window > 1 and len(drawn) == count
    assert all(low - 1e-12 <= value <= high + 1e-12 for _, value, low, high in drawn)
    # The fault: where the curve is steep, the average leaves the intervals of the single points.
    assert any(not point[2] <= one[1] <= point[3] for one, point in zip(drawn, points, strict=True))


@pytest.mark.parametrize("count", [10, 37, 150])
def test_averages_against_numpy(count: int) -> None:
    points = noisy(count, seed=1, width=0.3)
    series = Series("", points)
    half = series.window // 2
    for column in (1, 2, 3):
        values = np.array([point[column] for point in points])
        padded = np.pad(values, half, constant_values=np.nan)
        wanted = np.nanmean(np.lib.stride_tricks.sliding_window_view(padded, series.window), axis=1)
        assert np.allclose([one[column] for one in series.drawn], wanted)
    assert [one[0] for one in series.drawn] == list(range(count))


def test_measurements_and_few_points_stay_as_they_are() -> None:
    few = [(step, 0.5, 0.4, 0.6) for step in range(9)]
    assert Series("", few).drawn == few and Series("", few).window == 1
    many = noisy(40, seed=2, width=0.1)
    assert Series("", many, measured=True).drawn == many
    assert Series("", [(step, float(step)) for step in range(12)]).drawn[5] == (5, 5.0, None, None)


def test_a_missing_end_leaves_a_gap_and_no_curve_outside() -> None:
    points = [(step, 0.5, None if step == 6 else 0.4, None if step == 6 else 0.6) for step in range(12)]
    drawn = Series("", points).drawn
    assert [one[0] for one in drawn if one[2] is None] == [5, 6, 7]


def test_the_averaged_interval_covers_as_often_as_it_says() -> None:
    """Shares of 100 replies at every step, of a true share that stays: its average is within at least 95 % of times."""
    rng, hits, total = np.random.default_rng(0), 0, 0
    for _ in range(60):
        shares = rng.binomial(100, 0.3, size=45)
        points = [(step, k / 100, *wilson(int(k), 100)) for step, k in enumerate(shares)]
        for _, _, low, high in Series("", points).drawn:
            hits, total = hits + (low <= 0.3 <= high), total + 1
    assert hits / total >= 0.95


@pytest.mark.parametrize(
    ("counts", "ends", "most", "words"),
    [
        ([62], True, 3, "dots: recorded steps; line: moving average over 5 of them; shaded: 95 % interval, "
         "averaged alike"),
        ([62], False, 3, "dots: recorded steps; line: moving average over 5 of them"),
        ([62, 20], True, 0, "dots: recorded steps; lines: moving averages over 3 to 5 of them"),
        ([5], True, 3, "shaded: 95 % interval"),
        ([5], False, 3, ""),
    ],
)  # fmt: skip
def test_what_a_figure_says_of_its_marks(counts: list[int], ends: bool, most: int, words: str) -> None:
    def points(count: int) -> list[tuple]:
        return noisy(count, 3, 0.1) if ends else [(*point[:2], None, None) for point in noisy(count, 3, 0.1)]

    chart = Chart("Reward", "", [Series(str(count), points(count)) for count in counts], most_bands=most)
    assert explanation([chart]) == words
    assert banded([chart]) == ("shaded" in words)


@pytest.fixture(scope="module")
def long_runs(tmp_path_factory: pytest.TempPathFactory) -> list:
    from logic_rl.analysis.figures.curves import load_curves

    folder = tmp_path_factory.mktemp("runs")
    return [load_curves(write_run(folder / f"run-{seed}", {"warmup": 12, "rollout": 6}, seed, puzzles=4))
            for seed in (1, 2)]  # fmt: skip


@pytest.mark.parametrize("name", ["reward", "accuracy", "length", "format", "behaviours", "claims"])
@pytest.mark.parametrize("several", [False, True], ids=["one run", "two seeds as one"])
def test_every_drawn_panel_says_it_and_keeps_its_lines_in_its_bands(
    long_runs: list, name: str, several: bool, tmp_path: Path
) -> None:
    runs, seen = pooled(long_runs) if several else long_runs[:1], []

    def panel(axes) -> None:
        _panel(CHARTS[name])(axes, runs)
        seen.append(axes)

    draw(tmp_path / "figure.png", [panel])
    (axes,) = seen
    assert "over 3 of them" in axes.get_legend().get_title().get_text()
    chart = CHARTS[name](runs[0])
    for series in chart.series:
        for _, value, low, high in series.drawn:
            assert low is None or low - 1e-9 <= value <= high + 1e-9
    assert bool(axes.collections) == banded([chart])


def test_small_multiples_say_it_below(long_runs: list) -> None:
    from logic_rl.analysis.figures.drawing import styled
    from logic_rl.analysis.figures.plots import _each_behaviour

    with styled():
        figure = _each_behaviour(long_runs[:1])
    assert figure.get_supxlabel() == explanation([EACH["verification"](long_runs[0])])
    assert "moving average over 3 of them; shaded" in figure.get_supxlabel()
