"""A summary put into rows that have none: how the outputs of a Zero run become readable (arXiv 2501.12948, 2.3.1)."""

from __future__ import annotations

from zlib import crc32

from logic_rl.rewards.format import WITH_SUMMARY, split_blocks
from logic_rl.tags import ANSWER_OPEN, THINK_CLOSE
from puzzles.script import language_of

# Five words with an answer of one word, as the layout asks.
SENTENCES = {
    "en": ("To put it in short: {answer}.", "So this is what I found: {answer}.", "In a few words it is {answer}."),
    "zh": ("总之，答案是：{answer}。", "简单地说，结论如下：{answer}。", "最后得出的答案是：{answer}。"),
}  # fmt: skip


def with_summary(row: dict) -> dict:
    """The row with a sentence that says its answer between thinking and answer, its own words of the answer.

    One that has a summary already, or is not well-formed, stays as it is; its verdict is that of the reply as sampled.
    Which sentence it is depends on the reply alone.
    """
    response, opened = row["response"], row.get("opened_think", False)
    blocks = split_blocks(response, opened_think=opened)
    if blocks.fault or not split_blocks(response, opened_think=opened, layout=WITH_SUMMARY).fault:
        return row
    sentences = SENTENCES.get(language_of(blocks.answer), SENTENCES["en"])
    sentence = sentences[crc32(response.encode()) % len(sentences)]
    summary = sentence.format(answer=" ".join(blocks.answer.split()).rstrip(".。"))
    end, start = response.index(THINK_CLOSE) + len(THINK_CLOSE), response.rindex(ANSWER_OPEN)
    return row | {"response": f"{response[:end]} {summary} {response[start:]}"}
