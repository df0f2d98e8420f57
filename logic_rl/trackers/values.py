"""The numbers of a run by the names under which trackers show them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from logic_rl.metrics import is_number
from logic_rl.record import RunFolder
from logic_rl.rows import some_replies
from logic_rl.trackers.tracker import Cell

OF_EVALUATIONS = ("accuracy", "verified", "format_rate", "mean_length", "truncated_rate")
_PLACES = {"people": "people", "levels": "level"}  # where an evaluation has its numbers by size → word of a size


class Evaluation(NamedTuple):
    label: str
    step: int
    values: dict[str, float]


def step_values(row: Mapping) -> dict[str, float]:
    """A row of metrics.jsonl without what is no number, under its own keys."""
    return {key: float(value) for key, value in row.items() if "/" in key and is_number(value)}


def evaluation_values(summary: Mapping) -> dict[str, float]:
    """`evaluation/accuracy`, `evaluation/accuracy_people_3` (`…_level_3`), `evaluation/format_rate` and their like.

    What was measured on the valid split stands under `valid/` instead, for it is of other questions.
    """
    values: dict[str, Any] = {name: summary.get(name) for name in OF_EVALUATIONS}
    for place, word in _PLACES.items():
        values |= {f"accuracy_{word}_{size}": row.get("accuracy") for size, row in summary.get(place, {}).items()}
    place = "valid" if summary.get("split") == "valid" else "evaluation"
    return {f"{place}/{name}": float(value) for name, value in values.items() if is_number(value)}


def replies_table(rows: Sequence[dict], count: int) -> list[tuple[Cell, ...]]:
    """`count` of the response rows of an evaluation, with the columns of `logic_rl.trackers.tracker.COLUMNS`."""
    return [(str(row["id"]), row["score"]["verdict"], float(row["score"]["total"]), row["response"])
            for row in some_replies(rows, count)]  # fmt: skip


def evaluations(folder: RunFolder) -> Iterator[Evaluation]:
    """Those on record, in the order in which they were made."""
    for label in folder.evaluation_labels():
        summary = folder.evaluation_summary(label)
        if isinstance(summary.get("step"), int):
            yield Evaluation(label, summary["step"], evaluation_values(summary))
