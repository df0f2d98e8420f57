"""The `reward:` section of a configuration: what a reply is scored for, and how much each part weighs."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, get_args

from logic_rl.config.values import STRICT, Number, Whole
from puzzles.sampling.spec import MAX_PEOPLE

Reduction = Literal["mean", "min", "last"]
Layout = Literal["think-answer", "think-summary-answer", "answer", "free"]
LAYOUTS: tuple[str, ...] = get_args(Layout)
PARTS = (
    "format", "answer", "language", "preference", "verified", "steps_true", "first_error", "process", "length",
    "overlong",
)  # fmt: skip

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
        preference: 0 to 1 point for the summary between thinking and answer, by a learned head; needs the layout
            think-summary-answer.
        preference_head: the head: an earlier stage of `kind: preference`, or a file that such a stage wrote.
        verified: 1 point for a right answer that was earned: no step that can be read is false, and the answer was held
            against every condition.
        steps_true: 0 to 1 point, the share of the steps that can be read which are true. Quoting and guessing earns it.
        first_error: 0 to 1 point, the share of the steps that come before the first false one.
        process: 0 to 1 point, what a learned model says of the steps (a process reward model).
        process_model: the model: an earlier stage of `kind: process`, or the folder of one.
        process_reduction: how the chances of the steps become one number: their mean, the least of them (min), or that
            of the last step.
        length: -0.5 to 0.5 points for right answers, by their length beside the other right ones of the group.
        overlong: -1 to 0 points for replies that come near the cap on tokens.
        bounded: refuse weights by which a wrong answer can earn as much as a right one. False lets any weights stand,
            to study rewards that can be hacked; then `answer` may be 0 too.
        gate: a reply of bad format gets nothing for its answer. Without it the last roles it states still count.
        partial_credit: 0 to below 1. A wrong answer with k of n roles right goes `partial_credit` * k/n of the way
            from the points for wrong to those for right. `logic_rl.tasks.knights.guessing` says what guessing earns.
        layout: blocks a reply must have: think-answer; think-summary-answer, with a few words for the reader between
            the two (DeepSeek-R1's cold start, arXiv 2501.12948, section 2.3.1); answer; or free.
        language_target: en, zh, or puzzle for the language of each puzzle.
        length_tolerance: tokens beyond the shortest right reply that cost nothing.
        length_accuracy_drop: length counts only in steps whose accuracy is at most this far below the best so far.
        length_group_accuracy: and only in groups of which at least this share is right.
        overlong_cache: tokens before the cap over which `overlong` falls to -1; None is a fifth of the cap.
        function: a reward function of one's own, "my_module:my_reward" or "folder/file.py:my_reward", called as TRL
            calls its reward functions. It stands beside the parts; with `format` and `answer` at 0 it stands alone.
        function_weight: what its numbers are multiplied by.
    """

    __pydantic_config__ = STRICT

    format: Number = 1.0
    answer: Number = 1.0
    language: Number = 0.0
    preference: Number = 0.0
    preference_head: str | None = None
    verified: Number = 0.0
    steps_true: Number = 0.0
    first_error: Number = 0.0
    process: Number = 0.0
    process_model: str | None = None
    process_reduction: Reduction = "mean"
    length: Number = 0.0
    overlong: Number = 0.0
    bounded: bool = True
    gate: bool = True
    partial_credit: Number = 0.0
    layout: Layout = "think-answer"
    language_target: Literal["puzzle", "en", "zh"] = "puzzle"
    length_tolerance: Whole = 200
    length_accuracy_drop: Number = 0.05
    length_group_accuracy: Number = 0.0
    overlong_cache: Whole | None = None
    function: str | None = None
    function_weight: Number = 1.0

    def wrong_points(self, num_right: float, num_parts: int) -> float:
        """Points of a readable, wrong answer with so many of its parts (roles) right, before the weight."""
        wrong, correct = ANSWER_POINTS["wrong"], ANSWER_POINTS["correct"]
        return wrong + self.partial_credit * (correct - wrong) * num_right / num_parts

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
        return self.format * GOOD_FORMAT + self.answer * best_wrong + self.language + self.preference + (
            self.steps_true + self.first_error + self.process
        )


def check_reward(reward: RewardConfig, require: Callable[[bool, str, str], None]) -> None:
    """Calls `require(condition, key, problem)` for each thing that must hold."""
    for part in (*PARTS, "function_weight"):
        weight = getattr(reward, part)
        require(math.isfinite(weight) and weight >= 0, f"reward.{part}", "a weight must be a number of at least 0")
    require(0 <= reward.partial_credit < 1, "reward.partial_credit", "must be at least 0 and below 1")
    for key in ("length_accuracy_drop", "length_group_accuracy"):
        require(0 <= getattr(reward, key) <= 1, f"reward.{key}", "must lie between 0 and 1")
    require(reward.length_tolerance >= 0, "reward.length_tolerance", "must not be negative")
    cache = reward.overlong_cache
    require(cache is None or cache >= 1, "reward.overlong_cache", "must be at least 1 token")
    if reward.preference:
        require(bool(reward.preference_head), "reward.preference_head", "name a stage of kind: preference, or its file")
        require(
            reward.layout == "think-summary-answer",
            "reward.layout",
            f"the preference is for the summary, and the layout {reward.layout} has none: set think-summary-answer",
        )
    if reward.process:
        require(bool(reward.process_model), "reward.process_model", "name a stage of kind: process, or its folder")
    if reward.function is not None:
        require(bool(reward.function.strip()), "reward.function", "name one as my_module:my_reward, or leave it out")
    if not reward.bounded:
        is_asked = any(getattr(reward, name) for name in (*PARTS, "function") if name != "format")
        require(is_asked, "reward.bounded", "without it some part beside format needs a weight: else nothing is asked")
        return
    if reward.function is not None:
        asks = reward.answer + reward.function_weight
        require(asks > 0, "reward.function_weight", "must be positive if reward.answer is 0: else nothing is asked")
        return  # what a function pays is not known: the bounds below say nothing about it
    require(reward.answer > 0, "reward.answer", "must be positive: else nothing asks for the right answer")
    require(
        reward.least_right > reward.most_wrong,
        "reward",
        f"with these weights a wrong answer may earn {reward.most_wrong:g} and a right one only "
        f"{reward.least_right:g}: lower those of the parts beside answer, or partial_credit",
    )
