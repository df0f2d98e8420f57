"""How well a process reward model tells right steps from wrong ones, in all and by kind of claim."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence

from scipy.stats import rankdata

from logic_rl.metrics import mean
from logic_rl.training.process.steps import Step


def area_under_curve(chances: Sequence[float], labels: Sequence[bool]) -> float | None:
    """The chance that a right step has a higher number than a wrong one, ties counting half (Mann and Whitney 1947).

    None where all labels are the same.
    """
    right = sum(labels)
    if right in (0, len(labels)):
        return None
    ranks = rankdata(chances)  # of ties the mean
    total = sum(rank for rank, label in zip(ranks, labels, strict=True) if label)
    return float((total - right * (right + 1) / 2) / (right * (len(labels) - right)))


def measured(chances: Sequence[float], steps: Sequence[Step]) -> dict:
    """`{steps, right, accuracy, auc, loss, kinds: {kind: the same}}`.

    `right` is the share of right steps, which a model that knows nothing can have as its accuracy; accuracy is at a
    chance of .5; loss in nats a step.
    """
    kinds: dict[str, list[int]] = defaultdict(list)
    for number, step in enumerate(steps):
        kinds[step.kind].append(number)
    parts = {kind: _numbers([chances[n] for n in own], [steps[n] for n in own]) for kind, own in sorted(kinds.items())}
    return _numbers(chances, steps) | {"kinds": parts}


def _numbers(chances: Sequence[float], steps: Sequence[Step]) -> dict:
    labels = [step.is_right for step in steps]
    of_label = [chance if label else 1 - chance for chance, label in zip(chances, labels, strict=True)]  # of the truth
    auc = area_under_curve(chances, labels)
    return {
        "steps": len(steps),
        "right": round(mean(labels), 4),
        "accuracy": round(mean(chance > 0.5 for chance in of_label), 4),
        "auc": None if auc is None else round(auc, 4),
        "loss": round(-mean(math.log(max(chance, 1e-12)) for chance in of_label), 4),
    }  # fmt: skip
