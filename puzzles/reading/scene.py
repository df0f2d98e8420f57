"""The story of a puzzle: who there is and how many, and nothing that would settle who tells the truth."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from puzzles.reading.narration import (
    PUNCTUATION,
    Narration,
    Roles,
    is_plural,
    name_length,
    refuse_quotation,
    role_length,
)
from puzzles.reading.terms import NotUnderstood
from puzzles.reading.tokens import Name, Token
from puzzles.reading.vocabulary import NUMBERS, PARTICLES, PEOPLE_NOUNS, PLACES, SCENERY, SETTLED_PHRASES

_AFTER_A_NAME = frozenset({"and", "or", "is", "meets"})
_NO_TOKEN = Token("", "", 0, 0)
MAX_PLACE_WORDS = 3


@dataclass
class Scene:
    """Reads one sentence of the story; `names` are the people it lists, `numbers` the counts it tells.

    Args:
        defined: the positions of tokens that define a role.
        speakers: people who speak somewhere; their names are known even where they look like scenery.
    """

    told: Narration
    defined: Collection[int]
    roles: Roles
    speakers: Collection[Name]
    names: list[Name] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)

    def read(self) -> Scene:
        """Take in the sentence.

        Raises:
            NotUnderstood: at a word that is neither scenery nor a name.
        """
        refuse_quotation(self.told)
        at = 0
        while at < len(self.told.tokens):
            length = 1 if at in self.defined else self._settled(at) or self._name(at) or self._plain(at)
            if not length:
                raise NotUnderstood(self._objection(at))
            at += length
        return self

    def _token(self, at: int) -> Token:
        return self.told.tokens[at] if at < len(self.told.tokens) else _NO_TOKEN

    def _settled(self, at: int) -> int:
        """The length of a fixed phrase, of `knights and knaves`, or of the name of a place."""
        for phrase in SETTLED_PHRASES:
            if tuple(token.lower for token in self.told.tokens[at : at + len(phrase)]) == phrase:
                return len(phrase)
        return self._both_roles(at) or self._place(at)

    def _both_roles(self, at: int) -> int:
        """`knights and knaves`, `either a knight or a knave`, `knight/knave`: all there is, so said of nobody."""
        first = self._one_role(at + (self._token(at).lower == "either"))
        if not first:
            return 0
        end, form, has_article = first
        end += self._token(end).kind == "comma"
        joiner = self._token(end).lower
        if joiner not in ("or", "/") and (joiner != "and" or has_article or not is_plural(form)):
            return 0
        second = self._one_role(end + 1)
        return second[0] - at if second and self.roles[second[1]] != self.roles[form] else 0

    def _one_role(self, at: int) -> tuple[int, tuple[str, ...], bool] | None:
        """Where a role with its article ends, its words, and whether there is an article."""
        has_article = self._token(at).lower in ("a", "an")
        first = at + has_article
        end = first + role_length(self.told.tokens, first, self.roles)
        return (end, tuple(token.lower for token in self.told.tokens[first:end]), has_article) if end > first else None

    def _place(self, at: int) -> int:
        """`island of Zog`, `a town called Mendacity`."""
        if self._token(at).lower not in PLACES or self._token(at + 1).lower not in ("of", "called", "named"):
            return 0
        first = end = at + 2 + (self._token(at + 2).lower == "the")
        while self._is_capitalised(end) and end - first < MAX_PLACE_WORDS:
            end += 1
        return end - at if end > first else 0

    def _name(self, at: int) -> int:
        length = 0 if self._is_article(at) else name_length(self.told.tokens, at, self.speakers)
        if not length:
            while self._is_name_word(at + length, follows=length > 0):
                length += 1
        name = tuple(token.text for token in self.told.tokens[at : at + length])
        if name and name not in self.names:
            self.names.append(name)
        return length

    def _is_name_word(self, at: int, follows: bool) -> bool:
        token, after = self._token(at), self._token(at + 1)
        if at in self.defined or role_length(self.told.tokens, at, self.roles):
            return False
        if follows and (token.kind == "number" or token.text in PARTICLES and after.text[:1].isupper()):
            return True
        if not self._is_capitalised(at) or token.text == "I" or self._is_article(at):
            return False
        first_word = at == 0 and token.lower in SCENERY | NUMBERS.keys()
        noun = token.lower in PLACES | PEOPLE_NOUNS
        titled = len(after.text) == 1 and (after.text.isupper() or after.kind == "number")  # "Person A", "Inhabitant 2"
        return not first_word and not noun or titled and token.lower not in ("a", "the")

    def _is_article(self, at: int) -> bool:
        """Whether a capital A opens a noun, as in "A very special island", and names nobody."""
        after = self._token(at + 1)
        return at == 0 and self._token(0).text == "A" and after.kind == "word" and after.lower not in _AFTER_A_NAME

    def _is_capitalised(self, at: int) -> bool:
        token = self._token(at)
        return token.kind == "word" and token.text[0].isalpha() and not token.text[0].islower()

    def _plain(self, at: int) -> int:
        token = self._token(at)
        if token.count is not None:
            self.numbers.append(token.count)
            return 1
        return int(token.kind in PUNCTUATION or token.kind == "word" and token.lower in SCENERY)

    def _objection(self, at: int) -> str:
        text = self._token(at).text
        if role_length(self.told.tokens, at, self.roles):
            return f"this tells something about {text!r} outside anybody's speech"
        return f"{text!r} is not understood outside a speech"
