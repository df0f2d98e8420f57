"""The reward of a step's replies, group by group: the parts of each reply, and length beside the rest of its group."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import replace
from itertools import chain
from typing import NamedTuple

from logic_rl.config.reward import RewardConfig
from logic_rl.errors import UsageError
from logic_rl.metrics import mean
from logic_rl.rewards.length import length_counts, short_points
from logic_rl.rewards.rubric import LOGIC_RL, score
from logic_rl.types import Score
from puzzles.puzzle import Puzzle


class Reply(NamedTuple):
    """A reply to score. Example: `Reply("<think>…", puzzle, opened_think=False, num_tokens=212)`.

    `num_tokens` is needed by the parts `length` and `overlong` only.
    """

    response: str
    puzzle: Puzzle
    opened_think: bool
    num_tokens: int | None = None


class Rubric:
    """Scores replies in groups.

    Args:
        max_tokens: the cap on a reply; needed by the part `overlong` only.

    Attributes:
        best_accuracy: of the steps so far, 0 to 1; the part `length` looks back on it.
    """

    def __init__(self, reward: RewardConfig = LOGIC_RL, max_tokens: int | None = None) -> None:
        self.reward, self.max_tokens = reward, max_tokens
        self.best_accuracy = 0.0

    def score_groups(self, groups: Sequence[Sequence[Reply]]) -> list[list[Score]]:
        """The scores of one step in the order of its replies; a group is the replies to one prompt.

        Raises:
            UsageError: `length` or `overlong` has a weight and a reply has no number of tokens.
        """
        scores = [[self.score(reply) for reply in group] for group in groups]
        if not self.reward.length:
            return scores
        accuracy = mean(one.verdict == "correct" for group in scores for one in group)
        self.best_accuracy = max(self.best_accuracy, accuracy)
        counts = length_counts(accuracy, self.best_accuracy, self.reward.length_accuracy_drop)
        return [self._with_length(*pair, counts) for pair in zip(groups, scores, strict=True)]

    def score_mixed(self, replies: Sequence[Reply], groups: Sequence[Hashable]) -> list[Score]:
        """The same for replies in any order; `groups[i]` names the group of reply i."""
        places: dict[Hashable, list[int]] = {}
        for place, group in enumerate(groups):
            places.setdefault(group, []).append(place)
        scores = self.score_groups([[replies[place] for place in own] for own in places.values()])
        found = dict(zip(chain(*places.values()), chain(*scores), strict=True))
        return [found[place] for place in range(len(replies))]

    def forget_best(self) -> None:
        """Start anew, as where a phase brings harder puzzles."""
        self.best_accuracy = 0.0

    def state_dict(self) -> dict:
        return {"best_accuracy": self.best_accuracy}

    def load_state_dict(self, state: dict) -> None:
        self.best_accuracy = state["best_accuracy"]

    def score(self, reply: Reply) -> Score:
        """One reply by all parts but `length`.

        Raises:
            UsageError: `overlong` has a weight and the reply has no number of tokens.
        """
        return score(
            reply.response,
            reply.puzzle,
            opened_think=reply.opened_think,
            reward=self.reward,
            num_tokens=reply.num_tokens,
            max_tokens=self.max_tokens,
        )

    def _with_length(self, group: Sequence[Reply], scores: Sequence[Score], counts: bool) -> list[Score]:
        are_right = [one.verdict == "correct" for one in scores]
        lengths = [reply.num_tokens for reply in group]
        if None in lengths:
            raise UsageError("reward.length needs the number of tokens of each reply: give it, or set its weight to 0")
        points = [0.0] * len(scores)
        if counts and mean(are_right) >= self.reward.length_group_accuracy:
            points = short_points(lengths, are_right, self.reward.length_tolerance)
        return [_with_part(one, "length", p * self.reward.length) for one, p in zip(scores, points, strict=True)]


def _with_part(one: Score, name: str, weighted: float) -> Score:
    parts = one.parts | {name: weighted}
    return replace(one, total=sum(parts.values()), parts=parts)
