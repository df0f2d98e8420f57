"""When a behaviour appears in training: change points of its share over steps, against the share at step 0.

Most behaviours are there from the start, so the first occurrence says nothing. A stretch of steps that differs from
the rest is searched by binomial likelihood ratio and tested by permuting the steps, which also allows for
overdispersion; the search repeats inside and outside. A stretch has two ends, so a share that rises and falls
again is found as such.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np
from scipy.special import xlog1py, xlogy

from logic_rl.analysis.statistics.intervals import wilson

PERMUTATIONS, LEVEL = 499, 0.05
MIN_STEPS = 2  # on either side of a change
MOST_EDGES = 40  # places that a stretch is searched for; more steps are searched on a grid
LASTING = 3  # checkpoints for which the share must stay above the first one (assumed)
PRESENT = 0.02  # share that step 0 must surely exceed for "present from the start" (assumed)


def emergence(steps: Sequence[int], counts: Sequence[int], totals: Sequence[int], seed: int = 0) -> dict:
    """What happened to one behaviour: `counts` of `totals` responses show it at each of `steps` (ascending).

    Returns `{"present_at_start", "p_value", "emerged_at", "changes", "overdispersion"}`: `changes` are
    `{"step", "before", "after", "p_value"}` in order; `emerged_at` is the first change upwards after which the
    share stays surely above step 0 for `LASTING` checkpoints, None without one; `p_value` is that of the
    strongest change; `overdispersion` is Pearson's chi-square per degree of freedom between changes (1 is binomial).

    Raises:
        ValueError: the sequences differ in length, or a count exceeds its total.
    """
    if not len(steps) == len(counts) == len(totals):
        raise ValueError(f"{len(steps)} steps, {len(counts)} counts, {len(totals)} totals")
    k_S, n_S = np.asarray(counts, dtype=float), np.asarray(totals, dtype=float)
    if (k_S > n_S).any():
        raise ValueError("a count exceeds its total")
    rng = np.random.default_rng(seed)
    changed = sorted(_changes(k_S, n_S, 0, len(k_S), rng))
    edges = [0, *(place for place, _ in changed), len(k_S)]
    levels = [_share(k_S[a:b], n_S[a:b]) for a, b in pairwise(edges)]
    changes = [
        {"step": int(steps[place]), "before": levels[i], "after": levels[i + 1], "p_value": p}
        for i, (place, p) in enumerate(changed)
    ]
    low = wilson(int(counts[0]), int(totals[0]))[0] if len(steps) else 0.0
    risen = [place for i, (place, _) in enumerate(changed) if levels[i + 1] > levels[i]]
    lasting = (place for place in risen if _lasts(counts, totals, place))
    first = next(lasting, None)
    return {
        "present_at_start": low > PRESENT,
        "p_value": min((p for _, p in changed), default=_best(k_S, n_S, rng)[1] if len(k_S) >= 2 * MIN_STEPS else 1.0),
        "emerged_at": None if first is None else int(steps[first]),
        "changes": changes,
        "overdispersion": _overdispersion(k_S, n_S, edges),
    }


def _changes(
    k_S: np.ndarray, n_S: np.ndarray, first: int, last: int, rng: np.random.Generator
) -> list[tuple[int, float]]:
    """(place, p) of all significant changes in a stretch, by circular binary segmentation (Olshen et al. 2004)."""
    if last - first < 2 * MIN_STEPS:
        return []
    places, p = _best(k_S[first:last], n_S[first:last], rng)
    if p > LEVEL:
        return []
    edges = [first, *(first + place for place in places), last]
    changes = [(edge, p) for edge in edges[1:-1]]
    for a, b in pairwise(edges):
        changes += _changes(k_S, n_S, a, b, rng)
    return changes


def _best(k_S: np.ndarray, n_S: np.ndarray, rng: np.random.Generator) -> tuple[list[int], float]:
    """The ends (inside the stretch) of the part that differs most from the rest, and its permutation p-value."""
    size = len(k_S)
    edges = np.unique(np.linspace(0, size, min(size, MOST_EDGES) + 1).astype(int))
    low, high = (grid.ravel() for grid in np.meshgrid(edges, edges, indexing="ij"))
    apart = (high - low >= MIN_STEPS) & (size - high + low >= MIN_STEPS)
    apart &= ((low == 0) | (low >= MIN_STEPS)) & ((high == size) | (size - high >= MIN_STEPS))
    low, high = low[apart], high[apart]
    ratios = _ratios(k_S, n_S, low, high)
    orders_PS = np.array([rng.permutation(size) for _ in range(PERMUTATIONS)])
    best_P = _ratios(k_S[orders_PS], n_S[orders_PS], low, high).max(axis=-1)
    beaten = int((best_P >= ratios.max() - 1e-9).sum())
    at = int(ratios.argmax())
    ends = [int(end) for end in (low[at], high[at]) if 0 < end < size]
    return ends, (1 + beaten) / (1 + PERMUTATIONS)


def _ratios(k_S: np.ndarray, n_S: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """Log likelihood ratios of two shares, inside and outside [low, high), against one; [E], or [P, E] of [P, S]."""
    k_before, n_before = _before(k_S), _before(n_S)
    k_all, n_all = k_before[..., -1:], n_before[..., -1:]
    k_in, n_in = k_before[..., high] - k_before[..., low], n_before[..., high] - n_before[..., low]
    return _likelihood(k_in, n_in) + _likelihood(k_all - k_in, n_all - n_in) - _likelihood(k_all, n_all)


def _before(values_S: np.ndarray) -> np.ndarray:
    """Sums of what stands before each place, and of all."""
    sums = np.cumsum(values_S, axis=-1)
    return np.concatenate([np.zeros_like(sums[..., :1]), sums], axis=-1)


def _likelihood(k: np.ndarray, n: np.ndarray) -> np.ndarray:
    share = k / np.maximum(n, 1)
    return xlogy(k, share) + xlog1py(n - k, -share)


def _share(k_S: np.ndarray, n_S: np.ndarray) -> float:
    return float(k_S.sum() / max(1.0, n_S.sum()))


def _lasts(counts: Sequence[int], totals: Sequence[int], place: int) -> bool:
    """Whether the share is surely above that of step 0 for `LASTING` checkpoints from `place` on."""
    ceiling = wilson(int(counts[0]), int(totals[0]))[1]
    after = range(place, min(place + LASTING, len(counts)))
    return all(wilson(int(counts[s]), int(totals[s]))[0] > ceiling for s in after)


def _overdispersion(k_S: np.ndarray, n_S: np.ndarray, edges: Sequence[int]) -> float | None:
    total, freedom = 0.0, 0
    for first, last in pairwise(edges):
        k, n = k_S[first:last], n_S[first:last]
        share = _share(k, n)
        if 0 < share < 1:
            seen = n > 0
            total += float((((k - n * share)[seen]) ** 2 / (n * share * (1 - share))[seen]).sum())
            freedom += int(seen.sum()) - 1
    return total / freedom if freedom > 0 else None


def holm(p_values: Mapping[str, float]) -> dict[str, float]:
    """Holm's correction for testing several behaviours (Holm 1979); the names come back in the same order."""
    adjusted, running = {}, 0.0
    for rank, (name, p) in enumerate(sorted(p_values.items(), key=lambda item: item[1])):
        running = max(running, min(1.0, p * (len(p_values) - rank)))
        adjusted[name] = running
    return {name: adjusted[name] for name in p_values}


def emergence_of_all(groups: Mapping[str, Mapping]) -> dict:
    """`emergence` of every behaviour over the step tables of a run summary, with `p_holm` over the behaviours."""
    ordered = sorted(groups.values(), key=lambda group: group["step"])
    names = list(ordered[0]["behaviours"]) if ordered else []
    rows = {}
    for name in names:
        cells = [group["behaviours"][name] for group in ordered]
        rows[name] = emergence([g["step"] for g in ordered], [c["count"] for c in cells], [c["total"] for c in cells])
    corrected = holm({name: row["p_value"] for name, row in rows.items()})
    return {name: {**row, "p_holm": corrected[name]} for name, row in rows.items()}
