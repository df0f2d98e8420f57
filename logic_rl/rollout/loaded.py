"""Which weights a worker really holds: the sums of its tensors against the trainer's own. No torch here.

Log-probabilities of a probe cannot tell it in bfloat16: weights of one update before differ by less than rounding does.
A sum in float64 over its values is exact to 1e-15 of them in whatever order they lie, and changes with any of them.
"""

from __future__ import annotations

from typing import TypeAlias

Sums: TypeAlias = dict[str, tuple[float, int]]
"""The trainer's: name → (sum of the values in the engine's dtype, number of values)."""

LoadedSums: TypeAlias = dict[str, tuple[tuple[str, ...], tuple[float, ...]]]
"""An engine's: name → (names of the trainer's tensors that it is made of, its sum on each card).

Example: `{"layers.0.qkv_proj.weight": (("layers.0.q_proj.weight", …), (12.375,))}`.
"""

ROUNDING = 1e-11  # a value; float64 sums of values of at most about 10 in different orders differ by less


def agreements(loaded: LoadedSums, sums: Sums) -> dict[str, bool | None]:
    """Of each tensor of an engine whether it has the trainer's sum; None where the trainer lacks a part of it.

    Pieces of a tensor that is split over cards add up to the whole; of one that is not, each card has all.
    """
    return {name: _agrees(parts, pieces, sums) for name, (parts, pieces) in loaded.items()}


def _agrees(parts: tuple[str, ...], pieces: tuple[float, ...], sums: Sums) -> bool | None:
    if not all(part in sums for part in parts):
        return None
    expected, slack = sum(sums[part][0] for part in parts), ROUNDING * sum(sums[part][1] for part in parts)
    return abs(sum(pieces) - expected) <= slack or all(abs(piece - expected) <= slack for piece in pieces)


class LoadedCheck:
    """Compares every load with the trainer's weights.

    An engine may keep a tensor in a form of its own (packed for a processor, padded, shared out in a way of its own):
    what does not agree on the first weights, which it has read from the model's folder, is not looked at again.
    """

    def __init__(self) -> None:
        self.comparable: set[str] | None = None

    def stale(self, loaded: LoadedSums, sums: Sums) -> list[str]:
        """The tensors that have agreed before and do not now."""
        agree = agreements(loaded, sums)
        if self.comparable is None:
            self.comparable = {name for name, is_same in agree.items() if is_same}
        return sorted(name for name in self.comparable if not agree.get(name))

    def share(self, sums: Sums, loaded: LoadedSums) -> float:
        """How much of the trainer's weights is compared, 0 to 1."""
        parts = {part for name in self.comparable or () if name in loaded for part in loaded[name][0]}
        total = sum(count for _, count in sums.values())
        return sum(sums[part][1] for part in parts if part in sums) / total if total else 0.0
