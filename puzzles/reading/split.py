"""Several puzzles in one plain text: where one ends and the next begins."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from puzzles.errors import UnreadablePuzzleError
from puzzles.reading.english.narration import narration
from puzzles.reading.english.roles import definitions
from puzzles.reading.english.sentences import Sentence, cut
from puzzles.reading.english.speeches import speeches_in
from puzzles.reading.english.tokens import itemise, normalised
from puzzles.reading.read import read_puzzle

_RULE = re.compile(r"\s*(?:-{3,}|={3,}|\*{3,}|_{3,})\s*")
_QUOTATION = re.compile(r"[\"“‘`«「『]|(?:说|称|道)(?!真话|假话|实话|谎)")
_CHINESE_INTRODUCTION = re.compile(r"(?:真|实)话[^\n]*(?:谎|假话)|(?:谎|假话)[^\n]*(?:真|实)话")


def puzzle_texts(lines: Iterable[str]) -> Iterator[str]:
    """The puzzles of a plain text, one after the other.

    A line of dashes or equals signs ends a puzzle. A blank line does so only where somebody has spoken before it
    and what follows clearly begins a new puzzle: it says who lies and who does not, or is a whole puzzle by
    itself. So a puzzle may have blank lines, and no part of one is taken for another or left out.
    """
    block: list[str] = []
    for paragraph in _paragraphs(lines):
        if paragraph is None or block and _begins_a_puzzle(paragraph) and _has_speech("\n\n".join(block)):
            yield from filter(None, ["\n\n".join(block)])
            block = []
        if paragraph is not None:
            block.append(paragraph)
    yield from filter(None, ["\n\n".join(block)])


def _paragraphs(lines: Iterable[str]) -> Iterator[str | None]:
    """Runs of lines that are not blank; None for a ruled line."""
    paragraph: list[str] = []
    for line in lines:
        line = line.rstrip("\r\n")
        ruled = _RULE.fullmatch(line) is not None
        if line.strip() and not ruled:
            paragraph.append(line)
            continue
        if paragraph:
            yield "\n".join(paragraph)
            paragraph = []
        if ruled:
            yield None
    if paragraph:
        yield "\n".join(paragraph)


def _begins_a_puzzle(paragraph: str) -> bool:
    try:
        return len(read_puzzle(paragraph).names) > 1
    except UnreadablePuzzleError:
        pass
    defined = [found.honest for sentence in _sentences(paragraph) for found in definitions(narration(sentence).tokens)]
    return {True, False} <= set(defined) or _CHINESE_INTRODUCTION.search(paragraph) is not None


def _has_speech(text: str) -> bool:
    """Whether somebody speaks, or something is quoted that may be a speech."""
    return bool(_QUOTATION.search(text)) or any(speeches_in(sentence.items, None) for sentence in _sentences(text))


def _sentences(text: str) -> list[Sentence]:
    text = normalised(text)
    try:
        return cut(text, itemise(text))
    except UnreadablePuzzleError:
        return []
