"""Which questions a run is measured on, what the replies to them come to, and which model is the best so far.

What is reported is measured on the test split, and what is chosen on the valid split, so that a number of the chosen
model on the test split is as good as any other.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any, TypeVar

from logic_rl.metrics import mean
from logic_rl.record import RunFolder
from logic_rl.seeding import stream
from logic_rl.types import Question

Item = TypeVar("Item", bound=Question)
TEST, VALID = "test", "valid"
CHOSEN = {TEST: "evaluation puzzles", VALID: "valid puzzles"}  # split → name of the random stream


def choose_questions(
    pool: Sequence[Item], levels: Sequence[int], count: int, seed: int, split: str = TEST
) -> list[Item]:
    """`count` questions, shared evenly among the levels; a level with too few gives its share to the higher ones."""
    rng = stream(seed, CHOSEN[split])
    chosen: list[Item] = []
    for place, level in enumerate(sorted(levels)):
        share = -(-(count - len(chosen)) // (len(levels) - place))
        candidates = [question for question in pool if question.level == level]
        chosen += rng.sample(candidates, min(share, len(candidates)))
    return chosen


def evaluation_summary(rows: Sequence[dict]) -> dict:
    """Of response rows, those of a question in sequence: accuracy (mean over samples, then questions), format, length.

    `verified` is the accuracy of replies that earned their answer, where rows tell.

    `people` has the accuracy by number of people, `levels` by level where questions have another kind of it.
    """
    questions = [list(group) for _, group in groupby(rows, lambda row: row["puzzle_id"])]
    summary: dict[str, Any] = {
        "num_samples": len(rows),
        "accuracy": mean(map(_accuracy, questions)),
        **_verified(questions),
        "format_rate": mean(row["score"]["verdict"] != "bad_format" for row in rows),
        "mean_length": mean(row["num_tokens"] for row in rows),
        "truncated_rate": mean(row["finish_reason"] == "length" for row in rows),
    }
    for name, key in (("people", "num_people"), ("levels", "level")):
        if key in rows[0]:
            summary[name] = _by_level(questions, key)
    return summary


def point(step: int) -> str:
    """The label of what is measured after a step, on the valid split where there is one."""
    return f"step_{step:06d}"


def is_best(folder: RunFolder, step: int) -> bool:
    """Whether the model after `step` got more right on the valid split than each before it, the base left aside."""
    measured = [one for label in folder.evaluation_labels() if (one := folder.evaluation(label))]
    accuracies = {one["step"]: one["accuracy"] for one in measured if one.get("split") == VALID and one["step"]}
    return step in accuracies and all(
        accuracies[step] > accuracy for other, accuracy in accuracies.items() if other < step
    )


def _by_level(questions: Sequence[list[dict]], key: str) -> dict:
    by_level: dict[int, list[list[dict]]] = {}
    for rows in questions:
        by_level.setdefault(rows[0][key], []).append(rows)
    return {
        str(level): {
            "accuracy": mean(map(_accuracy, of_level)),
            **_verified(of_level),
            "num_puzzles": len(of_level),
            "num_samples": sum(map(len, of_level)),
        }
        for level, of_level in sorted(by_level.items())
    }


def _accuracy(rows: Sequence[dict]) -> float:
    return mean(row["score"]["verdict"] == "correct" for row in rows)


def _verified(questions: Sequence[list[dict]]) -> dict[str, float]:
    """Nothing where the task cannot tell which replies earned their answer."""
    if not all("verified" in row for rows in questions for row in rows):
        return {}
    return {"verified": mean(mean(row["verified"] for row in rows) for rows in questions)}
