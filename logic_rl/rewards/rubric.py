"""The Logic-RL reward (arXiv 2502.14768, section 2.2): format gates the answer.

| reply                        | format | answer | total |
|------------------------------|--------|--------|-------|
| right                        | +1     | +2     | 3     |
| wrong                        | +1     | -1.5   | -0.5  |
| answer not readable          | +1     | -2     | -1    |
| bad format, cut off          | -1     | -2     | -3    |
"""

from __future__ import annotations

from logic_rl.rewards.answer import judge
from logic_rl.rewards.format import split_blocks, thinking_words
from logic_rl.types import Score
from puzzles.puzzle import Puzzle

GOOD_FORMAT, BAD_FORMAT = 1.0, -1.0
ANSWER_POINTS = {"correct": 2.0, "wrong": -1.5, "unparsed": -2.0, "bad_format": -2.0}


def score(response: str, puzzle: Puzzle, *, opened_think: bool, layout: str = "think-answer") -> Score:
    """Reward one reply; `reason` always says why.

    Args:
        response: the text after the prompt.
        opened_think: the prompt already ends with `<think>`.
        layout: "think-answer", "answer" (one answer block is enough) or "free" (the last statement of roles).

    Raises:
        ValueError: an unknown layout; no text of a reply ever raises.
    """
    blocks = split_blocks(response, opened_think=opened_think, layout=layout)
    fault = blocks.fault or _copies_question(blocks.thinking, puzzle)
    if fault:
        return _scored(BAD_FORMAT, "bad_format", fault)
    verdict, reason = judge(blocks.answer, puzzle, free=layout == "free")
    return _scored(GOOD_FORMAT, verdict, reason)


def _copies_question(thinking: str, puzzle: Puzzle) -> str:
    words = " ".join(thinking_words(thinking))
    copied = words and words in " ".join(thinking_words(puzzle.text))
    return "the thinking only repeats the question" if copied else ""


def _scored(format_points: float, verdict: str, reason: str) -> Score:
    answer_points = ANSWER_POINTS[verdict]
    parts = {"format": format_points, "answer": answer_points}
    return Score(format_points + answer_points, parts, verdict, reason)
