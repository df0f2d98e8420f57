"""What a question is to a reward function: its row, verl's ground truth, reasoning-gym's entry, as values of JSON."""

from __future__ import annotations

from typing import Any

from logic_rl.auditing.probes import Subject
from logic_rl.types import Problem, TextQuestion
from puzzles.formats.mem_kk import mem_kk_row
from puzzles.formats.verl import verl_row
from puzzles.puzzle import Puzzle

DATA_SOURCES = {"countdown": "countdown", "maths": "openai/gsm8k"}  # by which verl's and Logic-RL's users choose


def facts_of(subject: Subject) -> dict[str, Any]:
    """`text`, `row`, `data_source`, `truth`, `extra` and `entry` of a subject's question."""
    question = subject.question
    facts = _of_puzzle(question) if isinstance(question, Puzzle) else _of_others(subject)
    return {"text": question.text, "row": question.to_row()} | facts


def _of_puzzle(puzzle: Puzzle) -> dict[str, Any]:
    verl = verl_row(puzzle, "test")
    answer = mem_kk_row(puzzle)["solution_text"]
    metadata = {"names": list(puzzle.names), "solution": list(puzzle.solution)}
    return {
        "data_source": verl["data_source"], "truth": verl["reward_model"]["ground_truth"], "extra": verl["extra_info"],
        "entry": {"question": puzzle.text, "answer": answer, "metadata": metadata},
    }  # fmt: skip


def _of_others(subject: Subject) -> dict[str, Any]:
    question = subject.question
    if isinstance(question, Problem):
        truth: Any = question.answer
        metadata: dict[str, Any] = {}
    else:
        assert isinstance(question, TextQuestion), "countdown's questions are such"
        truth = metadata = question.facts
    return {
        "data_source": DATA_SOURCES[subject.task], "truth": truth,
        "extra": {"question": question.text, "split": "test", "index": 0},
        "entry": {"question": question.text, "answer": subject.right, "metadata": metadata},
    }  # fmt: skip
