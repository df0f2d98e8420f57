"""Numbers of several seeds with an interval over the seeds, as Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from gather import form_of
from results_table import TITLES

from logic_rl.analysis.figures.seeds import t_interval

MEASURES = ("accuracy", "format_rate", "mean_length", "verification", "backtracking")
NAMES = {"accuracy": "accuracy", "format_rate": "well-formed", "mean_length": "length, tokens",
         "verification": "replies marked as verifying", "backtracking": "replies that go back"}  # fmt: skip


def told(values: Sequence[float], measure: str = "") -> str:
    """`0.98 [0.97, 0.99]`: mean and Student's 95 % interval over seeds; none for one seed or equals.

    The interval of a share is kept within 0..1.
    """
    form = form_of(measure)
    if len(values) < 2:
        return form.format(*values)
    if len(set(values)) == 1:
        return f"{form.format(values[0])} (every seed)"
    mean, low, high = t_interval(values)
    low, high = max(0.0, low), high if measure == "mean_length" else min(1.0, high)
    return f"{form.format(mean)} [{form.format(low)}, {form.format(high)}]"


def at(result: dict, label: str, key: str) -> list[float]:
    """One measure of every seed at one evaluation of experiment 01."""
    return [seed[label][key] for seed in result["seeds"].values()]


def three_seeds(result: dict) -> str:
    """Before and after the three phases: a line a measure, a column an evaluation."""
    lines = [f"| mean of {result['num_seeds']} seeds [95 % interval] | " + " | ".join(TITLES.values()) + " |"]
    lines.append("|---" * (len(TITLES) + 1) + "|")
    for key in MEASURES:
        cells = [told(at(result, label, key), key) for label in TITLES]
        lines.append(f"| {NAMES.get(key, key)} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def five_people(path: Path) -> str:
    """The table that `01_three_phase/five_people.sh` recorded."""
    return path.read_text(encoding="utf-8")
