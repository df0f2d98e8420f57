"""The words of a Chinese statement as terms: people, roles, connectives, closed words."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from puzzles.reading.chinese.words import TERMS
from puzzles.reading.english.terms import NotUnderstood

_NUMERALS = "零一二三四五六七八九十"
_COUNT = re.compile(r"(?P<count>[一二两俩三四五六七八九十]|\d{1,2} ?)(?P<unit>个人|个|位|名|人)|(?P<pair>俩)")
_LATIN_PAIR = re.compile(r"[A-Za-z0-9À-ž]{2}")
_NATURES = {"honest man": True, "liar": False}


class Term(NamedTuple):
    """`value`: a person's number for "name", True (truth-teller) or False for "role", a number for "count".

    `text` is how it stands in the statement; `people` are those of "people" and "either people".
    """

    kind: str
    text: str
    value: int | bool | None = None
    people: tuple[int, ...] = ()


_WORDS = {
    word: Term("role", word, _NATURES[kind]) if kind in _NATURES else Term(kind, word)
    for kind, words in TERMS.items()
    for word in words
}


@dataclass(frozen=True)
class Lexicon:
    """`names` are the people in order, `roles` the words for truth-teller and liar, all in simplified characters."""

    names: Sequence[str]
    roles: tuple[str, str]

    @cached_property
    def _words(self) -> dict[str, Term]:
        roles = {role: Term("role", role, honest) for role, honest in zip(self.roles, (True, False), strict=True)}
        for one, other in (self.roles, self.roles[::-1]):
            kinds = (f"一个是{one}{comma}{another}是{other}" for comma in ("，", "") for another in ("一个", "另一个"))
            roles |= {words: Term("different", words) for words in kinds}
        return _WORDS | roles | {name: Term("name", name, person) for person, name in enumerate(self.names)}

    @cached_property
    def _longest(self) -> int:
        return max(map(len, self._words))

    def terms(self, text: str) -> list[Term]:
        """The terms of a statement in normalised text.

        Raises:
            NotUnderstood: a character that belongs to no known word.
        """
        found: list[Term] = []
        at = 0
        while at < len(text):
            if text[at].isspace():
                at += 1
                continue
            term, at = self._term_at(text, at)
            found.append(term)
        return found

    def _term_at(self, text: str, at: int) -> tuple[Term, int]:
        word, count = word_at(text, at, self._words, self._longest), _COUNT.match(text, at)
        if count and count.end() - at > len(word):
            return Term("count", count.group(), _number(count["count"] or "两")), count.end()
        if not word:
            raise NotUnderstood(f"{text[at : at + 6]!r} is not understood inside a statement")
        return self._words[word], at + len(word)


def word_at(text: str, at: int, words: Container[str], longest: int) -> str:
    """The longest of the words that stands at a place, or nothing; Latin words stand apart from other letters."""
    for length in range(min(longest, len(text) - at), 0, -1):
        word = text[at : at + length]
        if word in words and not _is_inside(text, at, at + length):
            return word
    return ""


def _is_inside(text: str, start: int, end: int) -> bool:
    """Whether a run of Latin letters or digits goes on over either end."""
    return any(0 < cut < len(text) and _LATIN_PAIR.fullmatch(text, cut - 1, cut + 1) for cut in (start, end))


def _number(numeral: str) -> int:
    if numeral.strip().isdigit():
        return int(numeral)
    return 2 if numeral in "两俩" else _NUMERALS.index(numeral)
