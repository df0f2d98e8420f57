"""Evaluations held against each other: two checkpoints on the same puzzles, or puzzles and their perturbed twins."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np
from scipy.stats import permutation_test

from logic_rl.analysis.sizes import in_places
from logic_rl.analysis.statistics.accuracy import Attempts
from logic_rl.analysis.statistics.intervals import difference_over_clusters, share_over_clusters
from logic_rl.metrics import mean

PERMUTATIONS = 10_000
BATCH = 100  # permutations held at once: numbers in memory are so many times the puzzles


def paired_difference(before: Sequence[Attempts], after: Sequence[Attempts], seed: int = 0) -> dict:
    """Difference of pass@1 on the puzzles both have, with a 95 % interval and a permutation p-value.

    The interval is a bootstrap over puzzles; the p-value comes from swapping the two models at random puzzle by
    puzzle (two-sided), which no assumption about the model's scatter enters.

    Raises:
        ValueError: they have no puzzle in common.
    """
    old = {attempts.puzzle: mean(attempts.rights) for attempts in before}
    pairs = [(a.puzzle, old[a.puzzle], mean(a.rights)) for a in after if a.puzzle in old]
    if not pairs:
        raise ValueError("the two evaluations have no puzzle in common")
    differences = np.array([new - was for _, was, new in pairs])
    return {
        "num_puzzles": len(pairs),
        "before": mean(was for _, was, _ in pairs),
        "after": mean(new for _, _, new in pairs),
        "difference": difference_over_clusters(differences.tolist(), [name for name, _, _ in pairs]),
        "p_value": _p_value(differences, seed),
    }


def _p_value(differences: np.ndarray, seed: int) -> float:
    """To swap a pair is to change the sign of its difference; with few pairs all ways to do so are gone through."""
    if len(differences) < 2:
        return 1.0
    swapped = permutation_test((differences,), np.mean, permutation_type="samples", vectorized=True, rng=seed,
                               n_resamples=PERMUTATIONS, batch=BATCH)  # fmt: skip
    return float(swapped.pvalue)


def paired_table(before: Sequence[Attempts], after: Sequence[Attempts]) -> dict:
    """`paired_difference` over all, and under `people` or `levels` for each size that both have (see `sizes`).

    Raises:
        ValueError: they have no puzzle in common.
    """
    known = {a.puzzle for a in before}
    sizes = {a.size for a in after if a.puzzle in known and a.size}
    pairs = {size: paired_difference(before, [a for a in after if a.size == size]) for size in sizes}  # found by puzzle
    return paired_difference(before, after) | in_places(pairs)


def memorisation(attempts: Sequence[Attempts], perturbed_from: Mapping[str, str]) -> dict | None:
    """Consistency and LiMem over puzzles and their perturbed twins (Xie et al., arXiv 2410.23123, section 2.1).

    consistency: chance that a twin is solved where its original is. LiMem = accuracy on the originals x
    (1 - consistency): high where a model knows puzzles rather than how to solve them. With several samples a puzzle
    is solved to the share of them that is right, and with several twins to their mean; so both only sharpen what is
    measured. Intervals come from a bootstrap over originals.

    Args:
        perturbed_from: id of a perturbed puzzle → id of the one it was made from.

    Returns None without a complete pair; `consistency` and `limem` are None when no original is solved.
    """
    solved = {a.puzzle: mean(a.rights) for a in attempts}
    twins: dict[str, list[float]] = defaultdict(list)
    for twin, origin in perturbed_from.items():
        if twin in solved and origin in solved:
            twins[origin].append(solved[twin])
    if not twins:
        return None
    names = list(twins)
    alone = [solved[name] for name in names]
    both = [solved[name] * mean(twins[name]) for name in names]
    known = any(alone)
    lost = [one - two for one, two in zip(alone, both, strict=True)]
    return {
        "num_pairs": sum(map(len, twins.values())),
        "accuracy": mean(alone),
        "accuracy_perturbed": mean(mean(twins[name]) for name in names),
        "consistency": share_over_clusters(both, names, alone) if known else None,
        "limem": share_over_clusters(lost, names) if known else None,
    }
