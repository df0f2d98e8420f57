"""Intervals and rates. Shares of responses get Wilson's interval, means a bootstrap over puzzles.

Samples of one puzzle resemble each other, so the bootstrap draws whole puzzles (clusters), not samples.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from functools import lru_cache

import numpy as np
from scipy.stats import binomtest

RESAMPLES = 500  # assumed enough: end points move by about 2 % of the interval between seeds
TIMES_HELD = 1_000_000  # how often a cluster was drawn, 8 bytes each


@lru_cache(maxsize=1 << 16)  # scipy also works out a p-value, and the same counts come again and again
def wilson(successes: float, total: int) -> tuple[float, float]:
    """Wilson's 95 % score interval of a share (Wilson 1927); (0, 1) when there is no observation.

    Of a number of successes that is not whole, the ends are those of the whole numbers below and above.

    Raises:
        ValueError: `successes` is not between 0 and `total`.
    """
    if not 0 <= successes <= total:
        raise ValueError(f"{successes} successes of {total}: the count must lie between 0 and the total")
    if total == 0:
        return 0.0, 1.0
    fewest, most = math.floor(round(successes, 9)), math.ceil(round(successes, 9))
    ends = [binomtest(count, total).proportion_ci(method="wilson") for count in {fewest, most}]
    return float(min(one.low for one in ends)), float(max(one.high for one in ends))


def share(flags: Sequence[bool]) -> dict:
    """`{"share", "low", "high", "count", "total"}` with Wilson's 95 % interval; share is None without data."""
    count, total = sum(map(bool, flags)), len(flags)
    low, high = wilson(count, total)
    return {"share": count / total if total else None, "low": low, "high": high, "count": count, "total": total}


def cluster_bootstrap(
    numerators: Sequence[float],
    clusters: Sequence[Hashable],
    denominators: Sequence[float] | None = None,
    seed: int = 0,
    resamples: int = RESAMPLES,
) -> dict:
    """Sum of `numerators_B` / sum of `denominators_B` (the mean if none are given) with a 95 % percentile interval.

    `clusters_B` names the puzzle of each sample. Returns `{"value", "low", "high", "clusters"}`; the three
    numbers are None when the denominators sum to 0. One cluster has no spread to resample: low = high = value.

    Raises:
        ValueError: the sequences differ in length.
    """
    denominators = [1.0] * len(numerators) if denominators is None else denominators
    if not len(numerators) == len(clusters) == len(denominators):
        raise ValueError(f"{len(numerators)} numerators, {len(denominators)} denominators, {len(clusters)} clusters")
    sums_C2 = _cluster_sums(numerators, denominators, clusters)
    count = len(sums_C2)
    top, bottom = sums_C2.sum(axis=0) if count else (0.0, 0.0)
    if bottom == 0:
        return {"value": None, "low": None, "high": None, "clusters": count}
    drawn_R2 = redrawn(sums_C2, np.random.default_rng(seed), resamples)
    drawn_R2 = drawn_R2[drawn_R2[:, 1] > 0]
    low, high = middle(drawn_R2[:, 0] / drawn_R2[:, 1])
    return {"value": float(top / bottom), "low": low, "high": high, "clusters": count}


def redrawn(sums: np.ndarray, rng: np.random.Generator, resamples: int = RESAMPLES) -> np.ndarray:
    """The sum over clusters (the first axis) of as many clusters drawn with replacement, one row a resample."""
    # This is what scipy.stats.bootstrap draws with paired=True; but it holds all draws of a batch, cannot leave out
    # those without a denominator, and takes its random numbers otherwise: every interval on record would change.
    chances_C, at_once = np.full(len(sums), 1 / len(sums)), max(1, TIMES_HELD // len(sums))
    parts = []
    for done in range(0, resamples, at_once):
        # Drawing C clusters with replacement is drawing how often each of them counts.
        times_RC = rng.multinomial(len(sums), chances_C, size=min(at_once, resamples - done))
        parts.append(np.tensordot(times_RC, sums, axes=1))
    return np.concatenate(parts)


def middle(drawn: np.ndarray | Sequence[float]) -> tuple[float, float]:
    """The ends of the middle 95 % of what resamples gave."""
    low, high = np.percentile(drawn, [2.5, 97.5])
    return float(low), float(high)


def share_over_clusters(
    values: Sequence[float], clusters: Sequence[Hashable], weights: Sequence[float] | None = None
) -> dict:
    """`cluster_bootstrap` of a share from 0 to 1, with Wilson's interval over clusters where all clusters agree.

    All alike leaves nothing to resample, and yet little may have been seen. With `weights_B`, what the values are
    parts of, only clusters of some weight have been seen.
    """
    interval = cluster_bootstrap(values, clusters, weights)
    if interval["value"] is not None and interval["high"] - interval["low"] < 1e-9:
        seen = clusters if weights is None else [name for name, weight in zip(clusters, weights, strict=True) if weight]
        count = len(set(seen))
        interval["low"], interval["high"] = wilson(interval["value"] * count, count)
    return interval


def difference_over_clusters(values: Sequence[float], clusters: Sequence[Hashable]) -> dict:
    """`cluster_bootstrap` of differences of shares, from -1 to 1.

    Where all clusters agree, at most Wilson's upper end of "none of them" may be otherwise, and that by going all the
    way to -1 or 1.
    """
    interval = cluster_bootstrap(values, clusters)
    value = interval["value"]
    if value is not None and interval["high"] - interval["low"] < 1e-9:
        others = wilson(0, interval["clusters"])[1]
        interval["low"], interval["high"] = value - others * (1 + value), value + others * (1 - value)
    return interval


def _cluster_sums(
    numerators: Sequence[float], denominators: Sequence[float], clusters: Sequence[Hashable]
) -> np.ndarray:
    rows = {name: row for row, name in enumerate(dict.fromkeys(clusters))}
    sums_C2 = np.zeros((len(rows), 2))
    for name, numerator, denominator in zip(clusters, numerators, denominators, strict=True):
        sums_C2[rows[name]] += numerator, denominator
    return sums_C2


def per_thousand(count: float, tokens: float) -> float | None:
    """Occurrences per 1,000 tokens; None without tokens."""
    return 1000 * count / tokens if tokens else None


def per_response(count: float, responses: int) -> float | None:
    """Mean occurrences per response; None without responses."""
    return count / responses if responses else None
