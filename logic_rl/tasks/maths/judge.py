"""Scores of replies to maths problems: right (1) or not (0), and why."""

from __future__ import annotations

from logic_rl.tasks.marked import bare, has_answer_block, marked_answer
from logic_rl.tasks.maths.equivalence import Comparer
from logic_rl.types import Problem, Reply, Score


class MathsRubric:
    """Scores replies to `Problem`s as `rewards.batch.Rubric` does those to puzzles.

    verdict: "correct", "wrong", "unparsed" (an answer that is empty or cannot be compared), "bad_format" (none marked).
    """

    def __init__(self, comparer: Comparer) -> None:
        self.comparer = comparer

    def score(self, reply: Reply) -> Score:
        answer = marked_answer(reply.response, opened_think=reply.opened_think)
        if answer is None and has_answer_block(reply.response, opened_think=reply.opened_think):
            return Score(0.0, {"answer": 0.0}, "unparsed", "no answer can be read")
        if answer is None:
            return Score(0.0, {"answer": 0.0}, "bad_format", "no <answer> block and no \\boxed{} after the thinking")
        assert isinstance(reply.question, Problem), "this rubric is for problems"
        reference = bare(reply.question.answer)
        same = self.comparer.same(reference, answer)
        verdict = "unparsed" if same is None else "correct" if same else "wrong"
        told = {"correct": "is", "wrong": "is not", "unparsed": "could not be compared with"}[verdict]
        return Score(float(bool(same)), {"answer": float(bool(same))}, verdict, f"{answer} {told} {reference}")
