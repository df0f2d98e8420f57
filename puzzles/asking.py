"""How a puzzle is asked: the marks of a reply (DeepSeek-R1, arXiv 2501.12948, table 1), and what asks for them."""

from __future__ import annotations

from puzzles.puzzle import Puzzle

THINK_OPEN, THINK_CLOSE = "<think>", "</think>"
ANSWER_OPEN, ANSWER_CLOSE = "<answer>", "</answer>"
INSTRUCTION = (
    f"First think about the puzzle inside {THINK_OPEN} {THINK_CLOSE} tags, then give the role of every person "
    f"inside {ANSWER_OPEN} {ANSWER_CLOSE} tags, one sentence per person."
)


def asked(puzzle: Puzzle, instruction: str = INSTRUCTION) -> list[dict]:
    """The puzzle and what is to be done, as the one message of a chat."""
    return [message("user", f"{puzzle.text}\n\n{instruction}")]


def message(role: str, content: str) -> dict:
    return {"role": role, "content": content}
