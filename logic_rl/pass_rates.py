"""Which sizes of puzzle a model is sometimes right on, and the mix of sizes that stays with them.

When a puzzle is solved with probability p, the rewards right and wrong of its samples have variance p (1 - p).
A policy gradient compares samples, so near 0 and 1 most of the sampling is wasted. The expected improvement
is bounded from below by that variance too (Bae et al., "Online difficulty filtering for reasoning oriented
reinforcement learning", arXiv 2504.03380, who leave out single puzzles). Here whole sizes are weighed:
puzzles are drawn fresh, so a single one is hardly ever met twice.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from logic_rl.config.run import Band

MEMORY = 0.8  # of a step's samples after the next step: the rate looks back on about 5 steps (assumed)
LEAST = 0.1  # a size keeps this share of its weight, so that its rate goes on being measured (assumed)
_SHARE = re.compile(r"curriculum/(\w+)_(\d+)")


class PassRates:
    """A running share of right samples for every number of people, the recent steps counting most."""

    def __init__(self) -> None:
        self.right: dict[int, float] = {}
        self.seen: dict[int, float] = {}

    def observe(self, metrics: Mapping[str, float]) -> None:
        """Take in a step's `accuracy/people_N`, each as much as its `curriculum/people_N` share of the questions.

        Of tasks whose levels are not people the keys are `accuracy/level_N` and `curriculum/level_N`.
        """
        for size in self.seen:
            self.right[size] *= MEMORY
            self.seen[size] *= MEMORY
        for key, share in metrics.items():
            if match := _SHARE.fullmatch(key):
                size = int(match[2])
                self.seen[size] = self.seen.get(size, 0.0) + share
                self.right[size] = self.right.get(size, 0.0) + share * metrics[f"accuracy/{match[1]}_{size}"]

    def rate(self, size: int) -> float | None:
        """Share of right samples, 0 to 1; None for a size not sampled yet."""
        return self.right[size] / self.seen[size] if self.seen.get(size) else None

    def adapted(self, people: Mapping[int, float], band: Band) -> dict[int, float]:
        """The weights of a phase, less for sizes outside the band; a size not sampled yet keeps its weight."""
        return {size: weight * band_factor(self.rate(size), band) for size, weight in people.items()}

    def state_dict(self) -> dict:
        return {"right": {str(n): v for n, v in self.right.items()}, "seen": {str(n): v for n, v in self.seen.items()}}

    def load_state_dict(self, state: dict) -> None:
        self.right, self.seen = ({int(n): v for n, v in state[name].items()} for name in ("right", "seen"))


def band_factor(rate: float | None, band: Band) -> float:
    """1 within the band; outside it the variance p (1 - p) as a share of that at the nearer bound, at least `LEAST`."""
    if rate is None or band.low <= rate <= band.high:
        return 1.0
    bound = band.low if rate < band.low else band.high
    return max(LEAST, rate * (1 - rate) / (bound * (1 - bound)))
