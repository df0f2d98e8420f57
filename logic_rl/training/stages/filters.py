"""What DeepSeek-R1 keeps of its samples for fine-tuning (arXiv 2501.12948, section 2.3.3), one function a filter.

There: right answers only; chains of thought with mixed languages, long paragraphs and code blocks filtered out;
several samples a prompt. How long is long and how mixed is mixed the paper does not say.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from logic_rl.rewards.format import WITH_SUMMARY, split_blocks
from logic_rl.rewards.language import WORD

LONGEST_PARAGRAPH = 150  # words (a Chinese character counts as one); assumed
LEAST_SHARE = 0.9  # of the words in the language that has most; assumed, for names and terms are borrowed
_CODE = re.compile(r"```|~~~|^(?:def|class|import|from|#include)\b", re.MULTILINE)
_HAN = re.compile(r"[\u3400-\u9fff]")
_TAG = re.compile(r"</?\w+>")


def right(row: dict) -> bool:
    """The answer is right, in the right format."""
    return row["score"]["verdict"] == "correct"


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


def verified(row: dict) -> bool:
    """Right, and earned: no step that can be read is false, and the answer was held against every statement."""
    return row.get("verified") is True


FILTERS: dict[str, Callable[[dict], bool]] = {
    "right": right,
    "one_language": one_language,
    "short_paragraphs": short_paragraphs,
    "no_code": no_code,
    "summary": summary,
    "verified": verified,
}
PER_PROMPT, DISTINCT = "per_prompt", "distinct"


def sieve(
    rows: Iterable[dict], filters: Sequence[str], per_prompt: int | None, keep: str = "first"
) -> list[tuple[dict, str | None]]:
    """(row, name of the first filter that stops it, or None) in the order of the rows.

    `distinct` stops a reply whose words an earlier one for the same question has; at the end at most `per_prompt` are
    kept of each question: by `keep` the first, or the shortest in tokens (in characters where no row says).
    """
    reasons: list[str | None] = []
    passed: dict[str, dict[str, int]] = defaultdict(dict)  # question → words → number of the row
    rows = list(rows)
    for number, row in enumerate(rows):
        reason = next((name for name in filters if name in FILTERS and not FILTERS[name](row)), None)
        texts, text = passed[row["puzzle_id"]], " ".join(row["response"].split())
        if reason is None and text in texts:
            if DISTINCT in filters:
                reason = DISTINCT
            text = f"{text} {number}"
        if reason is None:
            texts[text] = number
        reasons.append(reason)
    for texts in passed.values():
        numbers = list(texts.values())
        if keep == "shortest":
            numbers.sort(key=lambda number: rows[number].get("num_tokens") or len(rows[number]["response"]))
        for number in numbers[per_prompt:] if per_prompt is not None else ():
            reasons[number] = PER_PROMPT
    return list(zip(rows, reasons, strict=True))
