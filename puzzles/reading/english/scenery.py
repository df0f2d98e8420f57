"""Scenery: sentences with unknown words that nevertheless cannot say who tells the truth.

What people are can be told only with certain words: roles and words like them; words about truth, lies, speech
and knowledge; words that point back to such ("one", "so", "other"), compare, limit or set conditions. A sentence
with any of them is no scenery. Without them it may still say of people what they are in words that are on no list
("Bill is crooked"). So where people may be spoken of, an unknown word must be part of what somebody stands at,
has, sees or goes to: behind a preposition, an article or a number, and not said of people with "is".
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from puzzles.reading.english.narration import Roles
from puzzles.reading.english.story_words import (
    ADJECTIVES,
    BE,
    DETERMINERS,
    NEGATIONS,
    PARTICIPLE_OPENERS,
    PERSON_WORDS,
    PLACES,
    PREPOSITIONS,
    TELLING,
    TELLING_STEMS,
    TRADES,
    YOU,
)
from puzzles.reading.english.tokens import Token

MAX_RUN = 3  # unknown words side by side
_STEM = 4  # letters in which a word may not be like a role: "knighthood", "northern" beside the role "north"
_POINTING = frozenset({"this", "that", "these", "those"})
_AUXILIARY = frozenset("have has had will must can are were am".split())
_NO_TOKEN = Token("", "", 0, 0)


class Scenery:
    """The words of a sentence that defines no role.

    `named` are the positions of people's names, `settled` those of phrases that are known to tell nothing.
    """

    def __init__(self, tokens: Sequence[Token], named: Collection[int], settled: Collection[int] = ()) -> None:
        self.tokens, self.named, self.settled = tokens, named, settled

    def holds(self, unknown: Collection[int], roles: Roles) -> bool:
        """Whether the sentence is scenery although the words at these positions are on no list."""
        if any(self.tokens[at].kind not in ("word", "number") for at in unknown) or self._tells(roles):
            return False
        lower = [token.lower for token in self.tokens]
        pointing = any(word in _POINTING and self._lower(at + 1) in BE for at, word in enumerate(lower))
        if not self.named and not pointing and (PERSON_WORDS | TRADES).isdisjoint(lower):
            return True
        denied = any(word in NEGATIONS or word.endswith("n't") for word in lower)
        return not denied and all(self._is_part_of_a_scene(at, unknown) for at in unknown)

    def _tells(self, roles: Roles) -> bool:
        """Whether any word may tell, or point at, what somebody is."""
        stems = tuple({word[:_STEM] for form in roles for word in form[-1:] if len(word) >= _STEM})
        spelt = {word for form in roles for word in form}
        return any(
            token.lower in TELLING | spelt or token.lower.startswith(TELLING_STEMS + stems)
            for at, token in enumerate(self.tokens)
            if at not in self.settled
        )

    def _is_part_of_a_scene(self, at: int, unknown: Collection[int]) -> bool:
        start = end = at
        while start - 1 in unknown or self._lower(start - 1) in ADJECTIVES | PLACES:
            start -= 1
        while end + 1 in unknown:
            end += 1
        if end - start >= MAX_RUN or start < end and self._governs(end + 1):
            return False
        return self._is_deed(start) or self._is_noun(start)

    def _is_deed(self, at: int) -> bool:
        """`you step …`, `you have lost …`, `while strolling …`, `Bill is fishing`."""
        before, first = self._lower(at - 1), self._lower(at)
        if before in YOU or before in _AUXILIARY and self._lower(at - 2) in YOU:
            return True
        return first.endswith("ing") and (before in PARTICIPLE_OPENERS | BE or at == 0)

    def _is_noun(self, at: int) -> bool:
        """`at a fork`, `under trees`, `three guards` — but not `is a crook` or `is beyond reproach`."""
        opener = self.tokens[at - 1] if at else _NO_TOKEN
        opens = opener.number is not None or opener.lower in DETERMINERS or opener.lower in PREPOSITIONS
        return opens and self._lower(at - 2) not in BE

    def _governs(self, at: int) -> bool:
        """Whether what follows may be the object of a verb: then the word before it may be that verb."""
        token = self.tokens[at] if at < len(self.tokens) else _NO_TOKEN
        return at in self.named or token.number is not None or token.lower in DETERMINERS | PERSON_WORDS | TRADES

    def _lower(self, at: int) -> str:
        return self.tokens[at].lower if 0 <= at < len(self.tokens) else ""
