"""Who speaks: a name or several before or behind a verb of saying."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from puzzles.reading.english.story_words import SCENERY
from puzzles.reading.english.tokens import Item, Name
from puzzles.reading.english.vocabulary import DESCRIBING, NOT_A_SPEAKER, PARTICLES

MAX_NAME_WORDS = 4
MAX_DESCRIPTION_WORDS = 5
_ORDER = frozenset("the his her their its a an one another of".split())
_CALLED = frozenset({"called", "named"})

Speakers = tuple[tuple[Name, ...], int]  # who, and the position behind the words that tell it


class SpeakerReader:
    """A place in the items of one sentence, and the people who may be meant.

    With `names`, only these are people; without, every run of capitalised words that looks like a name is one.
    The words of `roles` describe nobody.
    """

    def __init__(self, items: Sequence[Item], names: Sequence[Name] | None, roles: Collection[str] = ()) -> None:
        self.items, self.at = items, 0
        self.lowered = tuple(item.lower for item in items)
        self.describing = DESCRIBING.difference(roles)
        self.names = None if names is None else sorted(names, key=len, reverse=True)

    def kind(self, at: int) -> str:
        return self.items[at].kind if at < len(self.items) else ""

    def lower(self, at: int) -> str:
        return self.lowered[at] if at < len(self.lowered) else ""

    def words(self, at: int, count: int = 2) -> Name:
        return self.lowered[at : at + count]

    def is_possessive(self, at: int) -> bool:
        return self.items[at].text.endswith("'s")

    def speakers(self, at: int) -> Speakers | None:
        """`Zoey`, `both Zoey and Mia`, `Zoey, Mia and Ann each`, `the first, Zoey,`, `Zoey, his wife,`."""
        start = self._past_description(at)
        together = self.lower(at) in ("both", "neither")
        first = self.speaker(start or at + together)
        if first is None:
            return None
        name, end = first
        if start:
            closed = self.kind(end) == "comma"
            return ((name,), end + closed) if closed or self.lower(start - 1) in _CALLED else None
        others, last = self._others(end)
        if others:
            return (name, *others), last + (self.lower(last) in ("both", "each", "all"))
        if together:
            return None
        described = self._past_description(end + 1) if self.kind(end) == "comma" else 0
        return (name,), described or end

    def _others(self, at: int) -> Speakers:
        """The rest of a list with "and" before its last name, of which the first ends at a position."""
        found: list[Name] = []
        joined = False
        while not joined:
            comma = self.kind(at) == "comma"
            joined = self.lower(at + comma) in ("and", "nor")
            another = self.speaker(at + comma + joined) if comma or joined else None
            if another is None:
                return (), at
            found.append(another[0])
            at = another[1]
        return tuple(found), at

    def _past_description(self, at: int) -> int:
        """Behind `the first man,` or `a woman called`; 0 where no such words stand."""
        end = at
        while self.lower(end) in _ORDER | self.describing and end - at < MAX_DESCRIPTION_WORDS:
            end += 1
        described = self.lower(at) in _ORDER and end > at + 1 and self.lower(end - 1) in self.describing
        return end + 1 if described and (self.kind(end) == "comma" or self.lower(end) in _CALLED) else 0

    def speaker(self, at: int) -> tuple[Name, int] | None:
        """The name that begins at a position, and where it ends."""
        if self.names is None:
            return self._capitalised(at)
        for name in self.names:
            found = [item.text for item in self.items[at : at + len(name)]]
            if found and found[-1].endswith("'s") and found[-1] != name[-1]:
                found[-1] = found[-1][:-2]
            if tuple(found) == name:
                return name, at + len(name)
        return None

    def _capitalised(self, at: int) -> tuple[Name, int] | None:
        """A run of words that look like a name."""
        found: list[str] = []
        while at < len(self.items) and len(found) < MAX_NAME_WORDS and self._looks_like_name(at, bool(found)):
            text = self.items[at].text
            at += 1
            if text.endswith("'s"):
                found.append(text[:-2])
                break
            found.append(text)
        single = len(found) == 1 and found[0] != "I" and len(found[0]) == 1
        if not found or found[0].casefold() in NOT_A_SPEAKER and not single:
            return None
        return (tuple(found), at) if len(found) > 1 or found[0].casefold() not in SCENERY or single else None

    def _looks_like_name(self, at: int, follows: bool) -> bool:
        kind, text = self.kind(at), self.items[at].text
        if kind == "number" or follows and text in PARTICLES:
            return follows
        return kind == "word" and text[0].isalpha() and not text[0].islower()
