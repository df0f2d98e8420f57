"""Which puzzles a run is measured on, and what the replies to them come to."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from logic_rl.metrics import mean
from logic_rl.seeding import stream
from puzzles import Puzzle


def choose_puzzles(pool: Sequence[Puzzle], people: Sequence[int], count: int, seed: int) -> list[Puzzle]:
    """`count` puzzles, shared evenly among the sizes; a size with too few gives its share to the larger ones."""
    rng = stream(seed, "evaluation puzzles")
    chosen: list[Puzzle] = []
    for place, size in enumerate(sorted(people)):
        share = -(-(count - len(chosen)) // (len(people) - place))
        candidates = [puzzle for puzzle in pool if puzzle.num_people == size]
        chosen += rng.sample(candidates, min(share, len(candidates)))
    return chosen


def evaluation_summary(rows: Sequence[dict]) -> dict:
    """Of response rows, those of a puzzle in sequence: accuracy (mean over samples, then puzzles), format, length.

    `people` has the accuracy per number of people, unless the rows are of problems.
    """
    puzzles = [list(own) for _, own in groupby(rows, lambda row: row["puzzle_id"])]
    summary = {
        "num_samples": len(rows),
        "accuracy": mean(map(_accuracy, puzzles)),
        "format_rate": mean(row["score"]["verdict"] != "bad_format" for row in rows),
        "mean_length": mean(row["num_tokens"] for row in rows),
        "truncated_rate": mean(row["finish_reason"] == "length" for row in rows),
    }
    if "num_people" in rows[0]:
        summary["people"] = _by_people(puzzles)
    return summary


def _by_people(puzzles: Sequence[list[dict]]) -> dict:
    sizes: dict[int, list[list[dict]]] = {}
    for rows in puzzles:
        sizes.setdefault(rows[0]["num_people"], []).append(rows)
    return {
        str(size): {
            "accuracy": mean(map(_accuracy, own)),
            "num_puzzles": len(own),
            "num_samples": sum(map(len, own)),
        }
        for size, own in sorted(sizes.items())
    }


def _accuracy(rows: Sequence[dict]) -> float:
    return mean(row["score"]["verdict"] == "correct" for row in rows)
