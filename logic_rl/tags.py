"""The marks in a reply: `<think> … </think> <answer> … </answer>` (DeepSeek-R1, arXiv 2501.12948, table 1); boxes."""

import re

from puzzles.asking import ANSWER_CLOSE, ANSWER_OPEN, THINK_CLOSE, THINK_OPEN

__all__ = ["ANSWER_CLOSE", "ANSWER_OPEN", "BOX", "THINK_CLOSE", "THINK_OPEN", "last_box"]

_BARE_BOX = re.compile(r"\\(?:boxed|fbox)(?:\s*(-?\d(?:[\d.,/]*\d)?)|\s+([A-Za-z])(?![A-Za-z]))")
BOX = re.compile(r"\\(?:boxed|fbox)\s*\{")
_BRACE = re.compile(r"(?<!\\)[{}]")


def last_box(text: str) -> str | None:
    """The inside of the last box that is closed; None without one. TeX also boxes a number or letter without braces.

    >>> last_box(r"\\boxed{1}, no: \\boxed{\\frac{1}{2}}, not \\boxed{3")
    '\\\\frac{1}{2}'
    """
    boxes = {match.end() for match in BOX.finditer(text)}
    opened: list[int] = []  # places after the braces that are open
    last: tuple[int, str | None] = (-1, None)
    for bare in _BARE_BOX.finditer(text):
        last = (bare.end(), bare[1] or bare[2])
    for brace in _BRACE.finditer(text):
        if brace[0] == "{":
            opened.append(brace.end())
        elif opened and (start := opened.pop()) in boxes and start > last[0]:
            last = (start, text[start : brace.start()])
    return last[1]
