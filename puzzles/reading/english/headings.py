"""Headings: `Puzzle 3`, `Problem 1.4: The Two Guards`, `Knights and Knaves`."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from puzzles.reading.english.narration import Narration, Roles, is_capitalised, name_length, role_length
from puzzles.reading.english.story_words import BE, SCENERY, TELLING, TELLING_STEMS
from puzzles.reading.english.tokens import Name, Token
from puzzles.reading.english.vocabulary import HEADINGS, LABELS, SAYING, words

_SECTIONS = LABELS | HEADINGS | words("puzzles problems exercises examples riddles cases quizzes people speakers")
_SMALL = words("a an the of on in at to for with and or from by vs versus easy medium hard")


def heading_length(told: Narration, roles: Roles, people: Collection[Name]) -> int:
    """How many tokens of a sentence are a heading: `Puzzle 3` with a title behind it, or a title; 0 where none are.

    A title stands in a paragraph or in brackets of its own, has only words with capitals and small words, names
    none of the people, has no verb that could tell anything, and no role but in the plural without a number.
    """
    tokens = told.tokens
    number = 0  # of tokens like "Puzzle 3 -"
    if len(tokens) > 1 and tokens[0].lower in HEADINGS | LABELS and tokens[1].text[0].isdecimal():
        number = 2
        while number < len(tokens) and tokens[number].kind in ("colon", "dash", "comma"):
            number += 1
    if number == len(tokens):
        return number
    bracketed = number > 0 and (tokens[number].kind, tokens[-1].kind) == ("open", "close")
    whole = told.sentence.alone or bracketed or number and not told.sentence.stop
    names = any(name_length(tokens, at, people) for at in range(number, len(tokens)))
    return len(tokens) if whole and not names and _is_title(tokens[number:], roles) else number


def _is_title(tokens: Sequence[Token], roles: Roles) -> bool:
    at, plain, with_roles = 0, True, False
    while at < len(tokens):
        length = role_length(tokens, at, roles)
        token = tokens[at]
        if length and (not _is_uncounted_plural(tokens, at, length)):
            return False
        if not length and token.kind == "word":
            if not _is_title_word(token):
                return False
            plain = plain and token.lower in _SMALL | SCENERY | HEADINGS
        with_roles = with_roles or length > 0
        at += length or 1
    return plain or not with_roles


def _is_title_word(token: Token) -> bool:
    lower = token.lower
    telling = lower in TELLING | BE | SAYING or lower.startswith(TELLING_STEMS)
    return lower in _SMALL | _SECTIONS or is_capitalised(token) and not telling


def _is_uncounted_plural(tokens: Sequence[Token], at: int, length: int) -> bool:
    """Whether a role is a plural without a number before it."""
    last = tokens[at + length - 1].lower
    return last.endswith(("s", "men")) and (at == 0 or tokens[at - 1].lower in _SMALL)
