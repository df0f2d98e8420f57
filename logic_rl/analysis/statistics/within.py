"""Accuracy with and without a behaviour, within the same puzzle: hard puzzles must not pass for bad behaviours.

Samples of a puzzle that differ in whether they show the behaviour are compared; puzzles where all agree say nothing.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from logic_rl.analysis.responses import Observed
from logic_rl.analysis.statistics.intervals import cluster_bootstrap, middle, redrawn

GAIN = 0.1  # by which samples with a shift must be right more often than the others, for the strict level (assumed)
RESAMPLES = 300  # of a regression; assumed enough
USUALLY_WRONG = 0.5  # share of right samples up to which a puzzle counts as usually failed (assumed)


def paired_difference(shown: Sequence[bool], correct: Sequence[bool], puzzles: Sequence[str]) -> dict:
    """Mean over puzzles of (accuracy with) - (accuracy without), weighted by the samples that can be compared.

    Returns `{"value", "low", "high", "puzzles"}` with a 95 % bootstrap interval over puzzles; None where no puzzle has
    both kinds of sample.
    """
    # puzzle → [without, with] of [right, all]
    cells: dict[str, list[list[int]]] = defaultdict(lambda: [[0, 0], [0, 0]])
    for has, right, puzzle in zip(shown, correct, puzzles, strict=True):
        cell = cells[puzzle][bool(has)]
        cell[0] += right
        cell[1] += 1
    both = {puzzle: cell for puzzle, cell in cells.items() if cell[0][1] and cell[1][1]}
    weight = [cell[0][1] * cell[1][1] / (cell[0][1] + cell[1][1]) for cell in both.values()]
    gain = [cell[1][0] / cell[1][1] - cell[0][0] / cell[0][1] for cell in both.values()]
    interval = cluster_bootstrap([g * w for g, w in zip(gain, weight, strict=True)], list(both), weight)
    return {"value": interval["value"], "low": interval["low"], "high": interval["high"], "puzzles": len(both)}


def adjusted_difference(
    shown: Sequence[bool], correct: Sequence[bool], puzzles: Sequence[str], lengths: Sequence[int], seed: int = 0
) -> dict:
    """The same with length held fixed: least squares of correctness on the behaviour and log length, each puzzle its
    own level (so that size and difficulty drop out). Interval: bootstrap over puzzles. None where nothing varies.
    """
    rows = defaultdict(list)
    for has, right, puzzle, length in zip(shown, correct, puzzles, lengths, strict=True):
        rows[puzzle].append((float(has), math.log(max(1, length)), float(right)))
    # Centred within puzzles, the sums of squares and products of a puzzle are all a resample needs.
    centred = [np.array(part) - np.mean(part, axis=0) for part in rows.values()]
    products_P33 = np.array([part.T @ part for part in centred]) if centred else np.zeros((0, 3, 3))
    (whole,) = _slopes(products_P33.sum(axis=0, keepdims=True))
    if math.isnan(whole):
        return {"value": None, "low": None, "high": None, "puzzles": 0}
    slopes_R = _slopes(redrawn(products_P33, np.random.default_rng(seed), RESAMPLES))
    low, high = middle(slopes_R[~np.isnan(slopes_R)])
    varying = int((products_P33[:, 0, 0] > 0).sum())
    return {"value": float(whole), "low": low, "high": high, "puzzles": varying}


def _slopes(products_R33: np.ndarray) -> np.ndarray:
    """Of the behaviour, from each row's sums of products of (behaviour, log length, correct); NaN where none varies."""
    square_R22, target_R2 = products_R33[:, :2, :2], products_R33[:, :2, 2]
    of_behaviour, of_length = square_R22[:, 0, 0], square_R22[:, 1, 1]
    varies = of_behaviour >= 1e-9
    apart = varies & (of_length >= 1e-9) & (np.linalg.det(square_R22) >= 1e-9 * of_behaviour * of_length)
    slopes_R = np.full(len(products_R33), np.nan)
    slopes_R[varies] = target_R2[varies, 0] / of_behaviour[varies]
    slopes_R[apart] = np.linalg.solve(square_R22[apart], target_R2[apart, :, None])[:, 0, 0]
    return slopes_R


def strict_ahas(group: Sequence[Observed]) -> int:
    """Right responses whose aha has prior stability and gain too.

    That is: their puzzle is usually failed without a shift, and samples with a shift are right more often by `GAIN`.
    Needs several samples of a puzzle.
    """
    by_puzzle: dict[str, list[tuple[str, bool]]] = defaultdict(list)
    for one in group:
        if one.outcome is not None and one.correct is not None:
            by_puzzle[one.puzzle].append((one.outcome.level, one.correct))
    count = 0
    for samples in by_puzzle.values():
        shifted = [right for level, right in samples if level not in ("none", "marker")]
        others = [right for level, right in samples if level in ("none", "marker")]
        if shifted and others:
            before, gain = np.mean(others), np.mean(shifted) - np.mean(others)
            if before <= USUALLY_WRONG and gain >= GAIN:
                count += sum(level == "aha" and right for level, right in samples)
    return count
