"""Figures of one run or several: PNG, SVG or PDF, drawn without a display."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from logic_rl.analysis.figures.curves import Curves, Point, load_curves
from logic_rl.analysis.figures.drawing import (
    Panel,
    band,
    curve,
    dashes,
    draw,
    frame,
    many,
    name_runs,
    save,
    styled,
    with_bars,
)
from logic_rl.analysis.figures.seeds import pooled
from logic_rl.analysis.figures.style import FORMATS, PALETTE
from logic_rl.errors import UsageError

if TYPE_CHECKING:  # a contract keeps matplotlib to `drawing`
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SHOWN = ("verification", "backtracking", "reflection", "hesitation", "exploration", "aha", "summary", "language_switch")


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
    runs = [load_curves(path) for path in run_dirs]
    return plot_curves(pooled(runs) if seeds else runs, out_dir, form)


def plot_curves(
    runs: list[Curves], out_dir: str | Path, form: str = "png", only: Collection[str] | None = None
) -> list[Path]:
    """Every figure of the runs, or those in `only` (`FIGURES`, "behaviours_each", "overview"), as `plot_run` does."""
    out = Path(out_dir)
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"cannot write to {out} ({error.strerror}); choose another folder with --out") from None
    drawn: dict[str, Callable[[Path], Path]] = {
        name: lambda path, panel=panel: draw(path, [_alone(panel, runs)]) for name, panel in FIGURES.items()
    }
    drawn["behaviours_each"] = lambda path: save(_each_behaviour(runs), path)
    drawn["overview"] = lambda path: save(_overview(runs), path)
    with styled():
        return [made(out / f"{name}.{form}") for name, made in drawn.items() if only is None or name in only]


def _alone(panel: Panel, runs: list[Curves]) -> Callable[[Axes], None]:
    """The panel with the runs named above it, unless its own legend names them."""

    def drawn(axes: Axes) -> None:
        panel(axes, runs)
        if runs[0].name not in axes.get_legend_handles_labels()[1]:
            name_runs(axes.figure, runs)

    return drawn


def _overview(runs: list[Curves]) -> Figure:
    figure = many(PANELS, runs, (2, 3), (15, 8.4))
    name_runs(figure, runs)
    return figure


def _each_behaviour(runs: list[Curves]) -> Figure:
    """Small multiples; here colour tells the run in every panel, so that one legend does for all."""
    figure = many({name: _behaviour(name) for name in SHOWN}, runs, (2, 4), (15, 6.8))
    for legend in filter(None, (axes.get_legend() for axes in figure.axes)):
        legend.remove()
    name_runs(figure, runs, coloured=True)
    return figure


def _claims(axes: Axes, runs: list[Curves]) -> None:
    """From the lowest value up: nearly all claims are true in good runs."""
    for index, (run, line) in enumerate(zip(runs, dashes(runs), strict=True)):
        curve(axes, *([point[part] for point in run.claims] for part in (0, 1)), run.name, index, line)
        band(axes, run.claims, index, line)
    frame(axes, runs, "Claims that are true (95 % interval)", "share of the readable claims", percent=True)


def _one_column(key: str, title: str, ylabel: str, share: bool = False) -> Panel:
    """A panel of a single metric; colour tells the run."""

    def panel(axes: Axes, runs: list[Curves]) -> None:
        for index, (run, line) in enumerate(zip(runs, dashes(runs), strict=True)):
            curve(axes, *run.column(key), run.name, index, line, marked=len(runs) > 1)
            band(axes, [(step, 0, *ends) for step, ends in run.spread.get(key, {}).items()], index, line)
        frame(axes, runs, title, ylabel, share)

    return panel


def _accuracy(axes: Axes, runs: list[Curves]) -> None:
    for run, line in zip(runs, dashes(runs), strict=True):
        for index, size in enumerate(run.people()):
            curve(axes, *run.column(f"accuracy/people_{size}"), f"{size} people", index, line)
        if not run.people():
            curve(axes, *run.column("accuracy/mean"), "all puzzles", len(PALETTE) - 1, line)
    frame(axes, runs, "Accuracy on training puzzles", "correct samples", share=True)


def _evaluation(axes: Axes, runs: list[Curves]) -> None:
    _bars(axes, runs, lambda run: {f"{size} people": points for size, points in run.evaluation.items()})
    frame(axes, runs, "Accuracy on held-out puzzles (95 % interval)", "correct samples", share=True)


def _bars(axes: Axes, runs: list[Curves], points_of: Callable[[Curves], dict[str, list[Point]]]) -> None:
    """Bars of all series of all runs side by side, not on top of each other."""
    found = [(run_index, points_of(run)) for run_index, run in enumerate(runs)]
    places = [point[0] for _, series in found for points in series.values() for point in points]
    span = max(places) - min(places) if places else 0
    names = list(dict.fromkeys(name for _, series in found for name in series))
    count = len(names) * len(runs)
    for (run_index, series), line in zip(found, dashes(runs), strict=True):
        for name, points in series.items():
            index = names.index(name)
            shift = (index * len(runs) + run_index - (count - 1) / 2) * min(0.008, 0.06 / count) * span
            with_bars(axes, points, shift, name, index, line)


def _series(axes: Axes, runs: list[Curves], points_of: Callable[[Curves], dict[str, list]]) -> None:
    """A curve for each behaviour that occurs at all."""
    for run, line in zip(runs, dashes(runs), strict=True):
        for index, name in enumerate(SHOWN):
            points = points_of(run).get(name, [])
            if any(point[1] for point in points):
                steps, values = [point[0] for point in points], [point[1] for point in points]
                curve(axes, steps, values, name.replace("_", " "), index, line)


def _behaviours(axes: Axes, runs: list[Curves]) -> None:
    _series(axes, runs, lambda run: run.behaviours)
    frame(axes, runs, "Behaviours in sampled responses", "responses that show it", share=True)


def _behaviour_rates(axes: Axes, runs: list[Curves]) -> None:
    _series(axes, runs, lambda run: run.rates)
    frame(axes, runs, "Behaviours per length", "occurrences per 1,000 tokens")


def _difficulty(axes: Axes, runs: list[Curves]) -> None:
    """Held-out accuracy over the difficulty score of `puzzles.difficulty`: one line an evaluation."""
    _bars(axes, runs, lambda run: run.difficulty)
    score = "difficulty of the puzzle (roles read on the shortest way to the solution)"
    frame(axes, runs, "Accuracy by difficulty, held-out (95 % interval)", "correct samples", share=True, xlabel=score)


def _behaviour(name: str) -> Panel:
    """A panel of one behaviour with its interval; colour tells the run."""

    def panel(axes: Axes, runs: list[Curves]) -> None:
        for index, (run, line) in enumerate(zip(runs, dashes(runs), strict=True)):
            points = run.behaviours.get(name, [])
            curve(axes, *([point[part] for point in points] for part in (0, 1)), run.name, index, line)
            if len(runs) <= 3:  # more intervals than that hide each other
                band(axes, points, index, line)
        frame(axes, runs, name.replace("_", " ").capitalize(), "responses that show it", share=True)

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
