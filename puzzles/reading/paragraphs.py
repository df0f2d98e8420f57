"""The paragraphs of a plain text, and what stands in none: answers behind all the puzzles."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from puzzles.errors import UnreadablePuzzleError
from puzzles.reading.listed import Line, are_linked, neighbours, piece_of
from puzzles.reading.pieces import Piece
from puzzles.reading.read import read_puzzle

_ANSWERS = re.compile(
    r"[\s#*_>]*(?:the )?(?:answers?(?: key)?|solutions?|answer keys?|key|答案|参考答案|解答)[\s:：.*_#]*", re.IGNORECASE
)


def without_answers(lines: Sequence[Line]) -> tuple[Sequence[Line], Sequence[Line]]:
    """The lines up to a line like `Answers:`, and those from there, where nobody speaks any more behind it."""
    for at, (_, text) in enumerate(lines):
        if at and _ANSWERS.fullmatch(text):
            behind = piece_of(lines[at:])
            if behind and not behind.speeches:
                return lines[:at], lines[at:]
    return lines, []


def paragraphs(lines: Sequence[Line]) -> list[Piece]:
    """Runs of lines that are not blank; single lines where each of them is a whole puzzle."""
    pieces: list[Piece] = []
    run: list[Line] = []
    for line in [*lines, (0, "")]:
        if line[1].strip():
            run.append(line)
        elif run:
            pieces += _of_run(run)
            run = []
    return pieces


def _of_run(run: Sequence[Line]) -> list[Piece]:
    singles = [Piece(text, number) for number, text in run]
    whole = Piece("\n".join(text for _, text in run), run[0][0])
    first = next((at for at, piece in enumerate(singles) if piece.speeches), 0)
    said = singles[first:]
    if len(said) < 2 or any(piece.speeches < 2 for piece in said):
        return [whole]
    before = [Piece("\n".join(text for _, text in run[:first]), run[0][0])] if first else []
    pairs = neighbours(said)
    if are_linked(pairs) and not all(one.speakers & other.speakers for one, other in pairs):
        return [whole]
    two = list(islice((piece for piece in said if _is_whole([*before, piece])), 2))
    return [*before, *said] if len(two) > 1 else [whole]


def _is_whole(pieces: Sequence[Piece]) -> bool:
    try:
        return len(read_puzzle("\n".join(piece.text for piece in pieces)).names) > 1
    except UnreadablePuzzleError:
        return False
