"""What the figures draw, taken from a run folder: columns over steps, phases, behaviours, evaluations."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from logic_rl.analysis.behaviours.spans import LEARNED
from logic_rl.analysis.figures.held_out import Point, held_out
from logic_rl.analysis.sizes import Size, size_of_metric
from logic_rl.analysis.statistics.difficulty import accuracy_by_difficulty
from logic_rl.analysis.tables import summarize_run
from logic_rl.metrics import is_number
from logic_rl.record import RunFolder, open_run
from logic_rl.rows import read_json

SEED = re.compile(r"[-_. /]*(?:seed|s)?[-_. ]*\d+$", re.IGNORECASE)  # what tells the runs of one setting apart


@dataclass(frozen=True)
class Curves:
    """A run as curves.

    Example: `Curves(name="demo", rows=[{"step": 0, "reward/mean": 0.1}, …], phases=[("warmup", 0, 39), …],
    behaviours={"verification": [(0, 0.2, 0.1, 0.3), …]}, rates={"verification": [(0, 4.1), …]},
    evaluation={"2 people": [(0, 0.4, 0.3, 0.5), …]}, difficulty={"base": [(6.1, 0.4, 0.3, 0.5), …]},
    claims=[(0, 0.9, 0.8, 0.95), …])`: shares of responses, spans per 1,000 tokens, held-out accuracy over steps and
    over difficulty scores, share of the readable claims that are true.

    Attributes:
        evaluation: by size ("3 people", "level 3"), or "all" where questions have none.
        spread: the 95 % interval of a metric at each step where several seeds are drawn as one (`seeds.pooled`).
        held_out_length, held_out_behaviours: tokens of a held-out reply, shares of these replies.
    """

    name: str
    rows: list[dict]
    phases: list[tuple[str, int, int]]
    behaviours: dict[str, list[Point]]
    rates: dict[str, list[tuple[float, float]]]
    evaluation: dict[str, list[Point]]
    difficulty: dict[str, list[Point]]
    claims: list[Point]
    spread: dict[str, dict[float, tuple[float, float]]] = field(default_factory=dict)
    held_out_length: list[Point] = field(default_factory=list)
    held_out_behaviours: dict[str, list[Point]] = field(default_factory=dict)

    def column(self, key: str) -> tuple[list[int], list[float]]:
        """(steps, values) of a metric, without the steps that lack it or where it is not a finite number."""
        pairs = [(row["step"], row[key]) for row in self.rows if is_number(row.get(key))]
        return [step for step, _ in pairs], [float(value) for _, value in pairs]

    def sizes(self) -> list[Size]:
        """The sizes that training met, ascending."""
        keys = {key for row in self.rows for key in row if key.startswith("accuracy/")}
        return sorted(size for size in map(size_of_metric, keys) if size)


def load_curves(run_dir: str | Path, summary: dict | None = None) -> Curves:
    """Read a run folder. `summary` is what `summarize_run` gives of it.

    None takes RUN/analysis/summary.json when it covers all recorded steps, else the responses are tagged anew. A run
    that is called by its seed alone ("seed-1") is named with the folder it lies in.

    Raises:
        UsageError: not a run folder, or a file in it is malformed.
    """
    run = open_run(run_dir)
    rows, summary = run.metrics(), summary or saved_analysis(run) or summarize_run(run)
    measured = held_out(run, summary["evaluation"])
    return Curves(
        name=_name(run.path.resolve()),
        rows=rows,
        phases=_phases(rows),
        behaviours=_behaviours(summary),
        rates=_rates(summary),
        evaluation=measured.accuracy,
        difficulty=accuracy_by_difficulty(run),
        claims=_claims(summary),
        held_out_length=measured.length,
        held_out_behaviours=measured.behaviours,
    )


def _name(path: Path) -> str:
    return path.name if SEED.sub("", path.name) else f"{path.parent.name}/{path.name}"


def saved_analysis(run: RunFolder) -> dict | None:
    """RUN/analysis/summary.json; None if there is none, it lacks what is recorded by now, or was made otherwise.

    A word list's shares are not the tagger's, so what `analyze --lexicon`, `--rules-only` or `--no-claims` left there
    is for those who read it, not for figures.
    """
    path = run.path / "analysis" / "summary.json"
    if not path.is_file():
        return None
    summary = read_json(path)
    if summary.get("tagger", LEARNED) != LEARNED or not summary.get("claims_read", True):
        return None
    steps, labels = [str(step) for step, _ in run.rollout_files()], set(run.evaluation_labels())
    tagged, evaluation = (one if isinstance(one := summary.get(key), dict) else {} for key in ("steps", "evaluation"))
    # Summaries of older versions say nothing of claims and emergence.
    known = "emergence" in summary and all({"behaviours", "claims"} <= set(group) for group in tagged.values())
    return summary if known and list(tagged) == steps and set(evaluation) == labels else None


def _phases(rows: list[dict]) -> list[tuple[str, int, int]]:
    """(name, first step, last step) of each stretch of one phase."""
    stretches = []
    for phase, stretch in itertools.groupby(rows, key=lambda row: row.get("phase")):
        steps = [row["step"] for row in stretch]
        if phase is not None:
            stretches.append((str(phase), steps[0], steps[-1]))
    return stretches


def _behaviours(summary: dict) -> dict[str, list[Point]]:
    points: dict[str, list[Point]] = {}
    for step, group in summary["steps"].items():
        for name, numbers in group["behaviours"].items():
            if numbers["share"] is not None:
                points.setdefault(name, []).append((int(step), numbers["share"], numbers["low"], numbers["high"]))
    return points


def _rates(summary: dict) -> dict[str, list[tuple[float, float]]]:
    points: dict[str, list[tuple[float, float]]] = {}
    for step, group in summary["steps"].items():
        for name, numbers in group["behaviours"].items():
            if numbers["per_1k_tokens"] is not None:
                points.setdefault(name, []).append((int(step), numbers["per_1k_tokens"]))
    return points


def _claims(summary: dict) -> list[Point]:
    shares = [(int(step), group["claims"]["true"]) for step, group in summary["steps"].items()]
    return [(step, s["value"], s["low"], s["high"]) for step, s in shares if s["value"] is not None]


def smooth(values: Sequence[float | None], window: int) -> list[float | None]:
    """Centred moving average over `window` (odd) values, which is cut off at the ends; None where one is missing."""
    half = window // 2
    parts = [values[max(0, i - half) : i + half + 1] for i in range(len(values))]
    return [None if None in part else sum(filter(None, part)) / len(part) for part in parts]
