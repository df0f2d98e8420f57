"""Replies to problems with a written answer: their scores, their rows, and which answers are worth the same."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from logic_rl.tasks.marked import bare, marked_answer
from logic_rl.tasks.maths.equivalence import Comparer
from logic_rl.tasks.maths.judge import MathsRubric
from logic_rl.types import Problem, Prompt, Rollout


class ProblemScorer(MathsRubric):
    """Scores by worth, in rows whose `puzzle_id` is the problem's."""

    def row(self, prompt: Prompt, rollout: Rollout, place: int) -> dict:
        problem, completion, outcome = prompt.question, rollout.completion, rollout.score
        assert isinstance(problem, Problem), "this scorer is for problems"
        return {
            "id": f"{place:04d}-{rollout.sample_index:03d}",
            "puzzle_id": problem.id,
            "sample_index": rollout.sample_index,
            "response": completion.text,
            **({"opened_think": True} if prompt.opened_think else {}),
            "num_tokens": len(completion.token_ids),
            "finish_reason": completion.finish_reason,
            "answer": marked_answer(completion.text, opened_think=prompt.opened_think),
            "reference": problem.answer,
            "score": {"total": outcome.total, "verdict": outcome.verdict, "reason": outcome.reason},
        }


def with_classes(rows: Iterable[dict], comparer: Comparer) -> list[dict]:
    """Rows, those of a problem in sequence, with `answer_class`: equal where answers are worth the same, 0 if right."""
    found = []
    for _, group in groupby(rows, lambda row: row["puzzle_id"]):
        own = list(group)
        classes = comparer.classes(bare(own[0]["reference"]), [row["answer"] for row in own])
        found += [row | {"answer_class": kind} for row, kind in zip(own, classes, strict=True)]
    return found
