"""What a judge is worth: agreement with the rules, errors on labelled text, and rates corrected for these errors.

Sentences of one response resemble each other, so every interval is a bootstrap over responses.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence

import numpy as np

from logic_rl.analysis.judge.judge import Judged
from logic_rl.analysis.judge.prompt import JUDGED
from logic_rl.analysis.statistics.intervals import RESAMPLES, middle, redrawn

Interval = dict[str, float | None]
Marks = Sequence[tuple[int, str]]  # (start, behaviour) of spans
Measure = Callable[[np.ndarray], float | None]


def cells(judged: Judged, marks: Marks, name: str) -> np.ndarray:
    """Sentences by (judge, other): [[neither, other alone], [judge alone, both]]; unanswered ones are left out.

    The other has marked a sentence if one of its spans starts there.
    """
    starts = [start for start, behaviour in marks if behaviour == name]
    counts_22 = np.zeros((2, 2), dtype=int)
    for (start, end), names in zip(judged.sentences, judged.labels, strict=True):
        if names is not None:
            counts_22[int(name in names), int(any(start <= place < end for place in starts))] += 1
    return counts_22


def agreement(pairs: Iterable[tuple[Judged, Marks]]) -> dict[str, dict]:
    """For each behaviour Cohen's kappa (Cohen 1960) of judge and rules, with how many sentences each marks."""
    pairs, tables = list(pairs), {}
    for name in JUDGED:
        counts_R22 = np.array([cells(judged, marks, name) for judged, marks in pairs]).reshape(-1, 2, 2)
        (neither, rules), (judge, both) = counts_R22.sum(axis=0).tolist()
        tables[name] = {"both": both, "judge_only": judge, "rules_only": rules, "neither": neither,
                       **_bootstrapped({"kappa": kappa}, counts_R22)}  # fmt: skip
    return tables


def kappa(counts_22: np.ndarray) -> float | None:
    """Agreement beyond chance; None where there is no sentence, or both say the same of all of them."""
    total = counts_22.sum()
    if not total:
        return None
    shares_22 = counts_22 / total
    chance = float(shares_22.sum(axis=0) @ shares_22.sum(axis=1))
    return None if chance > 1 - 1e-12 else (float(np.trace(shares_22)) - chance) / (1 - chance)


def calibration(pairs: Iterable[tuple[Judged, Marks]], behaviours: Collection[str]) -> dict[str, dict]:
    """Precision, recall, specificity and F1 of the judge against labels; `behaviours` are those that were labelled.

    `cells` holds the counts of each labelled response, for `corrected`.
    """
    pairs, tables = list(pairs), {}
    for name in (name for name in JUDGED if name in behaviours):
        counts_D22 = np.array([cells(judged, marks, name) for judged, marks in pairs]).reshape(-1, 2, 2)
        counted = {"sentences": int(counts_D22.sum()), "labelled": int(counts_D22[:, :, 1].sum())}
        tables[name] = {**_bootstrapped(MEASURES, counts_D22), **counted, "cells": counts_D22.tolist()}
    return tables


def _ratio(top: float, bottom: float) -> float | None:
    return float(top / bottom) if bottom else None


MEASURES: dict[str, Measure] = {
    "precision": lambda c: _ratio(c[1, 1], c[1].sum()),
    "recall": lambda c: _ratio(c[1, 1], c[:, 1].sum()),
    "specificity": lambda c: _ratio(c[0, 0], c[:, 0].sum()),
    "f1": lambda c: _ratio(2 * c[1, 1], 2 * c[1, 1] + c[1, 0] + c[0, 1]),
}


def rate(judged: Sequence[Judged], name: str) -> Interval:
    """Share of the answered sentences that the judge gives the label."""
    return _bootstrapped({"rate": lambda c: _ratio(c[1], c.sum())}, _marked(judged, name))["rate"]


def corrected(judged: Sequence[Judged], name: str, labelled: Sequence, seed: int = 0) -> Interval:
    """The rate without the judge's errors: (rate + specificity - 1) / (recall + specificity - 1), Rogan & Gladen 1978.

    `labelled` are the `cells` of `calibration`. The interval resamples the judged responses and the labelled ones, so
    it is as wide as the calibration is small. None where the judge does no better than chance.
    """
    counts_R2, counts_D22 = _marked(judged, name), np.asarray(labelled)
    value = _unbiased(counts_R2.sum(axis=0), counts_D22.sum(axis=0))
    rng = np.random.default_rng(seed)
    drawn = ((redrawn(counts_R2, rng, 1)[0], redrawn(counts_D22, rng, 1)[0]) for _ in range(RESAMPLES))
    return _interval(value, (_unbiased(*one) for one in drawn))


def _marked(judged: Sequence[Judged], name: str) -> np.ndarray:
    """(responses, 2): sentences without the label, with it."""
    answered = [[names for names in one.labels if names is not None] for one in judged]
    counts = [(sum(name not in names for names in one), sum(name in names for names in one)) for one in answered]
    return np.array(counts, dtype=int).reshape(-1, 2)


def _unbiased(counts_2: np.ndarray, labelled_22: np.ndarray) -> float | None:
    rate = _ratio(counts_2[1], counts_2.sum())
    recall, specificity = MEASURES["recall"](labelled_22), MEASURES["specificity"](labelled_22)
    if rate is None or recall is None or specificity is None or recall + specificity <= 1:
        return None
    return min(1.0, max(0.0, (rate + specificity - 1) / (recall + specificity - 1)))


def _bootstrapped(measures: dict[str, Measure], counts: np.ndarray, seed: int = 0) -> dict[str, Interval]:
    """Each measure of the summed counts, with a 95 % percentile interval over responses (the first axis)."""
    drawn = redrawn(counts, np.random.default_rng(seed)) if len(counts) else counts
    return {name: _interval(measure(counts.sum(axis=0)), map(measure, drawn)) for name, measure in measures.items()}


def _interval(value: float | None, drawn: Iterable[float | None]) -> Interval:
    kept = [one for one in drawn if one is not None] if value is not None else []
    low, high = middle(kept) if kept else (None, None)
    return {"value": value, "low": low, "high": high}
