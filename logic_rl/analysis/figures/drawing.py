"""Axes, curves, bars, legends and files: what every figure shares. The only file that imports matplotlib."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import matplotlib
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure, SubFigure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator, PercentFormatter

from logic_rl.analysis.figures.charts import DISTANCE, STEPS, Chart, Series, explanation
from logic_rl.analysis.figures.curves import Curves
from logic_rl.analysis.figures.style import DPI, LINES, MARKERS, PALETTE, SHADES, STYLE
from puzzles.formats.file import new_file

LETTERS_AN_INCH = 15  # of a legend, measured
MARGIN = 0.7  # inches of a panel that are no axes

Panel = Callable[[Axes, list[Curves]], None]
Line = Any  # a line style of matplotlib


def styled() -> AbstractContextManager:
    """Figures made within have the style of this package."""
    return matplotlib.rc_context(STYLE)


def many(panels: Sequence[Panel], runs: list[Curves], shape: tuple[int, int], size: tuple[float, float]) -> Figure:
    layout = ConstrainedLayoutEngine(w_pad=0.12, h_pad=0.12, hspace=0.06, wspace=0.04)
    figure = Figure(figsize=size, layout=layout)
    for axes, panel in zip(figure.subplots(*shape).flat, panels, strict=True):
        panel(axes, runs)
    return figure


def name_runs(figure: Figure | SubFigure, runs: list[Curves], coloured: bool = False) -> None:
    """Above all panels: the name of the only run, else which line is whose."""
    if len(runs) > 1:
        colours = [PALETTE[i % len(PALETTE)] if coloured else "#333333" for i in range(len(runs))]
        markers = [MARKERS[i % len(MARKERS)] if coloured else "" for i in range(len(runs))]
        lines = [Line2D([], [], linestyle=line, markersize=4.5, color=colour, marker=marker)
                 for line, colour, marker in zip(dashes(runs), colours, markers, strict=True)]  # fmt: skip
        figure.legend(lines, [run.name for run in runs], loc="outside upper left", ncols=min(4, len(runs)),
                      handlelength=3.2, fontsize=9)  # fmt: skip
    elif len(figure.axes) > 1:
        figure.suptitle(runs[0].name, fontsize=12, x=0.01, ha="left", color="#333333")


def draw(path: Path, panels: Sequence[Callable[[Axes], None]]) -> Path:
    """Panels side by side in one file, whose folder is made; the end of the name gives the format."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with styled():
        figure = Figure(figsize=(0.4 + 6.8 * len(panels), 4.2), layout="constrained")
        for axes, panel in zip(figure.subplots(1, len(panels), squeeze=False).flat, panels, strict=True):
            panel(axes)
        return save(figure, path)


def save(figure: Figure, path: Path) -> Path:
    """Write under a temporary name and rename, as all results are."""
    form = path.suffix[1:]
    undated = {"png": {}, "svg": {"Date": None}, "pdf": {"CreationDate": None}}[form]  # the same file each time
    with new_file(path) as part:
        FigureCanvasAgg(figure).print_figure(part, dpi=DPI, format=form, metadata=undated)
    return path


def frame(axes: Axes, runs: list[Curves], charts: list[Chart]) -> None:
    """Title, units, phases as shaded and named bands (of the first run), and a note where there is nothing."""
    chart = charts[0]
    axes.set_title(chart.title)
    axes.set_xlabel(chart.across)
    axes.set_ylabel(chart.unit)
    axes.xaxis.set_major_locator(MaxNLocator(integer=chart.across != DISTANCE, nbins=7, min_n_ticks=1))
    if chart.share and not chart.zoomed:
        axes.set_ylim(-0.03, 1.03)
    if chart.share:
        axes.yaxis.set_major_formatter(PercentFormatter(xmax=1))
    if not axes.has_data():
        axes.text(0.5, 0.5, "not recorded in this run", transform=axes.transAxes, ha="center", color="#777777")
        axes.set(xticks=[], yticks=[])
        return
    if chart.across == STEPS:
        _phases(axes, runs[0].phases)
    _legend(axes, runs, charts)


def _phases(axes: Axes, phases: list[tuple[str, int, int]]) -> None:
    """Each stage of the run as a light band over its steps, whether or not this panel has points there."""
    if not phases:
        return
    low, high = axes.get_xlim()
    low, high = min(low, phases[0][1] - 0.5), max(high, phases[-1][2] + 0.5)
    letter = (high - low) / (LETTERS_AN_INCH * (_inches(axes) - MARGIN))  # in steps
    for index, (name, first, last) in enumerate(phases):
        left, right = (low if index == 0 else first - 0.5), (high if index == len(phases) - 1 else last + 0.5)
        axes.axvspan(left, right, color=SHADES[index % len(SHADES)], zorder=-10, linewidth=0)
        if right - left > letter * (len(name) + 1):
            place: dict[str, Any] = {"y": 1.01, "va": "bottom"}
        elif right - left > letter:  # a name that is wider than its band would run into the next one
            place = {"y": 0.98, "va": "top", "rotation": 90}
        else:
            continue
        axes.text(x=(left + right) / 2, s=name, transform=axes.get_xaxis_transform(), ha="center", fontsize=8,
                  color="#555555", **place)  # fmt: skip
    axes.set_xlim(low, high)


def _inches(axes: Axes) -> float:
    """The width of the panel with what stands beside it."""
    grid = axes.get_gridspec()
    return axes.figure.bbox.width / axes.figure.dpi / (grid.ncols if grid else 1)


def _legend(axes: Axes, runs: list[Curves], charts: list[Chart]) -> None:
    """Below the axes, where it hides nothing: one entry a series, but none for a run alone, which is named above.

    Its title says what dots, lines and bands are.
    """
    handles, labels = axes.get_legend_handles_labels()
    entries = dict(zip(reversed(labels), reversed(handles), strict=True))
    entries = {label: entries[label] for label in dict.fromkeys(labels)}
    if list(entries) == [runs[0].name]:
        entries = {}
    note = explanation(charts)
    if entries or note:
        fitting = int(LETTERS_AN_INCH * _inches(axes) / (max(map(len, entries), default=0) + 6))
        legend = axes.legend(entries.values(), entries.keys(), loc="upper center", bbox_to_anchor=(0.5, -0.16),
                             ncols=max(1, min(4, fitting, len(entries))), handlelength=2.2, columnspacing=1.2,
                             title=note, title_fontsize=8)  # fmt: skip
        legend.get_title().set_color("#555555")


def explain(figure: Figure, panels: Sequence[Sequence[Chart]]) -> None:
    """The same below all panels, where they have no legends of their own; `panels` has the charts of each."""
    notes = dict.fromkeys(filter(None, map(explanation, panels)))
    if notes:
        figure.supxlabel(" / ".join(notes), fontsize=9, color="#555555")


def dashes(runs: list[Curves]) -> list[Line]:
    return [LINES[index % len(LINES)] for index in range(len(runs))]


def curve(axes: Axes, series: Series, label: str, index: int, line: Line = "-", marked: bool = True) -> None:
    """Raw points, and the moving average once there are enough of them for one to help.

    `index` chooses colour and marker; markers are staggered, so that curves on top of each other both show.
    """
    if not series.points:
        return
    steps, values = [point[0] for point in series.points], [point[1] for point in series.points]
    colour, marker = PALETTE[index % len(PALETTE)], MARKERS[index % len(MARKERS)]
    if series.window == 1:
        axes.plot(steps, values, linestyle=line, marker=marker, markersize=4, color=colour, label=label, linewidth=1.6)
        return
    axes.plot(steps, values, "o", markersize=2.2, color=colour, alpha=0.3, markeredgewidth=0)
    every = max(1, len(steps) // 6)
    axes.plot(steps, [point[1] for point in series.drawn], linestyle=line, color=colour, label=label,
              linewidth=1.8, marker=marker if marked else None, markersize=4.5,
              markevery=(index * every // 8, every))  # fmt: skip


def band(axes: Axes, points: Sequence[tuple], index: int, line: Line) -> None:
    """An interval over steps; its ends are drawn as the run's line, which tells overlapping ones apart in grey."""
    points = [point for point in points if point[2] is not None]
    if points:
        steps, _, low, high = zip(*points, strict=True)
        colour = PALETTE[index % len(PALETTE)]
        axes.fill_between(steps, low, high, color=colour, alpha=0.15, linewidth=0)
        for ends in (low, high):
            axes.plot(steps, ends, linestyle=line, color=colour, alpha=0.55, linewidth=0.6)


def with_bars(axes: Axes, points: Sequence[tuple], shift: float, label: str, index: int, line: Line) -> None:
    """Points (x, value, low, high) with bars; `index` chooses colour and marker."""
    steps, values = [step + shift for step, *_ in points], [value for _, value, *_ in points]
    # A percentile interval of a ratio can miss its own estimate by a rounding error.
    below = [max(0.0, value - low) for _, value, low, _ in points]
    above = [max(0.0, high - value) for _, value, _, high in points]
    axes.errorbar(steps, values, yerr=[below, above], fmt=MARKERS[index % len(MARKERS)], linestyle=line, markersize=5,
                  color=PALETTE[index % len(PALETTE)], linewidth=1, elinewidth=1.3, capsize=3, label=label)  # fmt: skip
