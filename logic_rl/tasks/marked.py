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
    thinking, closed, told = response.rpartition(THINK_CLOSE)
    if not closed and opened_think or THINK_OPEN in told:
        return None
    _, opened, rest = told.rpartition(ANSWER_OPEN)
    block, ended, _ = rest.partition(ANSWER_CLOSE)
    if opened and not ended:
        return None
    if opened:
        return answer_in(block)
    answer = last_box(told)
    return None if answer is None else _bounded(answer)


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
