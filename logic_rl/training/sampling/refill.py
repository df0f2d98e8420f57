"""Dynamic sampling: groups that teach nothing are replaced by groups of new puzzles.

DAPO (arXiv 2503.14476, eq. 11): when all samples of a puzzle earn the same, every advantage is 0 and the
batch shrinks; so puzzles are drawn until the batch is full. Here the rounds are bounded: a model that
solves all puzzles, or none, must not sample for ever.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from logic_rl.types import RolloutGroup


def is_informative(group: RolloutGroup) -> bool:
    return len({rollout.score.total for rollout in group.rollouts}) > 1


def refill_count(groups: Sequence[RolloutGroup], wanted: int) -> int:
    """How many more puzzles to draw, given the share that was informative so far; at most `wanted`, 0 if enough."""
    informative = sum(map(is_informative, groups))
    missing = wanted - informative
    if missing <= 0:
        return 0
    return min(wanted, math.ceil(missing * len(groups) / max(1, informative)))


def chosen(groups: Sequence[RolloutGroup], wanted: int) -> list[RolloutGroup]:
    """The `wanted` groups to learn from: informative ones first, topped up with others when too few were found."""
    if len(groups) <= wanted:
        return list(groups)
    return sorted(groups, key=lambda group: not is_informative(group))[:wanted]
