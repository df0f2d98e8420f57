"""Cutting prose into words and quotations."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from puzzles.errors import UnreadablePuzzleError
from puzzles.reading.english.vocabulary import NUMBERS

MAX_CHARACTERS = 100_000  # 20 people with statements of a hundred leaves each take half of this
EXCERPT_CHARACTERS = 300


class Token(NamedTuple):
    """`kind` is word, number, stop, comma, colon, semicolon, open, close, dash, slash or mark.

    `text` is as written, `lower` without its capitals; `fresh` says whether the token begins a "line" or a "paragraph".
    """

    kind: str
    text: str
    start: int
    end: int
    fresh: str = ""
    lower: str = ""

    def spelt(self, text: str) -> Token:
        """The same token in other words."""
        return self._replace(text=text, lower=text.casefold())

    @property
    def number(self) -> int | None:
        """The number that a word or digits tell, if they tell a small one."""
        if self.kind == "number":
            return int(self.text) if len(self.text) <= 3 else None
        return NUMBERS.get(self.lower)


class Quote(NamedTuple):
    """Words between quotation marks; `inner` may hold further quotations."""

    inner: tuple[Token | Quote, ...]
    start: int
    end: int
    fresh: str = ""
    kind: str = "quote"
    text: str = ""
    lower: str = ""


Item = Token | Quote
Name = tuple[str, ...]  # the words of a name, as spelt


_OPENERS = {"“": "”", "„": "“”", "«": "»", "‹": "›", "‘": "’", "``": '”"', "`": "'’`", '"': '"', "'": "'"}
_CLOSERS = {"”", "’", "»", "›", "''"}
_OPEN_ENDS = (":**", ".**", "?**", "!**")
_PATTERN = re.compile(
    r"(?P<break>\n[ \t]*(?:\n\s*)?)"
    r"|(?P<word>(?:Mr|Mrs|Ms|Dr|Prof|St)\.(?=[ ]\w)|\d+(?:\.\d+)+|\w+(?:['-]\w+)*)"
    r"|(?P<quote>``|''|[\"“”„«»‹›`'‘’])"
    r"|(?P<stop>[.!?…]+)|(?P<comma>,)|(?P<colon>:)|(?P<semicolon>;)"
    r"|(?P<open>[(\[])|(?P<close>[)\]])|(?P<dash>-+|[–—])|(?P<slash>/)|(?P<mark>[^\s*#$])"
)
_UNDERLINE = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
_APOSTROPHE = re.compile(r"(?<=\w)’(?=\w)")
_HYPHENS = str.maketrans({"‐": "-", "‑": "-", "\u00a0": " ", "\u202f": " ", "\u200b": " ", "\ufeff": " ", "\r": "\n"})


def normalised(text: str) -> str:
    """Composed accents, plain apostrophes inside words, plain hyphens, blanks and line ends, less Markdown."""
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n").translate(_HYPHENS)
    text = "\n".join(map(_plain_line, text.split("\n")))
    return _UNDERLINE.sub("", _APOSTROPHE.sub("'", text))


def _plain_line(line: str) -> str:
    """The line without the bars of a block quotation; a heading gets a paragraph of its own."""
    bare = line.strip()
    if bare.startswith(">"):
        bare = line = bare.lstrip("> \t")
    bold = bare.startswith("**") and bare.endswith("**") and bare.count("**") == 2 and not bare.endswith(_OPEN_ENDS)
    return f"\n{line}\n" if bare.startswith("#") or bold else line


def excerpt(text: str, start: int, end: int) -> str:
    """Part of the text on one line, cut short where it is long."""
    line = " ".join(text[start : min(end, start + EXCERPT_CHARACTERS)].split())
    return line + "…" if end - start > EXCERPT_CHARACTERS else line


def as_written(text: str, items: Sequence[Item]) -> str:
    """The words of a speech on one line; a token without a place in the text was put in and stands as itself."""
    parts: list[str] = []
    start = end = 0
    for item in items:
        if item.start == item.end:
            parts += [text[start:end], item.text]
            start = end = item.end
        else:
            start = start if start < end else item.start
            end = item.end
    return " ".join(" ".join([*parts, text[start:end]]).replace("*", "").split())


def itemise(text: str) -> list[Item]:
    """The tokens of a normalised text, each quotation as one item.

    Raises:
        UnreadablePuzzleError: a quotation mark lacks its partner.
    """
    levels: list[list[Item]] = [[]]
    opened: list[tuple[str, int, str]] = []
    fresh = "paragraph"
    for match in _PATTERN.finditer(text):
        kind, written = str(match.lastgroup), match.group()
        if kind == "break":
            fresh = "paragraph" if written.count("\n") > 1 or fresh == "paragraph" else "line"
            continue
        if kind != "quote":
            kind = "number" if kind == "word" and written.isdecimal() else kind
            levels[-1].append(Token(kind, written, match.start(), match.end(), fresh, written.casefold()))
        elif opened and _closes(opened[-1][0], written):
            _, start, beginning = opened.pop()
            inner = tuple(levels.pop())
            levels[-1].append(Quote(inner, start, match.end(), beginning))
        elif written in _CLOSERS or written == "'" and not _opens(text, match):
            raise UnreadablePuzzleError(_around(text, match.start()), f"the quotation mark {written} closes nothing")
        else:
            opened.append((written, match.start(), fresh))
            levels.append([])
        fresh = ""
    if opened:
        mark, start, _ = opened[0]
        raise UnreadablePuzzleError(_around(text, start), f"the quotation mark {mark} is never closed")
    return levels[0]


def _closes(opener: str, mark: str) -> bool:
    return mark in _OPENERS[opener] or opener == "``" and mark == "''"


def _opens(text: str, match: re.Match) -> bool:
    """Whether a straight single quotation mark stands before a word and not behind one."""
    before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
    return not before.isalnum() and (after.isalnum() or after in "([")


def _around(text: str, position: int) -> str:
    return excerpt(text, text.rfind("\n", 0, position) + 1 if position < 80 else position - 40, position + 80)
