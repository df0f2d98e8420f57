"""Which paragraphs of a plain text make up one puzzle.

Two puzzles taken for one are mostly refused by the reader; a puzzle of which a part is taken for the whole would be
misread. So paragraphs stay together unless the next is about other people or a whole puzzle by itself, and a sentence
that may belong to either of two puzzles goes to both.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from puzzles.errors import UnreadablePuzzleError
from puzzles.reading.english.people import MAX_PEOPLE
from puzzles.reading.pieces import Piece
from puzzles.reading.read import read_puzzle
from puzzles.reading.result import ReadPuzzle

Group = list[Piece]


def grouped(pieces: Sequence[Piece]) -> list[Group]:
    """The paragraphs, in order, by the puzzle they belong to."""
    return _Grouper(pieces).groups()


class _Grouper:
    """Takes the paragraphs one by one: `current` is the puzzle that may go on, `found` are those before it."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self.pieces = pieces
        self.found: list[Group] = []
        self.current: Group = []

    def groups(self) -> list[Group]:
        for at, piece in enumerate(self.pieces):
            if not any(one.speaks for one in self.current):
                self.current.append(piece)
            elif piece.speaks:
                self._take_speech(at, piece)
            else:
                self._take_story(at, piece)
        return [*self.found, *filter(None, [self.current])]

    def _begin(self, *pieces: Piece) -> None:
        self.found.append(self.current)
        self.current = list(pieces)

    def _take_speech(self, at: int, piece: Piece) -> None:
        if self._begins(at, piece):
            self._begin(piece)
        else:
            self.current.append(piece)

    def _begins(self, at: int, piece: Piece) -> bool:
        """Whether a new puzzle begins with a paragraph in which somebody speaks."""
        if piece.defines:
            return True
        if piece.goes_on:
            return False
        alone = self._read([piece])
        whole = alone is not None and len(alone.names) > 1
        known = _speakers(self.current)
        if piece.speakers & known:
            awaited = any(one.names(piece.speakers - known) for one in self.current) and not self.current[-1].asks
            return not awaited and (whole or piece.speeches > 1)
        if _linked(self.current, [piece]) or self._is_a_scene_played_on(at):
            return False
        is_over = self.current[-1].asks or any(one.speeches > 1 for one in self.current)
        return whole or is_over and (piece.speeches > 1 or alone is None) and self._read(self.current) is not None

    def _is_a_scene_played_on(self, at: int) -> bool:
        """Whether one speech a paragraph has been told, and a later one tells what somebody spoken of already says."""
        if any(one.speeches > 1 or one.asks for one in self.current):
            return False
        seen = list(self.current)
        for piece in self.pieces[at : at + MAX_PEOPLE]:
            if piece.speeches != 1 or piece.defines or piece.speakers & _speakers(seen):
                return False
            if _linked(self.current, [piece]):
                return True
            seen.append(piece)
        return False

    def _take_story(self, at: int, piece: Piece) -> None:
        """A paragraph in which nobody speaks belongs to the puzzle before it, the one behind it, or neither."""
        following = next((one for one in self.pieces[at:] if one.speaks), None)
        if following is None or piece.answers or piece.asks:
            self._add_or_set_apart(piece)
        elif piece.defines or piece.names(following.speakers) and not piece.names(_speakers(self.current)):
            self._begin(piece)
        elif self._read([*self.current, piece]) or not piece.concerns(_speakers(self.current)):
            self._add_or_set_apart(piece)
        elif piece.names(_speakers(self.current)) and not piece.names(following.speakers):
            self.current.append(piece)
        else:  # it may say something of the puzzle before it and of the one behind it
            self.current.append(piece)
            self._begin(piece)

    def _add_or_set_apart(self, piece: Piece) -> None:
        """Set a paragraph apart that the puzzle cannot be read with, where it says nothing of its people."""
        apart = not piece.concerns(_speakers(self.current)) and not self._read([*self.current, piece])
        if apart and self._read(self.current):
            self.found += [self.current, [piece]]
            self.current = []
        else:
            self.current.append(piece)

    def _read(self, pieces: Sequence[Piece]) -> ReadPuzzle | None:
        """The puzzle that the pieces are, by themselves or with what stands before the first speech of all."""
        before = [one for one in _silent_beginning((self.found or [self.current])[0]) if one not in pieces]
        for attempt in ([*before, *pieces], pieces) if before else (pieces,):
            try:
                return read_puzzle("\n\n".join(one.text for one in attempt))
            except UnreadablePuzzleError:
                continue
        return None


def _silent_beginning(group: Iterable[Piece]) -> list[Piece]:
    """The pieces before the first speech."""
    before: list[Piece] = []
    for piece in group:
        if piece.speaks:
            break
        before.append(piece)
    return before


def _speakers(pieces: Iterable[Piece]) -> set[str]:
    return {speaker for piece in pieces for speaker in piece.speakers}


def _linked(one: Sequence[Piece], other: Sequence[Piece]) -> bool:
    """Whether either speaks of somebody who is silent in it and speaks in the other."""
    first, second = _speakers(one), _speakers(other)
    return any(piece.names(second - first) for piece in one) or any(piece.names(first - second) for piece in other)
