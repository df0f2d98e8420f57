"""One evaluation as a figure: accuracy by size with intervals, and the difference to an earlier one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from logic_rl.analysis.figures.drawing import draw, with_bars
from logic_rl.analysis.figures.style import PALETTE
from logic_rl.analysis.sizes import by_size
from logic_rl.analysis.statistics.accuracy import Attempts, accuracy_table
from logic_rl.analysis.statistics.comparison import paired_table

if TYPE_CHECKING:  # a contract keeps matplotlib to `drawing`
    from matplotlib.axes import Axes

STEP = 0.14  # between series at one place, of the distance of two places


def evaluation_figure(path: Path, after: Sequence[Attempts], before: Sequence[Attempts] = ()) -> Path:
    """Draw pass@1, pass@k, cons@k and what guessing earns; with `before`, both pass@1 and their paired difference.

    An earlier evaluation is held against this one on the puzzles that both have.
    """
    if not before:
        return draw(path, [lambda axes: _measures(axes, after)])
    shared = {attempts.puzzle for attempts in before} & {attempts.puzzle for attempts in after}
    old, new = ([a for a in attempts if a.puzzle in shared] for attempts in (before, after))
    return draw(path, [lambda axes: _both(axes, old, new), lambda axes: _difference(axes, old, new)])


def _measures(axes: Axes, puzzles: Sequence[Attempts]) -> None:
    places = _places(puzzles)
    names = [name for name in places["all"] if "@" in name and name.partition("@")[2] in ("1", _most(places["all"]))]
    for index, name in enumerate(names):
        _series(axes, places, name, name, index, (index - (len(names) - 1) / 2) * STEP)
    _finish(axes, places, "Accuracy on held-out tasks (95 % interval)")


def _both(axes: Axes, old: Sequence[Attempts], new: Sequence[Attempts]) -> None:
    for index, (label, puzzles) in enumerate((("before", old), ("after", new))):
        _series(axes, _places(puzzles), "pass@1", label, index, (index - 0.5) * STEP)
    _finish(axes, _places(new), "pass@1 on the tasks of both (95 % interval)")


def _difference(axes: Axes, old: Sequence[Attempts], new: Sequence[Attempts]) -> None:
    table, points, labels = paired_table(old, new), [], []
    pairs = {str(size): pair for size, pair in by_size(table).items()} | {"all": table}
    for place, (label, pair) in enumerate(pairs.items()):
        difference = pair["difference"]
        points.append((place, difference["value"], difference["low"], difference["high"]))
        labels.append(f"{label}\n{pair['num_puzzles']} pairs\np = {pair['p_value']:.2g}")
    with_bars(axes, points, 0, "after - before", 2, "none")
    axes.axhline(0, color="#555555", linewidth=1)
    _label(axes, labels, "Paired difference of pass@1 (95 % interval)", "difference of shares")
    axes.yaxis.set_major_formatter("{x:+.2f}")


def _places(puzzles: Sequence[Attempts]) -> dict[str, dict]:
    table = accuracy_table(puzzles)
    return {str(size): row for size, row in by_size(table).items()} | {"all": table["all"]}


def _most(row: dict) -> str:
    """The largest k of the row's pass@k."""
    return str(max(int(name.partition("@")[2]) for name in row if name.startswith("pass@")))


def _series(axes: Axes, places: dict[str, dict], name: str, label: str, index: int, shift: float) -> None:
    entries = [(place, row[name]) for place, row in enumerate(places.values()) if name in row]
    points = [(place, entry["value"], entry["low"], entry["high"]) for place, entry in entries]
    with_bars(axes, points, shift, label, index, "none")
    floors = [(place + shift, entry["floor"]) for place, entry in entries if entry["floor"] is not None]
    if floors:
        axes.plot(*zip(*floors, strict=True), "_", color=PALETTE[-1], markersize=13,
                  label=None if index else "guessing")  # fmt: skip


def _finish(axes: Axes, places: dict[str, dict], title: str) -> None:
    _label(axes, [f"{name}\n{row['num_puzzles']} tasks" for name, row in places.items()], title, "share that is right")
    axes.set_ylim(-0.03, 1.03)
    axes.yaxis.set_major_formatter("{x:.0%}")
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.16), ncols=4)


def _label(axes: Axes, labels: list[str], title: str, ylabel: str) -> None:
    axes.set_title(title)
    axes.set_ylabel(ylabel)
    axes.set_xticks(range(len(labels)), labels)
    axes.set_xlim(-0.6, len(labels) - 0.4)
