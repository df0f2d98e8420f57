"""Cutting an answer into tokens.

Names and role words come from the puzzle; everything else is a closed list of words (`vocabulary`).
A word that is on no list gets the kind "word", which the grammar refuses next to a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from puzzles.answers.markup import blanked, unwrapped
from puzzles.answers.vocabulary import CHINESE_WORDS, COUNTS, VOCABULARY


class Token(NamedTuple):
    """`value` is a person's number for "name", True (truth-teller) or False for "role" and "gloss", else the word."""

    kind: str
    value: int | bool | str
    start: int
    end: int


_HAN = "\u3400-\u4dbf\u4e00-\u9fff"  # written without blanks, so that a word may begin or end anywhere
_BEFORE, _AFTER = rf"(?<![^\W{_HAN}])", rf"(?![^\W{_HAN}])"  # no letter of another script here
_HAS_HAN = re.compile(f"[{_HAN}]")
_GAPS = re.compile(r"[ \t-]+")

_CHINESE_TERMS = sorted([*CHINESE_WORDS, *(word for word in COUNTS if not word.isascii())], key=len, reverse=True)
_GLOSS = (
    rf"{_BEFORE}(?i:(?:who )?(?:always )?(?:(?P<honest>truth[ -]?tellers?|truthful|honest"
    rf"|(?:tell|speak)s? (?:only )?the truth)|liars?|lies|dishonest|untruthful)){_AFTER}"
    r"|(?:总是?|永远|只|一直)?(?:(?P<truthful>[说讲][真实]话|诚实)|[说讲](?:假话|谎话?)|撒谎)的?[人者]?"
)
# Compiled once: with the terms of a puzzle in the same pattern, each new puzzle cost 12 ms (measured).
_REST = re.compile(
    rf"(?P<gloss>{_GLOSS})"
    rf"|(?P<chinese>{'|'.join(_CHINESE_TERMS)})"
    r"|(?P<line>\n[\s+\-–—]*)"
    r"|(?P<end>[.;!。](?!=))"
    r"|(?P<comma>[,、])"
    r"|(?P<separator>[:=|\-–—→⇒][ \t:=|\-–—→⇒]*)"
    rf"|(?P<word>!=|'s{_AFTER}|[^\W\d_{_HAN}]+(?:'[^\W\d_{_HAN}]+)*)"
    r"|(?P<number>\d{1,9})"
    r"|(?P<mark>[^\s'])"
)


class Lexicon:
    """The names and role words of one puzzle, and the pattern that finds them in texts about it.

    A name that is also a word of the language or a role (a person called Will, or Sage among sages) counts
    only when it is spelt just so.
    """

    def __init__(self, names: tuple[str, ...], roles: tuple[str, str]) -> None:
        self.names, self.roles = names, roles
        self._meanings: dict[str, bool] = {}
        self._people: dict[str, int] = {}
        spellings = [_plain(name) for name in names]
        folded = [spelling.casefold() for spelling in spellings]
        forms = [(form, honest) for role, honest in zip(roles, (True, False), strict=True) for form in _forms(role)]
        for form, honest in forms:
            self._meanings.setdefault(_GAPS.sub("", form), honest)
        terms = []
        for person, (spelling, lower) in enumerate(zip(spellings, folded, strict=True)):
            strict = lower in VOCABULARY or _GAPS.sub("", lower) in self._meanings or folded.count(lower) > 1
            self._people[spelling if strict else lower] = person
            pattern = r"[ \t]+".join(map(re.escape, spelling.split()))
            terms.append((spelling, pattern if strict else f"(?i:{pattern})"))
        for form, _ in forms:
            pattern = r"[ \t-]*".join(map(re.escape, _GAPS.split(form)))
            terms.append((form, f"(?i:{pattern})"))
        self._terms = re.compile(_any_of(terms))

    def tokens(self, text: str) -> list[Token]:
        """Tokens of a text without markup (`markup.blanked`), in order, in time proportional to its length."""
        return list(self._tokens(text))

    def _tokens(self, text: str) -> Iterator[Token]:
        """Whatever begins first; of two that begin together the name or role word."""
        at, term = 0, self._terms.search(text)
        while (other := _REST.search(text, at)) or term:
            if term and term.start() < at:
                term = self._terms.search(text, at)
            if term and (not other or term.start() <= other.start()):
                yield Token(*self._name_or_role(term.group()), *term.span())
                at = term.end()
            elif other:
                yield Token(*_meaning(other), *other.span())
                at = other.end()

    def tokens_of_cell(self, cell: str) -> list[Token]:
        """Tokens of a table cell or another short piece that may still hold markup."""
        return self.tokens(blanked(unwrapped(cell)))

    def _name_or_role(self, found: str) -> tuple[str, int | bool]:
        spelling = " ".join(found.split())
        for key in (spelling, spelling.casefold()):
            if key in self._people:
                return "name", self._people[key]
        return "role", self._meanings[_GAPS.sub("", spelling.casefold())]


@lru_cache(maxsize=256)
def lexicon_of(names: tuple[str, ...], roles: tuple[str, str]) -> Lexicon:
    """The lexicon of a puzzle, kept for the next answer to it."""
    return Lexicon(names, roles)


def _meaning(match: re.Match) -> tuple[str, int | bool | str]:
    kind, found = str(match.lastgroup), match.group()
    if match["gloss"]:
        return "gloss", bool(match["honest"] or match["truthful"])
    if kind not in ("chinese", "word", "mark"):
        return kind, found
    word = found.casefold()
    if word in COUNTS:
        return "count", COUNTS[word]
    return VOCABULARY.get(word) or ("denial" if word.endswith("n't") else "word"), word


def lines_of(tokens: Sequence[Token]) -> list[list[Token]]:
    """The tokens of each line or sentence, without the empty ones; a question mark stays with its sentence."""
    lines: list[list[Token]] = [[]]
    for token in tokens:
        if token.kind not in ("line", "end"):
            lines[-1].append(token)
        if token.kind in ("line", "end") or token.value == "?":
            lines.append([])
    return [line for line in lines if line]


def _plain(phrase: str) -> str:
    return " ".join(blanked(unwrapped(phrase)).split())


def _forms(role: str) -> list[str]:
    """The role word in lower case and its plurals, regular and in -es, -ies, -ves, -men, -们."""
    role = _plain(role).casefold()
    forms = [role, role + "s", role + "es", role + "们"]
    if role.endswith("y"):
        forms.append(role[:-1] + "ies")
    if role.endswith(("f", "fe")):
        forms.append(role.rstrip("e")[:-1] + "ves")
    if role.endswith("man"):
        forms.append(role[:-3] + "men")
    return forms


def _any_of(terms: list[tuple[str, str]]) -> str:
    """A pattern for any of the (spelling, pattern), the longest first; Chinese ones need no blanks around them."""
    ordered = [term for term in sorted(terms, key=lambda term: -len(term[0])) if term[0]]
    han = [pattern for spelling, pattern in ordered if _HAS_HAN.search(spelling)]
    other = [pattern for spelling, pattern in ordered if not _HAS_HAN.search(spelling)]
    return f"{'|'.join(han) or '(?!)'}|{_BEFORE}(?:{'|'.join(other) or '(?!)'}){_AFTER}"
