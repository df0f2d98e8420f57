"""The reward of a step's replies, group by group: the parts of each reply, and length beside the rest of its group."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import chain

from logic_rl.config.reward import RewardConfig
from logic_rl.errors import UsageError
from logic_rl.metrics import mean
from logic_rl.prompts import INSTRUCTION
from logic_rl.rewards.format import split_blocks
from logic_rl.rewards.function import function_points, load_reward_function
from logic_rl.rewards.length import length_counts, short_points
from logic_rl.rewards.preference import PreferenceHead
from logic_rl.rewards.process import StepScorer, checked, load_step_scorer, reduced, step_texts
from logic_rl.rewards.rubric import LOGIC_RL, Judge, judge_roles, score
from logic_rl.rewards.steps import STEP_PARTS, Checker, PuzzleChecker, step_points
from logic_rl.types import Reply, Score


class Rubric:
    """Scores replies in groups.

    Args:
        max_tokens: the cap on a reply; needed by the part `overlong` only.
        judge: says whether an answer is right; knights and knaves are told apart if none is given.
        instruction: what the model was told to do.
        checker: reads the steps of a reply, for the parts about them; those of knights and knaves if none is given.

    Attributes:
        best_accuracy: of the steps so far, 0 to 1; the part `length` looks back on it.
    """

    def __init__(
        self,
        reward: RewardConfig = LOGIC_RL,
        max_tokens: int | None = None,
        judge: Judge = judge_roles,
        instruction: str = INSTRUCTION,
        checker: Checker | None = None,
    ) -> None:
        self.checker: Checker = checker or PuzzleChecker()
        self.reward, self.max_tokens, self.judge, self.instruction = reward, max_tokens, judge, instruction
        self.best_accuracy = 0.0
        self.function = load_reward_function(reward.function) if reward.function else None

    def score_groups(self, groups: Sequence[Sequence[Reply]]) -> list[list[Score]]:
        """The scores of one step in the order of its replies; a group is the replies to one prompt.

        Raises:
            UsageError: `length` or `overlong` has a weight and a reply has no number of tokens.
        """
        scores = [[self._by_rules(reply) for reply in group] for group in groups]
        scores = self._with_calls(groups, scores)
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
        return self._with_calls([[reply]], [[self._by_rules(reply)]])[0][0]

    def _by_rules(self, reply: Reply) -> Score:
        """By everything that looks at one reply alone."""
        one = self._by_rubric(reply)
        for name, points in self._of_steps(reply, one).items():
            one = _with_part(one, name, getattr(self.reward, name) * points)
        if not self.reward.preference:
            return one
        blocks = split_blocks(reply.response, opened_think=reply.opened_think, layout=self.reward.layout)
        proper = getattr(reply.question, "proper_words", ())
        points = 0.0 if blocks.fault else self.head.points(blocks.summary, proper)
        return _with_part(one, "preference", self.reward.preference * points)

    def _of_steps(self, reply: Reply, one: Score) -> dict[str, float]:
        """The points of the parts about steps that have a weight; 0 for a reply of bad format."""
        asked = [name for name in STEP_PARTS if getattr(self.reward, name)]
        if not asked or one.verdict == "bad_format":
            return dict.fromkeys(asked, 0.0)
        is_right = one.verdict == "correct"
        points = {"verified": float(self.checker.verified(reply.question, reply.response, is_right) or False)}
        if asked != ["verified"]:
            points |= step_points(self.checker.check(reply.question, reply.response))
        return {name: points[name] for name in asked}

    @cached_property
    def head(self) -> PreferenceHead:
        """The preference head, read when it is first asked for: a stage of the run may still have to learn it."""
        return PreferenceHead.load(str(self.reward.preference_head))

    def _by_rubric(self, reply: Reply) -> Score:
        return score(
            reply.response,
            reply.question,
            opened_think=reply.opened_think,
            reward=self.reward,
            num_tokens=reply.num_tokens,
            max_tokens=self.max_tokens,
            judge=self.judge,
            instruction=self.instruction,
        )

    @cached_property
    def step_scorer(self) -> StepScorer:
        """The process reward model, read when it is first asked for: a stage of the run may still have to learn it."""
        return load_step_scorer(str(self.reward.process_model))

    def _with_calls(self, groups: Sequence[Sequence[Reply]], scores: list[list[Score]]) -> list[list[Score]]:
        """The scores with the parts that are called once for all replies of the step."""
        if self.reward.process:
            scores = self._with_process(groups, scores)
        return self._with_function(groups, scores) if self.function else scores

    def _with_process(self, groups: Sequence[Sequence[Reply]], scores: list[list[Score]]) -> list[list[Score]]:
        """The scores with what a learned model says of the steps; 0 for a reply of bad format or without a step."""
        asked = [
            (reply.question.text, steps)
            for group, own in zip(groups, scores, strict=True)
            for reply, one in zip(group, own, strict=True)
            for steps in [step_texts(reply.response) if one.verdict != "bad_format" else []]
        ]
        chances = iter(checked(self.step_scorer.probabilities(asked)))
        weight, how = self.reward.process, self.reward.process_reduction
        return [[_with_part(one, "process", weight * reduced(next(chances), how)) for one in own] for own in scores]

    def _with_function(self, groups: Sequence[Sequence[Reply]], scores: list[list[Score]]) -> list[list[Score]]:
        """The scores with the user's part: one call for all replies of the step."""
        assert self.function is not None
        points = iter(function_points(self.function, str(self.reward.function), list(chain(*groups))))
        weight = self.reward.function_weight
        return [[_with_part(one, "function", weight * next(points)) for one in group] for group in scores]

    def _with_length(self, group: Sequence[Reply], scores: Sequence[Score], counts: bool) -> list[Score]:
        are_right = [one.verdict == "correct" for one in scores]
        lengths = [reply.num_tokens for reply in group if reply.num_tokens is not None]
        if len(lengths) < len(group):
            raise UsageError("reward.length needs the number of tokens of each reply: give it, or set its weight to 0")
        points = [0.0] * len(scores)
        if counts and mean(are_right) >= self.reward.length_group_accuracy:
            points = short_points(lengths, are_right, self.reward.length_tolerance)
        return [_with_part(one, "length", p * self.reward.length) for one, p in zip(scores, points, strict=True)]


def _with_part(one: Score, name: str, weighted: float) -> Score:
    parts = one.parts | {name: weighted}
    return replace(one, total=sum(parts.values()), parts=parts)
