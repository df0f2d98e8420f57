"""Several puzzles in one plain text: where one ends and the next begins."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from puzzles.reading.grouping import grouped
from puzzles.reading.listed import Line, parted, piece_of
from puzzles.reading.paragraphs import paragraphs, without_answers
from puzzles.reading.pieces import Piece

_RULE = re.compile(r"\s*(?:-{3,}|={3,}|\*{3,}|_{3,}|(?:[-*_] ){2,}[-*_])\s*")
_NOT_CLEAR = "it is not clear whether the numbered parts are one puzzle or several; part puzzles by lines of dashes"


class PuzzleText(NamedTuple):
    """One puzzle of a text, with what is said once for several, and the line (from 1) where the puzzle begins.

    `unclear` says why it may be several puzzles; it is "" where nothing speaks for that.
    """

    text: str
    line: int
    unclear: str = ""


def puzzle_texts(lines: Iterable[str]) -> Iterator[PuzzleText]:
    """The puzzles of a plain text, one after the other.

    A line of dashes or equals signs ends a puzzle. So do the numbers of a list of puzzles (`1.`, `Puzzle 2:`) and
    headings. A blank line does so where what follows is about other people, or a whole puzzle by itself: no part
    of a puzzle is taken for another or left out. What stands before the first puzzle and tells who lies and who
    does not is said for all that do not tell it themselves.
    """
    shared: list[Piece] = []
    is_used = True
    for whole in _sections(lines):
        section, answers = without_answers(whole)
        parts = parted(section)
        if parts and not parts.clear:
            yield _put_together([], [piece for piece in [piece_of(section)] if piece], _NOT_CLEAR)
            continue
        groups = grouped(paragraphs(parts.before if parts else section))
        silent = groups and not any(piece.speaks for piece in groups[-1])
        preface = groups.pop() if silent and (parts or len(groups) == 1 and _defines(groups[0])) else []
        for group in groups:
            yield _put_together([] if _defines(group) else shared, group)
            shared, is_used = _preface_of(group) or shared, True
        if preface:
            if not is_used:
                yield _put_together([], shared)
            shared, is_used = preface if _defines(preface) else [*shared, *preface], False
        for group in chain.from_iterable(grouped(paragraphs(item)) for item in (parts.puzzles if parts else [])):
            yield _put_together(shared if preface or not _defines(group) else [], group)
            is_used = True
        yield from (_put_together([], [piece]) for piece in filter(None, [piece_of(answers)]))
    if not is_used:
        yield _put_together([], shared)


def _sections(lines: Iterable[str]) -> Iterator[list[Line]]:
    """What stands between ruled lines, each with something in it."""
    section: list[Line] = []
    for number, line in enumerate(lines, start=1):
        text = line.rstrip("\r\n")
        ruled = _RULE.fullmatch(text) is not None
        if not ruled:
            section.append((number, text))
        elif any(text.strip() for _, text in section):
            yield section
        section = [] if ruled else section
    if any(text.strip() for _, text in section):
        yield section


def _defines(pieces: Sequence[Piece]) -> bool:
    return any(piece.defines for piece in pieces)


def _preface_of(group: Sequence[Piece]) -> list[Piece]:
    """The pieces before the first speech, where they tell what the roles are and name nobody who speaks."""
    first = next((at for at, piece in enumerate(group) if piece.speaks), 0)
    speakers = {speaker for piece in group for speaker in piece.speakers}
    before = list(group[:first])
    return before if _defines(before) and not any(piece.names(speakers) for piece in before) else []


def _put_together(preface: Sequence[Piece], group: Sequence[Piece], unclear: str = "") -> PuzzleText:
    return PuzzleText("\n\n".join(piece.text for piece in [*preface, *group]), group[0].line, unclear)
