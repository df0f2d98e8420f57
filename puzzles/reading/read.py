"""Reading a puzzle's prose, in whatever language it is."""

from __future__ import annotations

import re

from puzzles.reading.english.english import read_english
from puzzles.reading.result import ReadPuzzle

_HAN = re.compile(r"[\u3400-\u9fff]")
_ENGLISH = re.compile(r"\b(?:is|are|says|said|that|the|and|who|tells|claims)\b", re.IGNORECASE)


def read_puzzle(text: str) -> ReadPuzzle:
    """The people, role words and statements of one puzzle.

    Nothing is guessed. A text is refused when any sentence of it is not understood, when a statement has several
    readings that differ in some world, when somebody speaks twice outside of a script of `Zoey: …` (perhaps in
    two puzzles), when somebody unknown is named, and when the story itself tells a fact about its people. Whoever says
    nothing gets the statement `Is(k, True)` about themselves, which anybody could make and which rules out nothing.
    What a liar says in several lines of a script is all false: see `puzzles.reading.together`.

    Conventions: "or" and "either … or" include both; "we" and "us" are all the people of the puzzle; a role of
    which the text says nothing keeps the usual meaning of "knight", "knave", "truth-teller" and "liar";
    "X could say that p" means that p is true exactly when X tells the truth.

    >>> read = read_puzzle('A says: "We are both knaves." B says that A lies.')
    >>> read.names, read.roles
    (('A', 'B'), ('knight', 'knave'))

    Raises:
        UnreadablePuzzleError: with the sentence that stopped the reading and the reason.
    """
    if is_chinese(text):
        from puzzles.reading.chinese.chinese import read_chinese

        return read_chinese(text)
    return read_english(text)


def is_chinese(text: str) -> bool:
    """Whether the text goes to the Chinese reader: more Chinese than English, whatever the names are."""
    return bool(_HAN.search(text)) and len(_ENGLISH.findall(text)) < len(_HAN.findall(text)) / 4
