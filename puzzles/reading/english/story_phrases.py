"""Names, places and pairs of roles in a sentence of the story."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from puzzles.reading.english.narration import Narration, Roles, is_capitalised, is_plural, name_length, role_length
from puzzles.reading.english.story_words import (
    DETERMINERS,
    GENERA,
    JOURNEYS,
    OF_A_PLACE,
    PEOPLE_NOUNS,
    PLACE_PREPOSITIONS,
    PLACES,
    PREPOSITIONS,
    SCENERY,
    TELLING,
    YOU,
)
from puzzles.reading.english.tokens import Name, Token
from puzzles.reading.english.vocabulary import NOT_A_SPEAKER, NUMBERS, PARTICLES, STRUCTURAL

_AFTER_A_NAME = frozenset({"and", "or", "is", "meets"})
_NO_TOKEN = Token("", "", 0, 0)
MAX_PLACE_WORDS = 3


@dataclass
class StoryPhrases:
    """Finds phrases in a sentence of the story; each method gives the length of what stands at a position, or 0.

    Args:
        defined: the positions of tokens that tell what a role does.
        people: whoever speaks or is asked about; their names are known even where they look like scenery.
        strict: whether every word must be known, as where a role is defined.
        start: where the sentence begins, behind a heading.
    """

    told: Narration
    defined: Collection[int]
    roles: Roles
    people: Collection[Name]
    strict: bool = False
    start: int = 0

    def token(self, at: int) -> Token:
        return self.told.tokens[at] if 0 <= at < len(self.told.tokens) else _NO_TOKEN

    def lower(self, at: int) -> str:
        return self.token(at).lower

    def both_roles(self, at: int) -> int:
        """`knights and knaves`, `either a knight or a knave`, `knight/knave`: all there is, so said of nobody."""
        first = self._one_role(at + (self.lower(at) == "either"))
        if not first:
            return 0
        end, form, has_article = first
        end += self.token(end).kind == "comma"
        joiner, second = self.lower(end), self._one_role(end + 1)
        if not second or self.roles[second[1]] == self.roles[form]:
            return 0
        plain = not has_article and not second[2] and is_plural(form) and is_plural(second[1])
        together = joiner == "and" and plain and self.token(at - 1).number is None
        return second[0] - at if together or joiner in ("or", "/") else 0

    def _one_role(self, at: int) -> tuple[int, tuple[str, ...], bool] | None:
        """Where a role with its article ends, its words, and whether there is an article."""
        has_article = self.lower(at) in ("a", "an")
        first = at + has_article
        end = first + role_length(self.told.tokens, first, self.roles)
        return (end, tuple(token.lower for token in self.told.tokens[first:end]), has_article) if end > first else None

    def place(self, at: int) -> int:
        """`island of Zog`, `planet Zorg`, `Paris` behind "in", `Zog Island`, `robots` behind "two kinds of"."""
        return self._named_place(at) or self._bare_place(at) or self._genus(at)

    def _named_place(self, at: int) -> int:
        """`island of Zog`, `a town called Mendacity`, `planet Zorg`."""
        if self.lower(at) not in PLACES:
            return 0
        first = at + 1 + (self.lower(at + 1) in ("of", "called", "named"))
        first += first > at + 1 and self.lower(first) == "the"
        length = self._place_words(first)
        return first + length - at if length else 0

    def _bare_place(self, at: int) -> int:
        """`Paris` behind "in", `Zog Island`."""
        before = self.lower(at - 1)
        going = before == "to" and self.lower(at - 2) in JOURNEYS or before in JOURNEYS
        length = self._place_words(at)
        noun = self.token(at + length)
        if length and noun.lower in PLACES and is_capitalised(noun):
            return length + 1
        there = before in PLACE_PREPOSITIONS or before == "the" and self.lower(at - 2) in PLACE_PREPOSITIONS
        native = before == "of" and self.lower(at - 2) in OF_A_PLACE
        return length if at and (there or going or native) else 0

    def _place_words(self, at: int) -> int:
        """How many words may be the name of a place here, as nobody is called so."""
        if name_length(self.told.tokens, at, self.people):
            return 0
        end = at
        while self._is_name_word(end, follows=end > at) and self.lower(end) not in TELLING:
            end += 1
        return end - at if end - at <= MAX_PLACE_WORDS else 0

    def _genus(self, at: int) -> int:
        """What there are two kinds of: `robots`, `forest spirits`."""
        if (self.lower(at - 2), self.lower(at - 1)) not in {(genus, "of") for genus in GENERA}:
            return 0
        end = at
        while self.token(end).kind == "word" and self.lower(end) not in STRUCTURAL and end - at < MAX_PLACE_WORDS:
            if role_length(self.told.tokens, end, self.roles) or self.lower(end) in TELLING:
                return 0
            end += 1
        return end - at

    def name_words(self, at: int) -> int:
        """A name, known or by its capitals."""
        if self._is_article(at):
            return 0
        length = name_length(self.told.tokens, at, self.people)
        if length:
            return length
        while self._is_name_word(at + length, follows=length > 0):
            length += 1
            if name_length(self.told.tokens, at + length, self.people):
                break
        return length

    def _is_name_word(self, at: int, follows: bool) -> bool:
        token, after = self.token(at), self.token(at + 1)
        if at in self.defined or role_length(self.told.tokens, at, self.roles):
            return False
        if follows and (token.kind == "number" or token.text in PARTICLES and after.text[:1].isupper()):
            return True
        if not is_capitalised(token) or token.text == "I" or self._is_article(at):
            return False
        function_word = token.lower in NOT_A_SPEAKER and len(token.text) > 1
        plain = token.lower in SCENERY | NOT_A_SPEAKER | NUMBERS.keys() or self._is_participle(token, after)
        noun = token.lower in PLACES | PEOPLE_NOUNS
        titled = len(after.text) == 1 and (after.text.isupper() or after.kind == "number")  # "Person A", "Inhabitant 2"
        known = function_word or noun or at == self.start and plain
        return not known or titled and token.lower not in ("a", "the")

    def _is_participle(self, token: Token, after: Token) -> bool:
        """Whether a first word is like "Tired" in "Tired from the journey, you rest"."""
        return token.lower.endswith(("ed", "ing", "ly")) and after.lower in PREPOSITIONS | DETERMINERS | YOU

    def _is_article(self, at: int) -> bool:
        """Whether a capital A opens a noun, as in "A very special island", and names nobody."""
        after = self.token(at + 1)
        return (
            at == self.start
            and self.token(at).text == "A"
            and after.kind == "word"
            and after.lower not in _AFTER_A_NAME
        )
