"""Sections and sentences of a response, with exact offsets.

Offsets are Python character offsets, end exclusive: `text[s.start:s.end]` is the sentence, without
surrounding blanks. Broken output (no `</think>`, two `<answer>`, a running-on chat) is read leniently.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

THINK, ANSWER, OUTSIDE = "think", "answer", "outside"

_TAG = re.compile(r"<(/?)(think|answer)>", re.IGNORECASE)
# What follows an end-of-turn token is another turn, not this response.
_END_OF_TURN = re.compile(r"<\|(?:im_end|endoftext|eot_id|end_of_text)\|>|<｜end▁of▁sentence｜>")
# A mark or a line end first, so that the search can skip to it; then what kind it was.
_BREAK = re.compile(
    r"""[.!?…\n。！？；](?:(?<=\n)\n*+|(?<=[。！？；])[。！？；]*["”’」』）)]*"""
    r"""|(?<=[.!?…])(?<![.!?…].)(?P<end>[.!?…]*+)["'”’)\]*]*+(?=\s|$))"""
)
_ODD_BLANKS = ("  ", *(chr(code) for code in range(0x3001) if chr(code).isspace() and chr(code) not in " \n"))
_NOT_BLANK = re.compile(r"[^ ]")
_LOOK_BACK = 60  # characters; more than a list number or an abbreviation takes
_ABBREVIATION = re.compile(r"(?:^|[\s(])(?:e\.g|i\.e|cf|vs|approx|resp|mr|mrs|ms|dr|prof|fig|eq|w\.r\.t)$", re.I)
_LONGEST_ABBREVIATION = 8  # characters, with what stands before it and one to spare
_LIST_NUMBER = re.compile(r"^[ \t]*(?:[-*#>]+[ \t]*)*(?:\*\*)?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,4})$")


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of the response: "think", "answer" or "outside"; tags belong to no section."""

    start: int
    end: int
    name: str


class Sentence(NamedTuple):
    """A sentence and the section it stands in."""

    start: int
    end: int
    section: str


def sections(text: str) -> list[Section]:
    """Split a response at its tags, up to the first end-of-turn token.

    Text before a `</think>` that nothing opened is thinking (the prompt may hold the opening tag);
    an unclosed block runs to the next opening tag or to the end.
    """
    return list(_sectioned(text))


@lru_cache(maxsize=2)  # one response is cut for its sentences and for its languages
def _sectioned(text: str) -> tuple[Section, ...]:
    cut = _END_OF_TURN.search(text)
    limit = cut.start() if cut else len(text)
    tags = list(_TAG.finditer(text, 0, limit))
    parts, at, name = [], 0, _opening_state(tags)
    for tag, reopens in zip(tags, _think_closes_next(tags), strict=True):
        parts.append(Section(at, tag.start(), name))
        at, name = tag.end(), _state_after(name, tag, reopens)
    parts.append(Section(at, limit, name))
    return tuple(section for section in parts if section.start < section.end)


def _opening_state(tags: list[re.Match]) -> str:
    thinking = [tag[1] for tag in tags if tag[2].lower() == THINK]
    return THINK if thinking and thinking[0] == "/" else OUTSIDE


def _think_closes_next(tags: list[re.Match]) -> list[bool]:
    """For each tag: is the next think tag after it a closing one?"""
    answers, closing = [], False
    for tag in reversed(tags):
        answers.append(closing)
        if tag[2].lower() == THINK:
            closing = bool(tag[1])
    return answers[::-1]


def _state_after(name: str, tag: re.Match, think_closes_next: bool) -> str:
    closing, kind = bool(tag[1]), tag[2].lower()
    if not closing:
        return kind
    # After an answer block inside the thinking, the thinking goes on if it is closed later.
    return THINK if kind == name == ANSWER and think_closes_next else OUTSIDE


def segment(text: str) -> list[Sentence]:
    """The sentences of all sections, in order; every visible character outside tags is in exactly one."""
    return list(_segmented(text))


@lru_cache(maxsize=2)  # one response is cut for its tags, its claims and its loops
def _segmented(text: str) -> tuple[Sentence, ...]:
    return tuple(sentence for section in sections(text) for sentence in _sentences_of(text, section))


def _sentences_of(text: str, section: Section) -> list[Sentence]:
    start = section.start
    sentences: list[Sentence] = []
    for match in _BREAK.finditer(text, section.start, section.end):
        if match["end"] is not None and not _ends_sentence(text, start, match, section.end):
            continue
        _append(sentences, text, start, match.end(), section.name)
        start = match.end()
    _append(sentences, text, start, section.end, section.name)
    return sentences


def _append(sentences: list[Sentence], text: str, start: int, end: int, section: str) -> None:
    right = text[start:end].rstrip()
    if stripped := right.lstrip():
        end = start + len(right)
        sentences.append(Sentence(end - len(stripped), end, section))


def _ends_sentence(text: str, start: int, match: re.Match, limit: int) -> bool:
    at = match.start()
    mark = text[at] + match["end"]
    if match.end() > at + len(mark):
        return True  # a closing quote or bracket follows
    if mark == ".":
        before = text[max(start, at - _LOOK_BACK) : at]
        numbered = at - start <= _LOOK_BACK and _LIST_NUMBER.match(before.lstrip("\n"))
        return not (numbered or _ABBREVIATION.search(before[-_LONGEST_ABBREVIATION:]))
    if mark in ("...", "…"):
        # "Wait... maybe not" is one sentence, "Wait... That is wrong" is two.
        follows = _NOT_BLANK.search(text, match.end(), limit)
        return not (follows and follows[0].islower())
    return True


@dataclass(frozen=True, slots=True)
class Loop:
    """A degenerate loop: `text[start:end]` is a cycle of sentences that comes `repeats` times in a row."""

    start: int
    end: int
    repeats: int


LONGEST_CYCLE, ALLOWED = 4, 3  # sentences in a cycle; repeats in a row that are no loop yet


def without_loops(text: str, sentences: list[Sentence]) -> list[Sentence]:
    """Drop the repeats of degenerate loops.

    A cycle of up to `LONGEST_CYCLE` sentences that comes more than `ALLOWED` times in a row is kept once.
    """
    kept, at = [], 0
    for first, period, repeats in _loops(text, tuple(sentences)):
        kept += sentences[at : first + period]
        at = first + period * repeats
    return kept + sentences[at:]


def loops(text: str) -> list[Loop]:
    """The degenerate loops of a response, in order."""
    sentences = _segmented(text)
    return [
        Loop(sentences[at].start, sentences[at + period * repeats - 1].end, repeats)
        for at, period, repeats in _loops(text, sentences)
    ]


@lru_cache(maxsize=2)  # a response without an answer block is looked through twice
def _loops(text: str, sentences: tuple[Sentence, ...]) -> list[tuple[int, int, int]]:
    """(first sentence, sentences in the cycle, repeats) of each loop, in order."""
    words = _normalised([text[start:end] for start, end, _ in sentences])
    cycles, at = [], 0
    while at < len(words):
        # A cycle comes back after as many sentences as it has.
        if words[at] not in words[at + 1 : at + 1 + LONGEST_CYCLE]:
            at += 1
            continue
        period, repeats = _loop_at(words, at, LONGEST_CYCLE, ALLOWED)
        if repeats > 1:
            cycles.append((at, period, repeats))
        at += period * repeats
    return cycles


def _normalised(pieces: list[str]) -> list[str]:
    """Lower case, one blank between words."""
    lines = "\n".join(pieces)
    if not any(blank in lines for blank in _ODD_BLANKS):
        return lines.lower().split("\n")
    return [" ".join(piece.lower().split()) for piece in pieces]


def _loop_at(words: list[str], at: int, longest_cycle: int, allowed: int) -> tuple[int, int]:
    """(length of the cycle that starts here, how often it comes); (1, 1) if there is no loop."""
    for period in range(1, longest_cycle + 1):
        repeats = 1
        while words[at + repeats * period : at + (repeats + 1) * period] == words[at : at + period]:
            repeats += 1
        if repeats > allowed:
            return period, repeats
    return 1, 1
