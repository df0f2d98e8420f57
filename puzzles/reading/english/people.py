"""Who the people of a puzzle are."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from puzzles.errors import UnreadablePuzzleError
from puzzles.reading.english.narration import Narration, Roles
from puzzles.reading.english.scene import Scene
from puzzles.reading.english.tokens import Name, Token

MAX_PEOPLE = 20


@dataclass(frozen=True)
class People:
    """Who is spoken of where.

    Attributes:
        speaking: who speaks or (False) is told to be silent, as far as that shows without knowing the names.
        asked: whom the questions name.
        mentioned: the words of all speeches.
    """

    speaking: Mapping[Name, bool]
    asked: Sequence[Name]
    mentioned: Sequence[Token]

    @property
    def known(self) -> set[Name]:
        return {*self.speaking, *self.asked}

    def among(self, scenes: Sequence[tuple[Narration, Scene]], roles: Roles) -> tuple[tuple[Name, ...], bool]:
        """The people, in order, and whether the story lists them all; else others speak or are asked about.

        Raises:
            UnreadablePuzzleError: somebody may be no person, or there are more or fewer than the story tells.
        """
        told_of = [name for _, scene in scenes for name in scene.names]
        counted = any(scene.names and scene.numbers for _, scene in scenes)
        listed = counted or any(scene.company for _, scene in scenes)
        more = [] if counted else [*self.asked] if listed else [*self.speaking, *self.asked]
        names = tuple(dict.fromkeys([*told_of, *more]))
        self._check_full_names(names)
        for told, scene in scenes:
            self._check_listed(told, scene)
            if scene.only and [name for name, speaks in self.speaking.items() if speaks] != [scene.only]:
                raise UnreadablePuzzleError(told.sentence.text, f"not only {' '.join(scene.only)} speaks")
            for number in scene.numbers:
                if number != len(scene.names or names):
                    there = f"{len(scene.names)} named" if scene.names else f"{len(names)} are there"
                    joint = " and " if scene.names else ", "
                    raise UnreadablePuzzleError(told.sentence.text, f"{number} are told of{joint}{there}")
        if len(names) > MAX_PEOPLE:
            raise UnreadablePuzzleError("", f"{len(names)} people; at most {MAX_PEOPLE} can be read")
        for name in names:
            if tuple(word.casefold() for word in name) in roles or name == ("I",):
                raise UnreadablePuzzleError("", f"{' '.join(name)!r} is a person and has another meaning")
        return names, listed

    def _check_listed(self, told: Narration, scene: Scene) -> None:
        """Refuse a capitalised word that may be no person: alone in its list, silent and never spoken of."""
        for name in scene.names:
            alone = name not in scene.company and name not in self.known
            counted = len(scene.names) > 1 and len(scene.names) in scene.numbers
            if alone and not counted and not mentions(self.mentioned, name):
                raise UnreadablePuzzleError(told.sentence.text, f"it is not clear that {' '.join(name)} is a person")

    def _check_full_names(self, names: Collection[Name]) -> None:
        """Refuse "Yesterday Zoey" beside "Zoey", and "Zoey Bell" beside "Zoey" unless both speak."""
        for name in names:
            for cut in range(1, len(name)):
                both_speak = {name, name[:cut]} <= self.speaking.keys()
                if name[cut:] in names or name[:cut] in names and not both_speak:
                    raise UnreadablePuzzleError(
                        "", f"it is not clear who is meant by {' '.join(name)!r}, and by parts of it"
                    )


def mentions(tokens: Sequence[Token], name: Name) -> int:
    """How often the words of a name stand among tokens."""
    words = [token.text.removesuffix("'s") for token in tokens]
    return sum(tuple(words[at : at + len(name)]) == name for at in range(len(words)))
