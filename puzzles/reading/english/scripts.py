"""Scripts and second statements: whether a label is a person, and whether somebody may speak twice in one puzzle."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from puzzles.errors import UnreadablePuzzleError
from puzzles.prose.words_en import CAST, NAMES, UNCOMMON_NAMES
from puzzles.reading.english.first_names import FIRST_NAMES, NO_PERSON
from puzzles.reading.english.people import mentions
from puzzles.reading.english.sentences import Sentence
from puzzles.reading.english.speeches import Speech
from puzzles.reading.english.tokens import Item, Name, Token

Told = Sequence[tuple[Sentence, Sequence[Speech]]]  # every sentence, with the speeches it consists of, if any

_COMMON_NAMES = frozenset(tuple(name.split()) for name in (*NAMES, *UNCOMMON_NAMES, *CAST, *FIRST_NAMES))
_OWN_WORDS = frozenset("i me my myself we us i'm".split())


class Script:
    """The speeches of a text in order, and where they stand.

    A stretch is what is spoken without a word of the story between.
    """

    def __init__(self, told: Told, items: Sequence[Item], tokens: Sequence[Token]) -> None:
        self.tokens = tokens
        paragraphs = [item.start for item in items if item.fresh == "paragraph"]
        self.spoken: list[tuple[Sentence, Speech, int, int]] = []  # with the numbers of stretch and paragraph
        stretch = 0
        for sentence, speeches in told:
            stretch += not speeches
            paragraph = bisect_right(paragraphs, sentence.items[0].start)
            self.spoken += [(sentence, one, stretch, paragraph) for one in speeches]

    def check(self, listed: bool) -> None:
        """Refuse speech of the silent, a label that may name nobody, and a second statement that may be elsewhere.

        Args:
            listed: whether the story introduces all the people.

        Raises:
            UnreadablePuzzleError: with the sentence.
        """
        first: dict[Name, int] = {}
        for at, (sentence, one, _, _) in enumerate(self.spoken):
            name = " ".join(one.speaker)
            if one.labelled and not listed and not self._is_person(at):
                raise UnreadablePuzzleError(sentence.text, f"it is not clear that {name} is a person")
            before = first.setdefault(one.speaker, at)
            if not one.speaker or before == at:
                continue
            if bool(self.spoken[before][1].claim) != bool(one.claim):
                raise UnreadablePuzzleError(sentence.text, f"speech and silence of {name}")
            if one.claim and not self._is_one_script(before, at):
                raise UnreadablePuzzleError(sentence.text, f"a second statement by {name}")

    def _is_person(self, at: int) -> bool:
        """Whether the label is spoken of elsewhere, is a first name, speaks of itself, or stands among people.

        A letter stands among people where all labels are letters, another word where one is before and one behind it.
        """
        _, one, stretch, _ = self.spoken[at]
        if self._is_known(one):
            return True
        if any(isinstance(item, Token) and item.lower in _OWN_WORDS for item in one.claim):
            return True
        near = [place for place, (_, other, where, _) in enumerate(self.spoken) if where == stretch and other.labelled]
        people = [place for place in near if self._is_known(self.spoken[place][1])]
        if people and all(_is_letter(self.spoken[place][1].speaker) for place in near):
            return True
        surrounded = any(place < at for place in people) and any(place > at for place in people)
        return surrounded and len(one.speaker) == 1 and one.speaker[0].lower() not in NO_PERSON

    def _is_known(self, one: Speech) -> bool:
        return self._is_spoken_of(one.speaker) or one.speaker in _COMMON_NAMES

    def _is_spoken_of(self, name: Name) -> bool:
        return mentions(self.tokens, name) > 1

    def _is_one_script(self, first: int, second: int) -> bool:
        """Whether all from one speech to another is like `Zoey: …`, in one paragraph or each in one of its own."""
        between = self.spoken[first : second + 1]
        if between[0][2] != between[-1][2] or not all(one.labelled for _, one, _, _ in between):
            return False
        paragraphs = [paragraph for _, _, _, paragraph in between]
        return len(set(paragraphs)) in (1, len(paragraphs))


def _is_letter(name: Name) -> bool:
    return len(name) == 1 and len(name[0]) == 1
