"""What makes a reply readable to DeepSeek-R1's authors (arXiv 2501.12948, section 2.3.3), one function a property.

There: chains of thought with mixed languages, long paragraphs and code blocks are filtered out. How long is long and
how mixed is mixed the paper does not say. Each takes a response row.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from logic_rl.rewards.format import WITH_SUMMARY, split_blocks
from logic_rl.rewards.language import WORD

LONGEST_PARAGRAPH = 150  # words (a Chinese character counts as one); assumed
LEAST_SHARE = 0.9  # of the words in the language that has most; assumed, for names and terms are borrowed
_CODE = re.compile(r"```|~~~|^(?:def|class|import|from|#include)\b", re.MULTILINE)
_HAN = re.compile(r"[\u3400-\u9fff]")
_TAG = re.compile(r"</?\w+>")


def one_language(row: dict) -> bool:
    """Nearly all words are of one script, Latin or Chinese; names and role words of the question do not count."""
    text = row["response"]
    for name in sorted((*row.get("names", ()), *row.get("roles", ())), key=len, reverse=True):
        text = text.replace(name, " ")
    words = WORD.findall(_TAG.sub(" ", text))
    chinese = sum(_HAN.match(word) is not None for word in words)
    return not words or max(chinese, len(words) - chinese) >= LEAST_SHARE * len(words)


def short_paragraphs(row: dict) -> bool:
    """No paragraph is a wall of text."""
    return all(len(WORD.findall(part)) <= LONGEST_PARAGRAPH for part in row["response"].split("\n"))


def no_code(row: dict) -> bool:
    """No block of code, fenced or bare."""
    return _CODE.search(row["response"]) is None


def summary(row: dict) -> bool:
    """Words for the reader stand between thinking and answer, as the layout think-summary-answer asks."""
    return not split_blocks(row["response"], opened_think=row.get("opened_think", False), layout=WITH_SUMMARY).fault


READABLE: dict[str, Callable[[dict], bool]] = {
    "one_language": one_language, "short_paragraphs": short_paragraphs, "no_code": no_code,
}  # fmt: skip


def readable(row: dict) -> bool:
    """All of `READABLE`."""
    return all(holds(row) for holds in READABLE.values())
