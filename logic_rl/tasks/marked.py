"""The answer a reply to a problem gives: in its answer block or its last \\boxed{}, and nowhere else."""

from __future__ import annotations

import re

from logic_rl.tags import ANSWER_CLOSE, ANSWER_OPEN, THINK_CLOSE, THINK_OPEN, last_box

MAX_ANSWER = 500  # characters; assumed, no answer that can be checked is longer
_AROUND = (("**", "**"), ("__", "__"), ("*", "*"), ("`", "`"), ("$$", "$$"), ("$", "$"), (r"\(", r"\)"), (r"\[", r"\]"))
_ONE_BOX = re.compile(r"\\(?:boxed|fbox)(?![A-Za-z])|\\(?:boxed|fbox)\s")
_PREAMBLE = re.compile(r"(?i)^(?:so |thus,? |therefore,? )?(?:the )?(?:final )?answer(?: is|:|=)*\s*")


def marked_answer(response: str, *, opened_think: bool) -> str | None:
    """The marked answer without its marks; None when there is none.

    What stands in the thinking does not count; thinking that never ends has no answer after it. The last block and,
    inside or without one, the last box count: earlier ones have been thought better of.

    >>> marked_answer("<think>12 or 25?</think> <answer>The answer is \\\\boxed{25}.</answer>", opened_think=False)
    '25'
    """
    told = _after_thinking(response, opened_think)
    block = _block(told)
    if block is not None:
        return answer_in(block)
    answer = None if ANSWER_OPEN in told else last_box(told)
    return None if answer is None else _bounded(answer)


def has_answer_block(response: str, *, opened_think: bool) -> bool:
    """Whether an answer block stands after the thinking, whatever is in it."""
    return _block(_after_thinking(response, opened_think)) is not None


def _after_thinking(response: str, opened_think: bool) -> str:
    """Empty where the thinking never ends."""
    _, closed, told = response.rpartition(THINK_CLOSE)
    return "" if not closed and opened_think or THINK_OPEN in told else told


def _block(told: str) -> str | None:
    """The inside of the last answer block; None where there is none, or it never ends."""
    _, opened, rest = told.rpartition(ANSWER_OPEN)
    block, ended, _ = rest.partition(ANSWER_CLOSE)
    return block if opened and ended else None


def answer_in(block: str) -> str | None:
    """The answer that an answer block gives: its last box, else all of it; None where it is empty or far too long."""
    answer = last_box(block)
    return _bounded(_PREAMBLE.sub("", bare(block)) if answer is None else answer)


def _bounded(answer: str) -> str | None:
    return bare(answer) if 0 < len(answer.strip()) <= MAX_ANSWER else None


def bare(answer: str) -> str:
    """An answer without a box, Markdown or TeX marks around all of it, spaces at its ends and a full stop.

    >>> bare("**$\\\\boxed{12}$.**")
    '12'
    """
    before, answer = "", answer.strip().rstrip(". ")
    while answer != before:
        before = answer
        if (inside := last_box(answer)) is not None and _ONE_BOX.match(answer):
            answer = inside
        for start, end in _AROUND:
            inside = answer[len(start) : len(answer) - len(end)]
            if answer.startswith(start) and answer.endswith(end) and inside.strip() and start not in inside:
                answer = inside
        answer = answer.strip().rstrip(". ")
    return answer[:-1].rstrip() if answer.count("$") == 1 and answer.endswith("$") else answer
