"""The format of a reply: which blocks it must have, and what is in them.

Stricter and fairer than the Logic-RL reward: thinking must hold real words of its own, no words may stand
beside the blocks, and a tag that is only quoted ("write `<answer>` tags") is no tag.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from logic_rl.config.reward import LAYOUTS
from logic_rl.end_marks import END_MARK, without_end_marks
from logic_rl.prompts import INSTRUCTION
from logic_rl.rewards.language import WORD
from logic_rl.tags import ANSWER_CLOSE, ANSWER_OPEN, THINK_CLOSE, THINK_OPEN

WITH_SUMMARY = "think-summary-answer"
MIN_SUMMARY_WORDS = 5  # assumed; "Mia lies, and Zoey tells the truth" has seven
MIN_THINKING_WORDS, MIN_DISTINCT_WORDS = 6, 4  # assumed; a bare guess about 2 people takes 9 words
MAX_BESIDE = 40  # characters of layout beside a block
WORDS_WITHOUT_NUMBER = 12  # beside a copy; assumed, "Sure, let me read it once more" has seven
COPIED_RUN = 8  # words in a row that stand in the question are a copy; assumed, a quoted claim is mostly shorter
# Padding, assumed: fewer fresh words than these where two thirds are said over again. Of 12,864 replies of a whole
# training of the tiny base, some of which go in circles, none is padded.
PADDED_REPETITION, FRESH_SHARE = 40, 1 / 3

_WORDS_AND_NUMBERS = re.compile(r"[^\W_]+")
_TAG = re.compile(r"</?(?:think|answer)>")
_CODE = re.compile(r"`[^`\n]{1,60}`")
_QUOTED = re.compile(r"""(?<=["'“‘])</?(?:think|answer)>(?=["'”’])""")
# What may stand beside the blocks: Markdown that sets them apart, and marks of the end that decoding left in.
_BESIDE = re.compile(rf"[\s*_`#=-]|{END_MARK.pattern}")


@dataclass(frozen=True, slots=True)
class Blocks:
    """The parts of a well-formed reply, or why it is not one.

    Example: `Blocks(thinking="Suppose …", answer="Zoey is a knight", fault="")`; with a fault the texts are empty. The
    summary is what stands between the two where the layout asks for one.
    """

    thinking: str = ""
    answer: str = ""
    fault: str = ""
    summary: str = ""


def split_blocks(response: str, *, opened_think: bool, layout: str = "think-answer") -> Blocks:
    """Check the format of a reply and cut it into blocks.

    `opened_think` says that the prompt ends with an open `<think>`; the reply may repeat the tag.
    With layout "free" the whole reply is the answer. Marks that end it, such as `<end_of_turn>`, are passed over.

    Raises:
        ValueError: `layout` is not one of `LAYOUTS`.
    """
    if layout not in LAYOUTS:
        raise ValueError(f"layout {layout!r}: choose from {', '.join(LAYOUTS)}")
    response = without_end_marks(response)
    if layout == "free":
        return Blocks(answer=response) if response.strip() else Blocks(fault="the reply is empty")
    if layout == "answer":
        return _first_without_fault(_answer_block, response)
    if opened_think and not response.lstrip().startswith(THINK_OPEN):
        response = THINK_OPEN + response
    return _first_without_fault(_with_summary if layout == WITH_SUMMARY else _both_blocks, response)


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
    return _with_answer("", response[seen.index(ANSWER_OPEN) + len(ANSWER_OPEN) : seen.index(ANSWER_CLOSE)])


def _with_answer(thinking: str, answer: str) -> Blocks:
    """Refuses tags that are quoted inside the answer: between two code marks a second block could hide."""
    tag = _TAG.search(answer)
    return Blocks(fault=f"{tag.group()} inside the answer") if tag else Blocks(thinking, answer)


def _with_summary(response: str, seen: str) -> Blocks:
    """Both blocks, and words of its own between them: as many as thinking must have at least."""
    start, end = seen.find(THINK_CLOSE) + len(THINK_CLOSE), seen.find(ANSWER_OPEN)
    if seen.find(THINK_CLOSE) < 0 or end < start:  # says which tag is missing
        return _both_blocks(response, seen)
    blank = " " * (end - start)
    blocks = _both_blocks(response[:start] + blank + response[end:], seen[:start] + blank + seen[end:])
    if blocks.fault:
        return blocks
    words = thinking_words(summary := response[start:end])
    if tag := _TAG.search(summary):
        return Blocks(fault=f"{tag.group()} inside the summary")
    if len(words) < MIN_SUMMARY_WORDS or len(set(words)) < MIN_DISTINCT_WORDS:
        return Blocks(fault=f"the summary has {len(words)} words; {MIN_SUMMARY_WORDS}, not all the same, are asked")
    return replace(blocks, summary=summary)


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
        if not _is_bare(response[start:end]):
            return Blocks(fault=f"text {where}: {_short(response[start:end])}")
    thinking = response[ends[0] : starts[1]]
    fault = _thinking_fault(thinking)
    return Blocks(fault=fault) if fault else _with_answer(thinking, response[ends[2] : starts[3]])


def _is_bare(beside: str) -> bool:
    """Whether it holds no more than a little layout."""
    return not beside.strip() or len(beside.strip()) <= MAX_BESIDE and not _BESIDE.sub("", beside)


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
    fresh = len(_without_repetition(words))
    if fresh < PADDED_REPETITION and fresh <= FRESH_SHARE * len(words):
        return f"the thinking repeats itself: {fresh} of its {len(words)} words are said for the first time"
    return ""


def _without_repetition(words: list[str]) -> list[str]:
    """The words outside every run of `COPIED_RUN` words that stood there before."""
    seen: set[tuple[str, ...]] = set()
    kept, repeated_up_to = [], 0
    for at, word in enumerate(words):
        run = tuple(words[at : at + COPIED_RUN])
        if run in seen:
            repeated_up_to = at + COPIED_RUN
        if len(run) == COPIED_RUN:
            seen.add(run)
        if at >= repeated_up_to:
            kept.append(word)
    return kept


def copy_fault(thinking: str, question: str, instruction: str = INSTRUCTION, names: Sequence[str] = ()) -> str:
    """Why the thinking is not its own but copied from the question or the instruction; empty when it is.

    Args:
        names: of those whom the question is about. Words around a copy that name none of them are padding: of 1,248
            replies of the tiny base, 560 of which quote eight words or more, each names somebody beside its quotations.
            Where a question is about nobody by name, the words around a copy must hold a number, as the question does;
            or, where it holds none, be `WORDS_WITHOUT_NUMBER` at least.

    >>> copy_fault("So: Zoey says that Mia is a knave. Who lies?", "Zoey says that Mia is a knave. Who lies?")
    "beyond the question's words the thinking has 1; at least 6 are asked"
    """
    words = thinking_words(thinking)
    sources = [thinking_words(question), thinking_words(instruction)]
    if any(words and " ".join(words) in " ".join(source) for source in sources):
        return "the thinking only repeats the question"
    own = _without_runs(words, sources)
    copied = len(words) - len(own)
    if copied and (len(own) < MIN_THINKING_WORDS or len(set(own)) < MIN_DISTINCT_WORDS):
        return f"beyond the question's words the thinking has {len(own)}; at least {MIN_THINKING_WORDS} are asked"
    if copied and names and not _names_any(own, names):
        return "beyond the question's words the thinking names nobody"
    if copied and not names and not _has_number(_beyond(thinking, question)):
        if _has_number(question):
            return "beyond the question's words the thinking holds no number"
        if len(own) < WORDS_WITHOUT_NUMBER:
            return f"beyond the question's words the thinking holds no number, and {len(own)} words"
    return ""


def _has_number(text: str) -> bool:
    return any(sign.isdecimal() for sign in text)


def _beyond(thinking: str, question: str) -> str:
    """What is left of the thinking without its runs of words and numbers that stand in the question."""
    words, source = (_WORDS_AND_NUMBERS.findall(text.lower()) for text in (thinking, question))
    return " ".join(_without_runs(words, [source]))


def _names_any(words: list[str], names: Sequence[str]) -> bool:
    """Whether a name, or a part of one, stands among the words; of a Chinese one each sign is a word."""
    own = {word for name in names for word in thinking_words(name)}
    return any(name in "".join(words) for name in names) or not own.isdisjoint(words)


def _without_runs(words: list[str], sources: list[list[str]]) -> list[str]:
    """The words outside every run of `COPIED_RUN` words that stands in a source."""
    runs = {tuple(source[at : at + COPIED_RUN]) for source in sources for at in range(len(source) - COPIED_RUN + 1)}
    kept, copied_up_to = [], 0
    for at, word in enumerate(words):
        if tuple(words[at : at + COPIED_RUN]) in runs:
            copied_up_to = at + COPIED_RUN
        if at >= copied_up_to:
            kept.append(word)
    return kept


def thinking_words(text: str) -> list[str]:
    """The words of a text, lower case, without numbers and punctuation."""
    return WORD.findall(text.lower())


def _short(text: str) -> str:
    text = " ".join(text[:200].split())
    return repr(text if len(text) <= 40 else text[:40] + "…")
