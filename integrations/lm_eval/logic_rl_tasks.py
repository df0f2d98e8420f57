"""What the YAML files beside this name: the questions, and their scores."""

from __future__ import annotations

from functools import cache
from typing import Any

import datasets

from logic_rl import create_dataset
from logic_rl.tasks.dataset import TaskDataset
from puzzles.formats.reasoning_gym import gym_row
from puzzles.puzzle import Puzzle


def held_out(seed: int = 0, size: int = 200, levels: list[int] | None = None, **_: Any) -> dict[str, datasets.Dataset]:
    """Questions of the test split; the settings are those of lm-eval's `--metadata`."""
    drawn = create_dataset("knights", seed=seed, size=size, levels=levels or [3, 4, 5], split="test")
    puzzles = [question for question in map(drawn.draw, range(size)) if isinstance(question, Puzzle)]
    return {"test": datasets.Dataset.from_list([gym_row(puzzle) for puzzle in puzzles])}


def scored(doc: dict[str, Any], results: list[str]) -> dict[str, float]:
    """Accuracy, format and reward of a reply, as `logicrl score` gives them."""
    return _scored(doc, results, "think-answer")


def scored_free(doc: dict[str, Any], results: list[str]) -> dict[str, float]:
    """The same by the layout `free`."""
    return _scored(doc, results, "free")


def _scored(doc: dict[str, Any], results: list[str], layout: str) -> dict[str, float]:
    score = _dataset(layout).score_reply(results[0], doc)
    return {
        "acc": float(score.verdict == "correct"), "well_formed": float(score.verdict != "bad_format"),
        "reward": score.total,
    }  # fmt: skip


@cache
def _dataset(layout: str) -> TaskDataset:
    return create_dataset("knights", reward={"layout": layout})
