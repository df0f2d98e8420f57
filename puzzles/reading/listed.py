"""Sets of puzzles as numbered lists or under headings: `1. …`, `Puzzle 2: …`, `## Three guards`, `第三题：…`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import dropwhile, pairwise
from typing import NamedTuple

from puzzles.reading.english.vocabulary import NUMBERS
from puzzles.reading.pieces import Piece

Line = tuple[int, str]  # its number in the file, and its text

_NUMERALS = "一二三四五六七八九十"
_ROMAN = {"i": 1, "v": 5, "x": 10}
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_BEFORE = r"[ \t>*_]*"
_MARKERS: dict[str, re.Pattern] = {
    "heading": re.compile(r"[ \t>]*(?P<level>#{1,6})[ \t]+\S"),
    "title": re.compile(
        rf"{_BEFORE}(?:puzzle|problem|exercise|example|riddle|case|question|quiz|no\.?|number|q|谜题|题目|例题|问题|"
        rf"练习|题|例|第)[ \t]*[.#]?[ \t]*(?:\d{{1,3}}\.){{0,2}}(?P<number>\d{{1,4}}|[{_NUMERALS}]{{1,3}})"
        r"(?!\d|\.\d)[ \t]*(?:[题道]题?)?",
        re.IGNORECASE,
    ),
    "worded": re.compile(
        rf"{_BEFORE}(?:puzzle|problem|exercise|example|riddle|question)[ \t]+"
        rf"(?P<number>{'|'.join(NUMBERS)}|[ivx]{{1,5}})\b",
        re.IGNORECASE,
    ),
    "circled": re.compile(rf"{_BEFORE}(?P<number>[{_CIRCLED}])"),
    "number": re.compile(rf"{_BEFORE}(?P<number>\d{{1,4}}|[{_NUMERALS}]{{1,3}})(?:[)）．、]|\.(?!\d))\**"),
    "letters": re.compile(rf"{_BEFORE}[(（]?(?P<number>[a-z])[)）]\**(?=\s)"),
    "hash": re.compile(rf"{_BEFORE}#(?P<number>\d{{1,4}})\b[ \t.:)]*"),
    "brackets": re.compile(rf"{_BEFORE}[(（\[](?P<number>\d{{1,4}}|[{_NUMERALS}]{{1,3}})[)）\]]\**"),
}
_QUESTION_NUMBER = re.compile(rf"{_BEFORE}(?:q\b|q\d|question|[\u3400-\u9fff])", re.IGNORECASE)
_NEAR = 8  # pieces; so that the time for a long list grows with its length and no faster
_SEVERAL = re.compile(
    r"\b(?:each|every|following) (?:of the following |of these )?(?:puzzles?|problems?|exercises?|cases?|questions?|"
    r"riddles?|situations?|scenarios?|encounters?|conversations?)\b|\bin each\b|\bpuzzles\b|\bproblems\b|\bexercises\b|"
    r"\briddles\b|各题|下列各|每[道个]?(?:小题|题|谜题)|以下(?:各|谜题|题目)|[几道]题",
    re.IGNORECASE,
)


class Parts(NamedTuple):
    """The lines before a list of puzzles, and those of each puzzle less its number; `clear`: that they are puzzles."""

    before: list[Line]
    puzzles: list[list[Line]]
    clear: bool


def parted(lines: Sequence[Line]) -> Parts | None:
    """The list of puzzles that the lines are; None where they are none.

    A list of statements is no list of puzzles: there everybody speaks once, in one puzzle.
    """
    for kind, marker in _MARKERS.items():
        starts = _starts(lines, kind, marker)
        if len(starts) < 2:
            continue
        ends = [*starts[1:], len(lines)]
        items = [_bare(lines[start:end], kind, marker) for start, end in zip(starts, ends, strict=True)]
        before = list(lines[: starts[0]])
        pieces = [piece for piece in map(piece_of, items) if piece]
        puzzles = _are_puzzles(pieces, piece_of(before), kind)
        if puzzles is not False:
            return Parts(before, items, puzzles is True)
    return None


def piece_of(lines: Sequence[Line]) -> Piece | None:
    """The lines without blank ones at either end; None where none is left."""
    kept = list(lines)
    while kept and not kept[0][1].strip():
        kept.pop(0)
    while kept and not kept[-1][1].strip():
        kept.pop()
    return Piece("\n".join(text for _, text in kept), kept[0][0]) if kept else None


def _starts(lines: Sequence[Line], kind: str, marker: re.Pattern) -> list[int]:
    """Where the parts begin: numbers must go up, headings be of the first one's level."""
    matches = [(at, match) for at, (_, text) in enumerate(lines) if (match := marker.match(text))]
    if kind == "heading":
        levels: dict[str, list[int]] = {}
        for at, match in matches:
            levels.setdefault(match["level"], []).append(at)
        return next((starts for starts in levels.values() if len(starts) > 1), [])
    values = [_number(match["number"], kind == "worded") for _, match in matches]
    rises = all(after > before for before, after in pairwise(values))
    return [at for at, _ in matches] if rises else []


def _number(numeral: str, roman: bool) -> int:
    """The value of digits, a number in words, a circled, Roman or Chinese numeral, or the place of a letter."""
    if numeral.isdecimal():
        return int(numeral)
    numeral = numeral.casefold()
    if numeral in NUMBERS:
        return NUMBERS[numeral]
    if re.fullmatch("[ivx]{2,}", numeral) or numeral in ("i", "v", "x") and roman:
        values = [_ROMAN[one] for one in numeral]
        return sum(-one if one < after else one for one, after in zip(values, [*values[1:], 0], strict=True))
    if "a" <= numeral <= "z":
        return ord(numeral)
    if numeral in _CIRCLED:
        return _CIRCLED.index(numeral) + 1
    tens, ten, ones = numeral.rpartition("十")
    return 10 * (_digit(tens) or len(ten)) + _digit(ones)


def _digit(numeral: str) -> int:
    return _NUMERALS.index(numeral) + 1 if numeral else 0


def _bare(item: Sequence[Line], kind: str, marker: re.Pattern) -> list[Line]:
    """The lines of an item without its number, where that is no word of the puzzle: `Puzzle 3` may be."""
    (number, first), *rest = item
    match = marker.match(first)
    assert match is not None
    if kind == "heading":
        return list(item)
    bare = first[match.end() :].lstrip(" \t:：.．、)）*_")
    titled = kind in ("title", "worded") and not _QUESTION_NUMBER.match(first) and not Piece(bare, number).speeches
    if bare:
        return list(item) if titled else [(number, bare), *rest]
    following = list(dropwhile(lambda line: not line[1].strip(), rest))
    return [(number, following[0][1]), *following[1:]] if following else [(number, first)]


def _are_puzzles(items: Sequence[Piece], before: Piece | None, kind: str) -> bool | None:
    """Whether each part is a puzzle of its own, rather than a statement or a section of one; None if not clear."""
    speaking = [item for item in items if item.speaks]
    if len(speaking) < 2:
        return False
    pairs = neighbours(speaking)
    again = any(one.speakers & other.speakers for one, other in pairs)
    announced = (
        kind in ("heading", "title", "worded") or before is not None and _SEVERAL.search(before.text) is not None
    )
    if sum(item.asks for item in speaking) > 1 or announced and (again or not are_linked(pairs)):
        return True
    whole = sum(item.speeches > 1 or item.has_scene for item in speaking) > 1
    if whole and are_linked(pairs) and not again or again and not whole:
        return None
    return whole


def neighbours(pieces: Sequence[Piece]) -> list[tuple[Piece, Piece]]:
    """Each piece with those shortly before it: whoever belongs together does not stand further apart."""
    return [(one, other) for at, one in enumerate(pieces) for other in pieces[max(0, at - _NEAR) : at]]


def are_linked(pairs: Sequence[tuple[Piece, Piece]]) -> bool:
    """Whether any part speaks of somebody who is silent in it and speaks in another."""
    return any(
        one.names(other.speakers - one.speakers) or other.names(one.speakers - other.speakers) for one, other in pairs
    )
