"""The `reward:` section of a configuration: what a reply is scored for, and how much each part weighs."""

from __future__ import annotations

import math
from dataclasses import dataclass

from puzzles.sampling.spec import MAX_PEOPLE

LAYOUTS = ("think-answer", "answer", "free")
LANGUAGES = ("puzzle", "en", "zh")
PARTS = ("format", "answer", "language", "length", "overlong")

GOOD_FORMAT, BAD_FORMAT = 1.0, -1.0
ANSWER_POINTS = {"correct": 2.0, "wrong": -1.5, "unparsed": -2.0, "bad_format": -2.0}
SHORTEST = 0.5  # points for the shortest right reply of a group, and minus those for the longest


@dataclass(frozen=True, slots=True)
class RewardConfig:
    """The weights of the rubric's parts, then their settings. The default is the Logic-RL reward.

    A part is its points times its weight; one with weight 0 is left out. `logic_rl.rewards` says what earns them.

    Attributes:
        format: -1 or 1 point.
        answer: -2, -1.5 or 2 points.
        language: 0 to 1 point, the share of words of the wanted language in the thinking.
        length: -0.5 to 0.5 points for right answers, by their length beside the other right ones of the group.
        overlong: -1 to 0 points for replies that come near the cap on tokens.
        gate: a reply of bad format gets nothing for its answer. Without it the last roles it states still count.
        partial_credit: 0 to below 1. A wrong answer with k of n roles right goes `partial_credit` * k/n of the way
            from the points for wrong to those for right. `logic_rl.tasks.knights.guessing` says what guessing earns.
        layout: blocks a reply must have: think-answer, answer, or free.
        language_target: en, zh, or puzzle for the language of each puzzle.
        length_tolerance: tokens beyond the shortest right reply that cost nothing.
        length_accuracy_drop: length counts only in steps whose accuracy is at most this far below the best so far.
        length_group_accuracy: and only in groups of which at least this share is right.
        overlong_cache: tokens before the cap over which `overlong` falls to -1; None is a fifth of the cap.
    """

    format: float = 1.0
    answer: float = 1.0
    language: float = 0.0
    length: float = 0.0
    overlong: float = 0.0
    gate: bool = True
    partial_credit: float = 0.0
    layout: str = "think-answer"
    language_target: str = "puzzle"
    length_tolerance: int = 200
    length_accuracy_drop: float = 0.05
    length_group_accuracy: float = 0.0
    overlong_cache: int | None = None

    def wrong_points(self, num_right: int, num_people: int) -> float:
        """Points of a readable, wrong answer with so many roles right, before the weight."""
        wrong, correct = ANSWER_POINTS["wrong"], ANSWER_POINTS["correct"]
        return wrong + self.partial_credit * (correct - wrong) * num_right / num_people

    @property
    def least_right(self) -> float:
        """The least total of a right answer that counts as one: in the right format, or in any without `gate`."""
        format_points = GOOD_FORMAT if self.gate else BAD_FORMAT
        return (
            self.format * format_points + self.answer * ANSWER_POINTS["correct"]
            - self.length * SHORTEST - self.overlong
        )  # fmt: skip

    @property
    def most_wrong(self) -> float:
        """The most that anything but a right answer can earn."""
        best_wrong = self.wrong_points(MAX_PEOPLE - 1, MAX_PEOPLE)
        return self.format * GOOD_FORMAT + self.answer * best_wrong + self.language


def check_reward(reward: RewardConfig, require) -> None:
    """Calls `require(condition, key, problem)` for each thing that must hold."""
    for part in PARTS:
        weight = getattr(reward, part)
        require(math.isfinite(weight) and weight >= 0, f"reward.{part}", "a weight must be a number of at least 0")
    require(reward.answer > 0, "reward.answer", "must be positive: else nothing asks for the right answer")
    for key, choices in (("layout", LAYOUTS), ("language_target", LANGUAGES)):
        value = getattr(reward, key)
        require(value in choices, f"reward.{key}", f"{value!r} is not known; choose {', '.join(choices)}")
    require(0 <= reward.partial_credit < 1, "reward.partial_credit", "must be at least 0 and below 1")
    for key in ("length_accuracy_drop", "length_group_accuracy"):
        require(0 <= getattr(reward, key) <= 1, f"reward.{key}", "must lie between 0 and 1")
    require(reward.length_tolerance >= 0, "reward.length_tolerance", "must not be negative")
    cache = reward.overlong_cache
    require(cache is None or cache >= 1, "reward.overlong_cache", "must be at least 1 token")
    require(
        reward.least_right > reward.most_wrong,
        "reward",
        f"with these weights a wrong answer may earn {reward.most_wrong:g} and a right one only "
        f"{reward.least_right:g}: lower those of the parts beside answer, or partial_credit",
    )
