"""Measuring a model on problems with a written answer: the rows of its replies, and a summary."""

from __future__ import annotations

from collections.abc import Sequence

from logic_rl.metrics import mean
from logic_rl.rewards.equivalence import Comparer
from logic_rl.rewards.marked import bare, marked_answer
from logic_rl.types import RolloutGroup


def problem_rows(groups: Sequence[RolloutGroup], comparer: Comparer) -> list[dict]:
    """Response rows, one a sample; `puzzle_id` is the problem's, and samples of one `answer_class` agree (0: right)."""
    return [row for place, group in enumerate(groups) for row in _rows(group, place, comparer)]


def _rows(group: RolloutGroup, place: int, comparer: Comparer) -> list[dict]:
    problem, opened = group.prompt.puzzle, group.prompt.opened_think
    answers = [marked_answer(one.completion.text, opened_think=opened) for one in group.rollouts]
    classes = comparer.classes(bare(problem.answer), answers)
    return [
        {
            "id": f"{place:04d}-{rollout.sample_index:03d}",
            "puzzle_id": problem.id,
            "sample_index": rollout.sample_index,
            "response": rollout.completion.text,
            "num_tokens": len(rollout.completion.token_ids),
            "finish_reason": rollout.completion.finish_reason,
            "answer": answer,
            "answer_class": kind,
            "reference": problem.answer,
            "score": {"total": rollout.score.total, "verdict": rollout.score.verdict, "reason": rollout.score.reason},
        }
        for rollout, answer, kind in zip(group.rollouts, answers, classes, strict=True)
    ]


def problem_summary(rows: Sequence[dict], comparer: Comparer) -> dict:
    """The same keys as for puzzles, and how many answers could not be compared."""
    return {
        "num_samples": len(rows),
        "accuracy": mean(row["score"]["verdict"] == "correct" for row in rows),
        "format_rate": mean(row["score"]["verdict"] != "bad_format" for row in rows),
        "mean_length": mean(row["num_tokens"] for row in rows),
        "truncated_rate": mean(row["finish_reason"] == "length" for row in rows),
        "undecided": comparer.undecided,
    }
