"""Curves of what a run was measured on without learning from it: a point an evaluation, with its 95 % interval."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from logic_rl.analysis.sizes import Size, by_size
from logic_rl.analysis.statistics.intervals import wilson
from logic_rl.metrics import is_number
from logic_rl.record import RunFolder

Point = tuple[float, float, float, float]  # step (or difficulty), value, low, high


@dataclass
class HeldOut:
    """Example: `HeldOut(accuracy={"3 people": [(0, 0.1, 0.0, 0.2), …]}, length=[…], behaviours={"aha": […]})`.

    Attributes:
        accuracy: by size; where no question has one, of "all"; and what is "verified" where that is known.
        length: tokens of a reply; low and high are its value where replies are not on record.
    """

    accuracy: dict[str, list[Point]] = field(default_factory=dict)
    length: list[Point] = field(default_factory=list)
    behaviours: dict[str, list[Point]] = field(default_factory=dict)


def held_out(run: RunFolder, groups: Mapping[str, dict]) -> HeldOut:
    """`groups` are the summaries of the tagged replies by label; where one is absent, what training wrote remains."""
    curves = HeldOut()
    whole: list[Point] = []
    verified: list[Point] = []
    sizes: dict[Size, list[Point]] = {}
    for label, written in _evaluations(run):
        step, group = written.get("step") or 0, groups.get(label, {})
        tagged = by_size(group)
        for size, numbers in by_size(written).items():
            sizes.setdefault(size, []).extend(_point(step, tagged.get(size) or _from_written(numbers)))
        whole += _point(step, group.get("accuracy") or _from_written(written))
        verified += _point(step, group.get("verified") or _from_written(written, "verified"))
        curves.length += _point(step, group.get("length") or _exact(written.get("mean_length")))
        for name, share in group.get("behaviours", {}).items():
            curves.behaviours.setdefault(name, []).extend(_point(step, {**share, "value": share["share"]}))
    named = {str(size): sizes[size] for size in sorted(sizes) if sizes[size]}
    curves.accuracy = named or ({"all": whole} if whole else {})
    if verified:
        curves.accuracy["verified"] = verified
    return curves


def _evaluations(run: RunFolder) -> Iterator[tuple[str, dict]]:
    """Labels with what training wrote of them, one a step: of those made at the same step that of most samples.

    All are on the questions of one split, the one that was measured at more steps.
    """
    chosen: dict[int, tuple[str, dict]] = {}
    of_split: dict[str, list[tuple[str, dict]]] = {"test": []}
    for label in run.evaluation_labels():
        written = run.evaluation_summary(label)
        of_split.setdefault(written.get("split", "test"), []).append((label, written))
    for label, written in max(of_split.values(), key=len):
        step = written.get("step") or 0
        if step not in chosen or written.get("num_samples", 0) > chosen[step][1].get("num_samples", 0):
            chosen[step] = label, written
    for step in sorted(chosen):
        yield chosen[step]


def _point(step: int, interval: Mapping) -> list[Point]:
    """No point where nothing was measured."""
    return [] if interval["value"] is None else [(step, interval["value"], interval["low"], interval["high"])]


def _exact(value: object) -> dict:
    return dict.fromkeys(("value", "low", "high"), value if is_number(value) else None)


def _from_written(numbers: Mapping, name: str = "accuracy") -> dict:
    """Wilson's interval on the samples: replies are not on record."""
    accuracy, total = numbers.get(name), numbers.get("num_samples") or numbers.get("num_puzzles") or 0
    if not is_number(accuracy) or not total:
        return {"value": None}
    low, high = wilson(min(total, round(accuracy * total)), total)
    return {"value": accuracy, "low": min(low, accuracy), "high": max(high, accuracy)}
