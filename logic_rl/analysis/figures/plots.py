"""Figures of one run or several: PNG, SVG or PDF, drawn without a display."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from logic_rl.analysis.figures.charts import CHARTS, EACH, TOGETHER, Chart, banded, gold, proxy
from logic_rl.analysis.figures.curves import Curves, load_curves
from logic_rl.analysis.figures.drawing import (
    Panel,
    band,
    curve,
    dashes,
    draw,
    explain,
    frame,
    many,
    name_runs,
    save,
    styled,
    with_bars,
)
from logic_rl.analysis.figures.seeds import pooled
from logic_rl.analysis.figures.style import FORMATS
from logic_rl.errors import UsageError
from logic_rl.record import open_run

if TYPE_CHECKING:  # a contract keeps matplotlib to `drawing`
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

FIGURES = ("reward", "accuracy", "evaluation", "length", "format", "behaviours", "behaviour_rates", "claims",
           "difficulty")  # fmt: skip
OVERVIEW = ("reward", "accuracy", "evaluation", "length", "format", "behaviours")
HELD_OUT = ("evaluation", "held_out_length", "held_out_behaviours")  # what training did not learn from


def plot_run(
    run_dirs: Sequence[str | Path] | str | Path, out_dir: str | Path, form: str = "png", seeds: bool = False
) -> list[Path]:
    """Draw every figure of the runs into `out_dir` and return the files, the overview last.

    `form` is one of `FORMATS`. `seeds` draws runs that differ only in a number at the end of their names as one, the
    mean with a 95 % interval over them.

    Raises:
        UsageError: a folder is no run, no run is given, one is given twice for `seeds`, or the place cannot be written.
    """
    run_dirs = [run_dirs] if isinstance(run_dirs, str | Path) else list(run_dirs)
    if not run_dirs:
        raise UsageError("no run folder given; give at least one")
    if form not in FORMATS:
        raise UsageError(f"no format '{form}'; give one of {', '.join(FORMATS)}")
    if seeds and len({Path(path).resolve() for path in run_dirs}) < len(run_dirs):
        raise UsageError("a run is given twice; one run is one seed")
    for run in map(open_run, run_dirs):
        if not run.metrics() and not run.evaluation_labels():
            raise UsageError(f"{run.path} has no step and no evaluation yet; nothing to draw")
    if len({Path(path).resolve() for path in run_dirs}) < len(run_dirs):
        raise UsageError(f"{', '.join(map(str, run_dirs))}: a run is named twice; name each once")
    runs = [load_curves(path) for path in run_dirs]
    return plot_curves(pooled(runs) if seeds else runs, out_dir, form)


def plot_curves(
    runs: list[Curves], out_dir: str | Path, form: str = "png", only: Collection[str] | None = None
) -> list[Path]:
    """Every figure of the runs, or those in `only`, as `plot_run` does.

    Their names are those of `FIGURES`, "behaviours_each", "held_out", "proxy_gold" and "overview".
    """
    out = Path(out_dir)
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"cannot write to {out} ({error.strerror}); choose another folder with --out") from None
    drawn: dict[str, Callable[[Path], Path]] = {name: partial(draw, panels=[_single(name, runs)]) for name in FIGURES}
    drawn["behaviours_each"] = lambda path: save(_each_behaviour(runs), path)
    drawn["held_out"] = lambda path: save(_named(HELD_OUT, runs, (1, 3), (15, 4.4)), path)
    drawn["proxy_gold"] = lambda path: save(_proxy_gold(runs), path)
    drawn["overview"] = lambda path: save(_named(OVERVIEW, runs, (2, 3), (15, 8.4)), path)
    with styled():
        return [made(out / f"{name}.{form}") for name, made in drawn.items() if only is None or name in only]


def _single(name: str, runs: list[Curves]) -> Callable[[Axes], None]:
    """The panel with the runs named above it, unless its own legend names them."""

    def drawn(axes: Axes) -> None:
        _panel(CHARTS[name])(axes, runs)
        if runs[0].name not in axes.get_legend_handles_labels()[1]:
            name_runs(axes.figure, runs)

    return drawn


def _named(names: Sequence[str], runs: list[Curves], shape: tuple[int, int], size: tuple[float, float]) -> Figure:
    """Charts in rows and columns (`shape`), `size` inches in all, with the runs named above them."""
    figure = many([_panel(CHARTS[name]) for name in names], runs, shape, size)
    name_runs(figure, runs)
    return figure


def _proxy_gold(runs: list[Curves]) -> Figure:
    """What is paid beside what is wanted, over the distance to the start or over steps."""
    figure = many([_panel(partial(chart, runs)) for chart in (proxy, gold)], runs, (1, 2), (11, 4.4))
    name_runs(figure, runs)
    return figure


def _each_behaviour(runs: list[Curves]) -> Figure:
    """Small multiples; here colour tells the run in every panel, so that one legend does for all."""
    figure = many([_panel(EACH[name]) for name in TOGETHER], runs, (2, 4), (15, 6.8))
    for legend in filter(None, (axes.get_legend() for axes in figure.axes)):
        legend.remove()
    name_runs(figure, runs, coloured=True)
    explain(figure, [[EACH[name](run) for run in runs] for name in TOGETHER])
    return figure


def _panel(chart_of: Callable[[Curves], Chart]) -> Panel:
    def panel(axes: Axes, runs: list[Curves]) -> None:
        charts = [chart_of(run) for run in runs]
        (_bars if all(chart.bars for chart in charts) else _lines)(axes, runs, charts)
        frame(axes, runs, charts)

    return panel


def _lines(axes: Axes, runs: list[Curves], charts: list[Chart]) -> None:
    """Each series in its colour and its run's line; what has no name is called and coloured as its run."""
    count, shaded = sum(len(chart.series) for chart in charts), banded(charts)
    for number, (run, chart, line) in enumerate(zip(runs, charts, dashes(runs), strict=True)):
        for series in chart.series:
            label, index = (series.name, series.colour) if series.name else (run.name, number)
            curve(axes, series, label, index, line, marked=count > 1)
            if shaded:
                band(axes, series.drawn, index, line)


def _bars(axes: Axes, runs: list[Curves], charts: list[Chart]) -> None:
    """Bars of all series of all runs side by side, not on top of each other."""
    series = [(one.name or run.name, number, one) for number, (run, chart) in enumerate(zip(runs, charts, strict=True))
              for one in chart.series]  # fmt: skip
    names = list(dict.fromkeys(name for name, *_ in series))
    series.sort(key=lambda one: (names.index(one[0]), one[1]))
    places = [point[0] for *_, one in series for point in one.points]
    span = max(places) - min(places) if places else 0
    for place, (name, number, one) in enumerate(series):
        shift = (place - (len(series) - 1) / 2) * min(0.008, 0.06 / len(series)) * span
        with_bars(axes, one.points, shift, name, names.index(name), dashes(runs)[number])
