"""Figures of one run or several: PNG, SVG or PDF, drawn without a display. The only file that imports matplotlib."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import matplotlib
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator, PercentFormatter

from logic_rl.analysis.curves import Curves, Point, load_curves, smooth
from logic_rl.analysis.plot_style import DPI, FORMATS, LINES, MARKERS, PALETTE, SHADES, STYLE
from logic_rl.analysis.seeds import pooled
from logic_rl.errors import UsageError

SHOWN = ("verification", "backtracking", "reflection", "hesitation", "exploration", "aha", "summary", "language_switch")
STEPS = "training step"
LETTERS_AN_INCH = 15  # of a legend, measured

Panel = Callable[[Axes, list[Curves]], None]
Line = str | tuple  # a line style of matplotlib


def plot_run(
    run_dirs: Sequence[str | Path] | str | Path, out_dir: str | Path, form: str = "png", seeds: bool = False
) -> list[Path]:
    """Draw every figure of the runs into `out_dir` and return the files, the overview last.

    `form` is one of `FORMATS`. `seeds` draws runs that differ only in a number at the end of their names as one, the
    mean with a 95 % interval over them.

    Raises:
        UsageError: a folder is no run, no run is given, or the place cannot be written.
    """
    run_dirs = [run_dirs] if isinstance(run_dirs, str | Path) else list(run_dirs)
    if not run_dirs:
        raise UsageError("no run folder given; give at least one")
    if form not in FORMATS:
        raise UsageError(f"no format '{form}'; give one of {', '.join(FORMATS)}")
    runs, out = [load_curves(path) for path in run_dirs], Path(out_dir)
    runs = pooled(runs) if seeds else runs
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"cannot write to {out} ({error.strerror}); choose another folder with --out") from None
    with matplotlib.rc_context(STYLE):
        files = [draw(out / f"{name}.{form}", [_alone(panel, runs)]) for name, panel in FIGURES.items()]
        files.append(_save(_each_behaviour(runs), out / f"behaviours_each.{form}"))
        return [*files, _save(_overview(runs), out / f"overview.{form}")]


def _alone(panel: Panel, runs: list[Curves]) -> Callable[[Axes], None]:
    """The panel with the runs named above it, unless its own legend names them."""

    def drawn(axes: Axes) -> None:
        panel(axes, runs)
        if runs[0].name not in axes.get_legend_handles_labels()[1]:
            _name_runs(axes.figure, runs)

    return drawn


def _overview(runs: list[Curves]) -> Figure:
    figure = _many(PANELS, runs, (2, 3), (15, 8.4))
    _name_runs(figure, runs)
    return figure


def _each_behaviour(runs: list[Curves]) -> Figure:
    """Small multiples; here colour tells the run in every panel, so that one legend does for all."""
    figure = _many({name: _behaviour(name) for name in SHOWN}, runs, (2, 4), (15, 6.8))
    for legend in filter(None, (axes.get_legend() for axes in figure.axes)):
        legend.remove()
    _name_runs(figure, runs, coloured=True)
    return figure


def _many(panels: dict[str, Panel], runs: list[Curves], shape: tuple[int, int], size: tuple[float, float]) -> Figure:
    figure = Figure(figsize=size, layout="constrained")
    figure.get_layout_engine().set(w_pad=0.12, h_pad=0.12, hspace=0.06, wspace=0.04)
    for axes, panel in zip(figure.subplots(*shape).flat, panels.values(), strict=True):
        panel(axes, runs)
    return figure


def _name_runs(figure: Figure, runs: list[Curves], coloured: bool = False) -> None:
    """Above all panels: the name of the only run, else which line is whose."""
    if len(runs) > 1:
        looks = [{"color": PALETTE[i % len(PALETTE)], "marker": MARKERS[i % len(MARKERS)]} if coloured
                 else {"color": "#333333"} for i in range(len(runs))]  # fmt: skip
        lines = [Line2D([], [], linestyle=line, markersize=4.5, **look)
                 for line, look in zip(_lines(runs), looks, strict=True)]  # fmt: skip
        figure.legend(lines, [run.name for run in runs], loc="outside upper left", ncols=min(4, len(runs)),
                      handlelength=3.2, fontsize=9)  # fmt: skip
    elif len(figure.axes) > 1:
        figure.suptitle(runs[0].name, fontsize=12, x=0.01, ha="left", color="#333333")


def draw(path: Path, panels: Sequence[Callable[[Axes], None]]) -> Path:
    """Panels side by side in one file, whose folder is made; the end of the name gives the format."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with matplotlib.rc_context(STYLE):
        figure = Figure(figsize=(0.4 + 6.8 * len(panels), 4.2), layout="constrained")
        for axes, panel in zip(figure.subplots(1, len(panels), squeeze=False).flat, panels, strict=True):
            panel(axes)
        return _save(figure, path)


def _save(figure: Figure, path: Path) -> Path:
    """Write under a temporary name and rename, as all results are."""
    temporary = path.with_name(f".{path.name}.part")
    form = path.suffix[1:]
    undated = {"png": {}, "svg": {"Date": None}, "pdf": {"CreationDate": None}}[form]  # the same file each time
    FigureCanvasAgg(figure).print_figure(temporary, dpi=DPI, format=form, metadata=undated)
    return temporary.replace(path)


def _frame(axes: Axes, runs: list[Curves], title: str, ylabel: str, share: bool = False, xlabel: str = STEPS) -> None:
    """Title, units, phases as shaded and named bands (of the first run), and a note where there is nothing."""
    axes.set_title(title)
    axes.set_xlabel(xlabel)
    axes.set_ylabel(ylabel)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=7, min_n_ticks=1))
    if share:
        axes.set_ylim(-0.03, 1.03)
        axes.yaxis.set_major_formatter(PercentFormatter(xmax=1))
    if not axes.has_data():
        axes.text(0.5, 0.5, "not recorded in this run", transform=axes.transAxes, ha="center", color="#777777")
        axes.set(xticks=[], yticks=[])
        return
    if xlabel == STEPS:
        _phases(axes, runs[0].phases)
    _legend(axes)


def _phases(axes: Axes, phases: list[tuple[str, int, int]]) -> None:
    low, high = axes.get_xlim()
    if high - low < 1:  # a single step
        low, high = low - 0.5, high + 0.5
    for index, (name, first, last) in enumerate(phases):
        left, right = (low if index == 0 else first - 0.5), (high if index == len(phases) - 1 else last + 0.5)
        axes.axvspan(left, right, color=SHADES[index % len(SHADES)], zorder=-10, linewidth=0)
        # A name that is wider than its band would run into the next one.
        if (right - left) / (high - low) > 0.02 * len(name):
            axes.text((left + right) / 2, 1.01, name, transform=axes.get_xaxis_transform(),
                      ha="center", va="bottom", fontsize=8, color="#555555")  # fmt: skip
    axes.set_xlim(low, high)


def _legend(axes: Axes) -> None:
    """Below the axes, where it hides nothing: one entry a series."""
    handles, labels = axes.get_legend_handles_labels()
    entries = dict(zip(reversed(labels), reversed(handles), strict=True))
    entries = {label: entries[label] for label in dict.fromkeys(labels)}
    if len(entries) > 1:
        inches = axes.figure.get_size_inches()[0] / axes.get_gridspec().ncols
        fitting = int(LETTERS_AN_INCH * inches / (max(map(len, entries)) + 6))
        axes.legend(entries.values(), entries.keys(), loc="upper center", bbox_to_anchor=(0.5, -0.14),
                    ncols=max(1, min(4, fitting, len(entries))), handlelength=2.2, columnspacing=1.2)  # fmt: skip


def _lines(runs: list[Curves]) -> list[Line]:
    return [LINES[index % len(LINES)] for index in range(len(runs))]


def _curve(
    axes: Axes, steps: list[int], values: list[float], label: str, index: int, line: Line = "-", marked: bool = True
) -> None:
    """Raw points, and the moving average once there are enough of them for one to help.

    `index` chooses colour and marker; markers are staggered, so that curves on top of each other both show.
    """
    if not steps:
        return
    colour, marker = PALETTE[index % len(PALETTE)], MARKERS[index % len(MARKERS)]
    if len(steps) < 10:
        axes.plot(steps, values, linestyle=line, marker=marker, markersize=4, color=colour, label=label, linewidth=1.6)
        return
    axes.plot(steps, values, "o", markersize=2.2, color=colour, alpha=0.3, markeredgewidth=0)
    every = max(1, len(steps) // 6)
    axes.plot(steps, smooth(values, max(3, len(steps) // 15) | 1), linestyle=line, color=colour, label=label,
              linewidth=1.8, marker=marker if marked else None, markersize=4.5,
              markevery=(index * every // 8, every))  # fmt: skip


def _band(axes: Axes, points: Sequence[Point], index: int, line: Line) -> None:
    """An interval over steps; its ends are drawn as the run's line, which tells overlapping ones apart in grey."""
    if points:
        steps, _, low, high = zip(*points, strict=True)
        colour = PALETTE[index % len(PALETTE)]
        axes.fill_between(steps, low, high, color=colour, alpha=0.15, linewidth=0)
        for ends in (low, high):
            axes.plot(steps, ends, linestyle=line, color=colour, alpha=0.55, linewidth=0.6)


def _claims(axes: Axes, runs: list[Curves]) -> None:
    """From the lowest value up: nearly all claims are true in good runs."""
    for index, (run, line) in enumerate(zip(runs, _lines(runs), strict=True)):
        _curve(axes, *([point[part] for point in run.claims] for part in (0, 1)), run.name, index, line)
        _band(axes, run.claims, index, line)
    _frame(axes, runs, "Claims that are true (95 % interval)", "share of the readable claims")
    if axes.has_data():
        axes.yaxis.set_major_formatter(PercentFormatter(xmax=1))


def _one_column(key: str, title: str, ylabel: str, share: bool = False) -> Panel:
    """A panel of a single metric; colour tells the run."""

    def panel(axes: Axes, runs: list[Curves]) -> None:
        for index, (run, line) in enumerate(zip(runs, _lines(runs), strict=True)):
            _curve(axes, *run.column(key), run.name, index, line, marked=len(runs) > 1)
            _band(axes, [(step, 0, *ends) for step, ends in run.spread.get(key, {}).items()], index, line)
        _frame(axes, runs, title, ylabel, share)

    return panel


def _accuracy(axes: Axes, runs: list[Curves]) -> None:
    for run, line in zip(runs, _lines(runs), strict=True):
        for index, size in enumerate(run.people()):
            _curve(axes, *run.column(f"accuracy/people_{size}"), f"{size} people", index, line)
        if not run.people():
            _curve(axes, *run.column("accuracy/mean"), "all puzzles", len(PALETTE) - 1, line)
    _frame(axes, runs, "Accuracy on training puzzles", "correct samples", share=True)


def _evaluation(axes: Axes, runs: list[Curves]) -> None:
    _bars(axes, runs, lambda run: {f"{size} people": points for size, points in run.evaluation.items()})
    _frame(axes, runs, "Accuracy on held-out puzzles (95 % interval)", "correct samples", share=True)


def _bars(axes: Axes, runs: list[Curves], points_of: Callable[[Curves], dict[str, list[Point]]]) -> None:
    """Bars of all series of all runs side by side, not on top of each other."""
    found = [(run_index, points_of(run)) for run_index, run in enumerate(runs)]
    places = [point[0] for _, series in found for points in series.values() for point in points]
    span = max(places) - min(places) if places else 0
    names = list(dict.fromkeys(name for _, series in found for name in series))
    count = len(names) * len(runs)
    for (run_index, series), line in zip(found, _lines(runs), strict=True):
        for name, points in series.items():
            index = names.index(name)
            shift = (index * len(runs) + run_index - (count - 1) / 2) * min(0.008, 0.06 / count) * span
            with_bars(axes, points, shift, name, index, line)


def with_bars(axes: Axes, points: list[Point], shift: float, label: str, index: int, line: Line) -> None:
    """Points (x, value, low, high) with bars; `index` chooses colour and marker."""
    steps, values = [step + shift for step, *_ in points], [value for _, value, *_ in points]
    # A percentile interval of a ratio can miss its own estimate by a rounding error.
    below = [max(0.0, value - low) for _, value, low, _ in points]
    above = [max(0.0, high - value) for _, value, _, high in points]
    axes.errorbar(steps, values, yerr=[below, above], fmt=MARKERS[index % len(MARKERS)], linestyle=line, markersize=5,
                  color=PALETTE[index % len(PALETTE)], linewidth=1, elinewidth=1.3, capsize=3, label=label)  # fmt: skip


def _series(axes: Axes, runs: list[Curves], points_of: Callable[[Curves], dict[str, list]]) -> None:
    """A curve for each behaviour that occurs at all."""
    for run, line in zip(runs, _lines(runs), strict=True):
        for index, name in enumerate(SHOWN):
            points = points_of(run).get(name, [])
            if any(point[1] for point in points):
                steps, values = [point[0] for point in points], [point[1] for point in points]
                _curve(axes, steps, values, name.replace("_", " "), index, line)


def _behaviours(axes: Axes, runs: list[Curves]) -> None:
    _series(axes, runs, lambda run: run.behaviours)
    _frame(axes, runs, "Behaviours in sampled responses", "responses that show it", share=True)


def _behaviour_rates(axes: Axes, runs: list[Curves]) -> None:
    _series(axes, runs, lambda run: run.rates)
    _frame(axes, runs, "Behaviours per length", "occurrences per 1,000 tokens")


def _difficulty(axes: Axes, runs: list[Curves]) -> None:
    """Held-out accuracy over the difficulty score of `puzzles.difficulty`: one line an evaluation."""
    _bars(axes, runs, lambda run: run.difficulty)
    score = "difficulty of the puzzle (roles read on the shortest way to the solution)"
    _frame(axes, runs, "Accuracy by difficulty, held-out (95 % interval)", "correct samples", share=True, xlabel=score)


def _behaviour(name: str) -> Panel:
    """A panel of one behaviour with its interval; colour tells the run."""

    def panel(axes: Axes, runs: list[Curves]) -> None:
        for index, (run, line) in enumerate(zip(runs, _lines(runs), strict=True)):
            points = run.behaviours.get(name, [])
            _curve(axes, *([point[part] for point in points] for part in (0, 1)), run.name, index, line)
            if len(runs) <= 3:  # more intervals than that hide each other
                _band(axes, points, index, line)
        _frame(axes, runs, name.replace("_", " ").capitalize(), "responses that show it", share=True)

    return panel


PANELS: dict[str, Panel] = {
    "reward": _one_column("reward/mean", "Reward", "mean reward per response"),
    "accuracy": _accuracy,
    "evaluation": _evaluation,
    "length": _one_column("length/mean", "Response length", "mean length (tokens)"),
    "format": _one_column("reward/format_rate", "Format", "well-formed responses", share=True),
    "behaviours": _behaviours,
}
# Shares grow with length alone; the rates are for telling the two apart.
FIGURES = {**PANELS, "behaviour_rates": _behaviour_rates, "claims": _claims, "difficulty": _difficulty}
