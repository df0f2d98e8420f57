"""The format of a reply: which blocks it must have, and what is in them.

Stricter and fairer than the Logic-RL reward: thinking must hold real words, nothing may stand
beside the blocks, and a tag that is only quoted ("write `<answer>` tags") is no tag.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from logic_rl.tags import ANSWER_CLOSE, ANSWER_OPEN, THINK_CLOSE, THINK_OPEN

LAYOUTS = ("think-answer", "answer", "free")
MIN_THINKING_WORDS, MIN_DISTINCT_WORDS = 6, 4  # assumed; a bare guess about 2 people takes 9 words

_TAG = re.compile(r"</?(?:think|answer)>")
_CODE = re.compile(r"`[^`\n]{1,60}`")
_QUOTED = re.compile(r"""(?<=["'“‘])</?(?:think|answer)>(?=["'”’])""")
# A CJK character counts as a word.
_WORD = re.compile(r"[\u3400-\u9fff]|[^\W\d_\u3400-\u9fff]+")


@dataclass(frozen=True, slots=True)
class Blocks:
    """The parts of a well-formed reply, or why it is not one.

    Example: `Blocks(thinking="Suppose …", answer="Zoey is a knight", fault="")`; with a fault the texts are empty.
    """

    thinking: str = ""
    answer: str = ""
    fault: str = ""


def split_blocks(response: str, *, opened_think: bool, layout: str = "think-answer") -> Blocks:
    """Check the format of a reply and cut it into blocks.

    `opened_think` says that the prompt ends with an open `<think>`; the reply may repeat the tag.
    With layout "free" the whole reply is the answer.

    Raises:
        ValueError: `layout` is not one of `LAYOUTS`.
    """
    if layout not in LAYOUTS:
        raise ValueError(f"layout {layout!r}: choose from {', '.join(LAYOUTS)}")
    if layout == "free":
        return Blocks(answer=response) if response.strip() else Blocks(fault="the reply is empty")
    if layout == "answer":
        return _first_without_fault(_answer_block, response)
    if opened_think and not response.lstrip().startswith(THINK_OPEN):
        response = THINK_OPEN + response
    return _first_without_fault(_both_blocks, response)


def _first_without_fault(cut, response: str) -> Blocks:
    """Every tag counts; when that is no valid layout, quoted tags are blotted out and it is tried again."""
    blocks = cut(response, response)
    if not blocks.fault:
        return blocks
    blotted = _QUOTED.sub(_blot, _CODE.sub(_blot, response))
    return cut(response, blotted) if blotted != response else blocks


def _blot(match: re.Match) -> str:
    return _TAG.sub(lambda tag: " " * len(tag.group()), match.group())


def _answer_block(response: str, seen: str) -> Blocks:
    fault = _tag_fault(seen, (ANSWER_OPEN, ANSWER_CLOSE))
    if fault:
        return Blocks(fault=fault)
    return Blocks(answer=response[seen.index(ANSWER_OPEN) + len(ANSWER_OPEN) : seen.index(ANSWER_CLOSE)])


def _both_blocks(response: str, seen: str) -> Blocks:
    """`seen` is the response with quoted tags blotted out, so positions agree."""
    tags = (THINK_OPEN, THINK_CLOSE, ANSWER_OPEN, ANSWER_CLOSE)
    fault = _tag_fault(seen, tags)
    if fault:
        return Blocks(fault=fault)
    starts = [seen.index(tag) for tag in tags]
    ends = [start + len(tag) for start, tag in zip(starts, tags, strict=True)]
    outside = (("before <think>", 0, starts[0]), ("between the blocks", ends[1], starts[2]),
               ("after </answer>", ends[3], len(seen)))  # fmt: skip
    for where, start, end in outside:
        if response[start:end].strip():
            return Blocks(fault=f"text {where}: {_short(response[start:end])}")
    thinking = response[ends[0] : starts[1]]
    fault = _thinking_fault(thinking)
    return Blocks(fault=fault) if fault else Blocks(thinking, response[ends[2] : starts[3]])


def _tag_fault(seen: str, tags: tuple[str, ...]) -> str:
    """Why the tags do not each stand there once and in this order; empty when they do."""
    for tag in tags:
        count = seen.count(tag)
        if count == 0:
            return f"no {tag}" + (" (cut off?)" if tag.startswith("</") else "")
        if count > 1:
            return f"{count} times {tag}; one is allowed"
    positions = [seen.index(tag) for tag in tags]
    return "" if positions == sorted(positions) else f"the tags are not in the order {' '.join(tags)}"


def _thinking_fault(thinking: str) -> str:
    words = thinking_words(thinking)
    if not words:
        return "the thinking is empty"
    if len(words) < MIN_THINKING_WORDS:
        return f"the thinking has {len(words)} words; at least {MIN_THINKING_WORDS} are asked"
    if len(set(words)) < MIN_DISTINCT_WORDS:
        return f"the thinking repeats {len(set(words))} words; at least {MIN_DISTINCT_WORDS} different ones are asked"
    return ""


def thinking_words(text: str) -> list[str]:
    """The words of a text, lower case, without numbers and punctuation."""
    return _WORD.findall(text.lower())


def _short(text: str) -> str:
    text = " ".join(text[:200].split())
    return repr(text if len(text) <= 40 else text[:40] + "…")
