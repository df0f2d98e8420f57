"""Cutting the items of a text into sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from puzzles.reading.english.tokens import Item, Quote, excerpt
from puzzles.reading.english.vocabulary import ANNOUNCING, HEADINGS, LABELS, LINE_OPENERS, SAYING

MAX_NAME_WORDS = 4


@dataclass(frozen=True, slots=True)
class Sentence:
    """What stands between two boundaries, without bullets and labels like `Question:`.

    `stop` is ".", "?" or "!", or "" where only the end of a line or of brackets closes the sentence;
    `text` is the whole as written, on one line; `alone` says that it is a paragraph without a full stop.
    """

    items: tuple[Item, ...]
    stop: str
    text: str
    alone: bool = False


def cut(text: str, items: Sequence[Item]) -> list[Sentence]:
    """The sentences of a text; `items` are its tokens and quotations."""
    cutter = _Cutter(text, items)
    for position in range(len(items)):
        cutter.take(position)
    cutter.close("", paragraph=True)
    return cutter.found


class _Cutter:
    def __init__(self, text: str, items: Sequence[Item]) -> None:
        self.text, self.items = text, items
        self.found: list[Sentence] = []
        self.current: list[Item] = []
        self.start = 0  # of the sentence in the text, label included
        self.opens = False  # whether it opens a paragraph
        self.depth = 0  # of brackets that stand round whole sentences and within them

    def close(self, stop: str, paragraph: bool = False) -> None:
        if self.current:
            last = self.current[-1]
            quoted = isinstance(last, Quote) and _has_stop(last)
            whole = excerpt(self.text, self.start, last.end)
            alone = paragraph and not stop and self.opens
            self.found.append(Sentence(tuple(self.current), stop, whole if quoted else whole + stop, alone))
            self.current = []

    def take(self, position: int) -> None:
        item = self.items[position]
        if item.fresh and (item.fresh == "paragraph" or self._begins(position)):
            self.close("", item.fresh == "paragraph")
        if not self.current and not self._is_label(position - 1):
            self.start, self.opens = item.start, item.fresh == "paragraph"
        if not self.current and (self._is_bullet(position) or self._is_label(position)):
            return
        if self.depth or not self.current and item.kind == "open":
            self.depth += (item.kind == "open") - (item.kind == "close")
            if not self.depth or not self.current and item.kind == "open":
                self.close("")
                return
        if item.kind == "stop":
            self.close("?" if "?" in item.text else item.text[0])
        elif item.kind == "semicolon" or item.kind == "colon" and self._announces(position):
            self.close(".")
        else:
            self.current.append(item)
            if isinstance(item, Quote) and len(self.current) > 1 and _has_stop(item):
                self.close(".")

    def _begins(self, position: int) -> bool:
        """Whether a line begins a sentence although the line before it did not end with a full stop."""
        item, last = self.items[position], self.current[-1] if self.current else None
        if last is None or self._is_bullet(position):
            return True
        if last.kind in ("comma", "colon"):
            return False
        if isinstance(item, Quote):
            return any(isinstance(before, Quote) for before in self.current)
        if isinstance(last, Quote) and len(self.current) > 1 and item.text[0].isupper():
            return True
        opens = item.kind == "word" and item.text[0].isupper() and item.lower in LINE_OPENERS
        return opens or self._is_speaker_ahead(position) or self._is_label(position)

    def _is_speaker_ahead(self, position: int) -> bool:
        """`Zoey:` or `Zoey says`, for one to four words that begin with a capital."""
        for ahead, item in enumerate(self.items[position : position + MAX_NAME_WORDS + 1]):
            if ahead and (item.kind == "colon" or item.lower in SAYING):
                return True
            if item.kind != "number" and not (item.kind == "word" and item.text[0].isupper()):
                return False
        return False

    def _announces(self, position: int) -> bool:
        """Whether a colon ends a sentence like `They speak as follows: Zoey says …`, in which nobody speaks."""
        words = [item for item in self.current if item.kind == "word"]
        speaks = any(
            after.lower in SAYING and before.text[0].isupper() for before, after in zip(words, words[1:], strict=False)
        )
        ahead = position + 1
        while ahead < len(self.items) and self._is_bullet(ahead):
            ahead += 1
        return not speaks and words[-1:] != [] and words[-1].lower in ANNOUNCING and self._is_speaker_ahead(ahead)

    def _is_bullet(self, position: int) -> bool:
        """A dash, a dot, `1.`, `2)`, `a)` or `(a)` at the beginning of a line; any part of it."""
        for first in range(max(position - 2, 0), position + 1):
            if self.items[first].fresh and position < first + self._bullet_length(first):
                return True
        return False

    def _bullet_length(self, position: int) -> int:
        item, *following = self.items[position : position + 3]
        if item.kind == "dash" or item.text in ("•", "·"):
            return 1
        texts = [one.text for one in following]
        if item.kind == "open" and len(texts) > 1 and texts[1] == ")":
            return 3 * (following[0].kind == "number" or texts[0].islower() and len(texts[0]) <= MAX_NAME_WORDS)
        if item.kind == "number" and texts and texts[0] in (".", ")"):
            return 2
        return 2 * (texts[:1] == [")"] and len(item.text) == 1 and item.text.islower())

    def _is_label(self, position: int) -> bool:
        """`Question:`, `Statement 2.`, `Puzzle 3:` where a sentence begins; any part of it."""
        for first in range(max(position - 2, 0), position + 1):
            following = self.items[first + 1].text if first + 1 < len(self.items) else ""
            numbered = following[:1].isdecimal()
            if self.items[first].lower in LABELS or numbered and self.items[first].lower in HEADINGS:
                end = first + 1 + numbered
                return position <= end < len(self.items) and self.items[end].text in (":", ".")
        return False


def _has_stop(quote: Quote) -> bool:
    return bool(quote.inner) and quote.inner[-1].kind == "stop"
