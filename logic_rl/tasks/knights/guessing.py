"""What a reply earns that tosses a coin for each role: the floor that a reward must be read against."""

from __future__ import annotations

from collections.abc import Iterable
from math import comb

from logic_rl.config.reward import ANSWER_POINTS, GOOD_FORMAT, RewardConfig


def guessing_earns(reward: RewardConfig, num_people: int) -> float:
    """Expected total of a well-formatted reply whose n roles are each right with probability 1/2.

    format + answer * sum over k of C(n, k) / 2^n * points(k); the parts for language and length are left out.

    >>> guessing_earns(RewardConfig(), 2)
    0.375
    >>> guessing_earns(RewardConfig(partial_credit=0.5), 2)
    0.8125
    """
    outcomes = 2**num_people
    partly = sum(comb(num_people, k) * reward.wrong_points(k, num_people) for k in range(num_people))
    answer = (partly + ANSWER_POINTS["correct"]) / outcomes
    return reward.format * GOOD_FORMAT + reward.answer * answer


def guessing_sentence(reward: RewardConfig, sizes: Iterable[int]) -> str:
    """The same for people: what guessing earns by number of people, beside what a right and a wrong answer do."""
    earned = ", ".join(f"{guessing_earns(reward, size):+.2f} with {size} people" for size in sorted(set(sizes)))
    right = reward.format * GOOD_FORMAT + reward.answer * ANSWER_POINTS["correct"]
    wrong = reward.format * GOOD_FORMAT + reward.answer * reward.wrong_points(0, 1)
    return f"tossing a coin for each role earns {earned} (all right {right:+.2f}, none right {wrong:+.2f})"
