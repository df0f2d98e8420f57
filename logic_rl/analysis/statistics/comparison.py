"""Evaluations held against each other: two checkpoints on the same puzzles, or puzzles and their perturbed twins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from logic_rl.analysis.statistics.accuracy import Attempts
from logic_rl.analysis.statistics.intervals import difference_over_clusters, share_over_clusters
from logic_rl.metrics import mean

PERMUTATIONS = 10_000


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
    rng, least = np.random.default_rng(seed), abs(differences.mean()) - 1e-12
    # One at a time: all at once would be permutations x puzzles numbers, gigabytes on a large set.
    swaps = (rng.choice((-1.0, 1.0), len(pairs)) for _ in range(PERMUTATIONS))
    as_large = sum(abs((signs * differences).mean()) >= least for signs in swaps)
    return {
        "num_puzzles": len(pairs),
        "before": mean(was for _, was, _ in pairs),
        "after": mean(new for _, _, new in pairs),
        "difference": difference_over_clusters(differences.tolist(), [name for name, _, _ in pairs]),
        "p_value": float((1 + as_large) / (1 + PERMUTATIONS)),
    }


def paired_table(before: Sequence[Attempts], after: Sequence[Attempts]) -> dict:
    """`paired_difference` over all, and under `people` for each number of people (as text) that both have.

    Raises:
        ValueError: they have no puzzle in common.
    """
    shared = {a.puzzle for a in before}
    sizes = sorted({a.num_people for a in after if a.puzzle in shared and a.num_people is not None})
    people = {
        str(size): paired_difference(*([a for a in side if a.num_people == size] for side in (before, after)))
        for size in sizes
    }
    return paired_difference(before, after) | ({"people": people} if people else {})


def memorisation(attempts: Sequence[Attempts], perturbed_from: Mapping[str, str]) -> dict | None:
    """Consistency and LiMem over pairs of a puzzle and its perturbed twin (Xie et al., arXiv 2410.23123, section 2.1).

    consistency: of the originals that are solved, the share whose twin is solved too. LiMem = accuracy on the originals
    x (1 - consistency): high where a model knows puzzles rather than how to solve them. A puzzle counts as solved
    when its first sample is right, so that several samples do not change what is measured.

    Args:
        perturbed_from: id of a perturbed puzzle → id of the one it was made from.

    Returns None without a complete pair; `consistency` and `limem` are None when no original is solved.
    """
    solved = {a.puzzle: a.rights[0] for a in attempts}
    pairs = [(origin, twin) for twin, origin in perturbed_from.items() if twin in solved and origin in solved]
    if not pairs:
        return None
    kept = [(origin, solved[twin]) for origin, twin in pairs if solved[origin]]
    accuracy = mean(solved[origin] for origin, _ in pairs)
    consistency = share_over_clusters([right for _, right in kept], [origin for origin, _ in kept]) if kept else None
    return {
        "num_pairs": len(pairs),
        "accuracy": accuracy,
        "accuracy_perturbed": mean(solved[twin] for _, twin in pairs),
        "consistency": consistency,
        "limem": accuracy * (1 - consistency["value"]) if consistency else None,
    }
