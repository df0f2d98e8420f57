"""Whole steps: the part for length within groups, its gates, and its memory."""

from __future__ import annotations

import pytest

from logic_rl.config.reward import RewardConfig
from logic_rl.errors import UsageError
from logic_rl.rewards.batch import Rubric
from logic_rl.types import Reply
from puzzles.puzzle import Puzzle

PUZZLE = Puzzle(("Zoey", "Mia"), (), (False, True), "")
THINK = "<think>Suppose Zoey were a knight; then she would call herself a knave, which cannot be.</think>"
TEXTS = {
    True: f"{THINK}<answer>Zoey is a knave, Mia is a knight</answer>",
    False: f"{THINK}<answer>Zoey is a knave, Mia is a knave</answer>",
}
LENGTH = RewardConfig(length=2.0, length_tolerance=0)


def group(*pairs: tuple[bool, int]) -> list[Reply]:
    return [Reply(TEXTS[right], PUZZLE, opened_think=False, num_tokens=tokens) for right, tokens in pairs]


def lengths(scores) -> list[float]:
    return [one.parts["length"] for one in scores]


def test_length_is_compared_within_a_group_among_the_right() -> None:
    one, other = Rubric(LENGTH).score_groups(
        [group((True, 10), (True, 30), (False, 5), (True, 20)), group((True, 500), (False, 1))]
    )
    assert lengths(one) == [1.0, -1.0, 0.0, 0.0]
    assert lengths(other) == [1.0, 0.0]
    assert [score.total for score in one] == [4.0, 2.0, -0.5, 3.0]
    assert all(score.total == sum(score.parts.values()) for score in (*one, *other))


def test_replies_in_any_order_find_their_group() -> None:
    replies = group((True, 10), (True, 500), (True, 30))
    assert lengths(Rubric(LENGTH).score_mixed(replies, ["a", "b", "a"])) == [1.0, 1.0, -1.0]
    assert Rubric(LENGTH).score_mixed([], []) == []


def test_length_sleeps_while_accuracy_is_below_the_best() -> None:
    rubric = Rubric(LENGTH)
    good, bad = [group((True, 10), (True, 30))], [group((True, 10), (False, 30))]
    assert lengths(rubric.score_groups(bad)[0]) == [1.0, 0.0], "the first step is the best so far"
    assert lengths(rubric.score_groups(good)[0]) == [1.0, -1.0]
    assert lengths(rubric.score_groups(bad)[0]) == [0.0, 0.0]
    restored = Rubric(LENGTH)
    restored.load_state_dict(rubric.state_dict())
    assert lengths(restored.score_groups(bad)[0]) == [0.0, 0.0]
    restored.forget_best()
    assert lengths(restored.score_groups(bad)[0]) == [1.0, 0.0]


def test_length_sleeps_in_groups_that_are_mostly_wrong() -> None:
    reward = RewardConfig(length=2.0, length_tolerance=0, length_group_accuracy=0.5)
    one, other = Rubric(reward).score_groups(
        [group((True, 10), (True, 30), (False, 1)), group((True, 5), *[(False, 1)] * 2)]
    )
    assert lengths(one) == [1.0, -1.0, 0.0] and lengths(other) == [0.0] * 3


def test_length_needs_numbers_of_tokens() -> None:
    with pytest.raises(UsageError, match=r"reward.length needs the number of tokens"):
        Rubric(LENGTH).score_groups([[Reply(TEXTS[True], PUZZLE, opened_think=False)]])


def test_without_length_nothing_is_remembered() -> None:
    rubric = Rubric()
    scores = rubric.score_groups([[Reply(TEXTS[True], PUZZLE, opened_think=False)]])
    assert scores[0][0].parts == {"format": 1.0, "answer": 2.0} and rubric.best_accuracy == 0
