"""Rewards for length, in tokens. Both look at a reply's length only; who is right is known beforehand."""

from __future__ import annotations

from collections.abc import Sequence

from logic_rl.config.reward import SHORTEST


def overlong_points(num_tokens: int, cap: int, cache: int | None = None) -> float:
    """DAPO's soft punishment of overlong replies (arXiv 2503.14476, eq. 13), from 0 down to -1.

    With L tokens, L_max = `cap` and L_cache = `cache`: 0 up to L_max - L_cache, then (L_max - L_cache - L) / L_cache,
    which is -1 at the cap; -1 beyond it.

    Args:
        cap: tokens at which a reply is cut.
        cache: width of the slope, cut to `cap`; None is a fifth of the cap, as in the paper (4,096 of 20,480).
    """
    width = min(cap, cache if cache is not None else max(1, cap // 5))
    return max(-1.0, min(0.0, (cap - width - num_tokens) / width))


def short_points(lengths: Sequence[int], are_right: Sequence[bool], tolerance: int) -> list[float]:
    """Short-RL's length reward (arXiv 2505.12284) for one group; 0 for whoever is not right.

    Among the right replies, 1/2 for those at most `tolerance` tokens longer than the shortest, else
    1/2 - (L - L_min) / (L_max - L_min), which is -1/2 for the longest.
    """
    right = [length for length, is_right in zip(lengths, are_right, strict=True) if is_right]
    shortest, longest = min(right, default=0), max(right, default=0)

    def points(length: int) -> float:
        if length <= shortest + tolerance:
            return SHORTEST
        return SHORTEST - (length - shortest) / (longest - shortest)

    return [points(length) if is_right else 0.0 for length, is_right in zip(lengths, are_right, strict=True)]


def length_counts(accuracy: float, best_accuracy: float, drop: float) -> bool:
    """Whether a step is good enough to ask for shorter replies: at most `drop` below the best so far, and above 0."""
    return accuracy > 0 and accuracy >= best_accuracy - drop
