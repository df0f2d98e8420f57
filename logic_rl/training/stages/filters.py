"""What DeepSeek-R1 keeps of its samples for fine-tuning (arXiv 2501.12948, section 2.3.3), one function a filter.

There: right answers only; what is hard to read filtered out (`logic_rl.rewards.readability`); several samples a prompt.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from logic_rl.rewards.readability import READABLE, summary


def right(row: dict) -> bool:
    """The answer is right, in the right format."""
    return row["score"]["verdict"] == "correct"


def verified(row: dict) -> bool:
    """Right, and earned: no step that can be read is false, and the answer was held against every statement."""
    return row.get("verified") is True


FILTERS: dict[str, Callable[[dict], bool]] = {
    "right": right,
    **READABLE,
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
