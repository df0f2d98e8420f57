"""Cutting the items of a text into sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from puzzles.reading.tokens import Item, Quote, excerpt
from puzzles.reading.vocabulary import SAYING


@dataclass(frozen=True, slots=True)
class Sentence:
    """What stands between two boundaries, without bullets.

    `stop` is ".", "?" or "!", or "" where only the end of a line or of brackets closes the sentence;
    `text` is the whole as written, on one line.
    """

    items: tuple[Item, ...]
    stop: str
    text: str


def cut(text: str, items: Sequence[Item]) -> list[Sentence]:
    """The sentences of a text; `items` are its tokens and quotations."""
    cutter = _Cutter(text)
    for position in range(len(items)):
        cutter.take(items, position)
    cutter.close("")
    return cutter.found


class _Cutter:
    def __init__(self, text: str) -> None:
        self.text = text
        self.found: list[Sentence] = []
        self.current: list[Item] = []
        self.depth = 0  # of brackets that stand round whole sentences and within them

    def close(self, stop: str) -> None:
        if self.current:
            quoted = isinstance(self.current[-1], Quote) and _has_stop(self.current[-1])
            whole = excerpt(self.text, self.current[0].start, self.current[-1].end)
            self.found.append(Sentence(tuple(self.current), stop, whole if quoted else whole + stop))
            self.current = []

    def take(self, items: Sequence[Item], position: int) -> None:
        item = items[position]
        if item.fresh and (item.fresh == "paragraph" or self._begins(items, position)):
            self.close("")
        if not self.current and _is_bullet(items, position):
            return
        if self.depth or not self.current and item.kind == "open":
            self.depth += (item.kind == "open") - (item.kind == "close")
            if not self.depth or not self.current and item.kind == "open":
                self.close("")
                return
        if item.kind == "stop":
            self.close("?" if "?" in item.text else item.text[0])
        elif item.kind == "semicolon":
            self.close(".")
        else:
            self.current.append(item)
            if isinstance(item, Quote) and len(self.current) > 1 and _has_stop(item):
                self.close(".")

    def _begins(self, items: Sequence[Item], position: int) -> bool:
        """Whether a line begins a sentence although the line before it did not end with a full stop."""
        item, last = items[position], self.current[-1] if self.current else None
        if last is None or _is_bullet(items, position):
            return True
        if last.kind in ("comma", "colon"):
            return False
        if isinstance(item, Quote):
            return any(isinstance(before, Quote) for before in self.current)
        if isinstance(last, Quote) and len(self.current) > 1 and item.text[0].isupper():
            return True
        return _is_speaker_ahead(items, position)


def _has_stop(quote: Quote) -> bool:
    return bool(quote.inner) and quote.inner[-1].kind == "stop"


def _is_speaker_ahead(items: Sequence[Item], position: int) -> bool:
    """`Zoey:` or `Zoey says`, for one to four words that begin with a capital."""
    for ahead, item in enumerate(items[position : position + 5]):
        if ahead and (item.kind == "colon" or item.lower in SAYING):
            return True
        if item.kind != "number" and not (item.kind == "word" and item.text[0].isupper()):
            return False
    return False


def _is_bullet(items: Sequence[Item], position: int) -> bool:
    """A dash, a dot, or a number with its full stop, at the beginning of a line; either half of the latter."""
    item = items[position]
    if not item.fresh:
        return position > 0 and items[position - 1].kind == "number" and _is_bullet(items, position - 1)
    if item.kind == "dash" or item.text in ("•", "·"):
        return True
    following = items[position + 1] if position + 1 < len(items) else None
    return item.kind == "number" and following is not None and following.text in (".", ")")
