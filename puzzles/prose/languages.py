"""The languages puzzles are written in."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from puzzles.errors import GenerationError
from puzzles.prose import chinese, english, words_en, words_zh
from puzzles.prose.styles import STYLES
from puzzles.statements import Statement

__all__ = ["LANGUAGES", "STYLES", "Language", "language"]


@dataclass(frozen=True, slots=True)
class Language:
    """One language.

    Attributes:
        puzzle_text: (statements, names, roles, rng, style) → a whole puzzle in words.
        describe: (statement, names, roles) → the statement as a clause in the standard wording.
        names: common ones, from which people are named; uncommon_names: others; cast: twenty names in a fixed order.
        role_pairs: truth-teller's word → (truth-teller's word, liar's word); the first is the standard pair.
        telling: those of them whose words themselves say who lies.
        roles_of, names_of: sex → role words for people of that sex only, and names that only they have.
    """

    puzzle_text: Callable[[Sequence[Statement], Sequence[str], tuple[str, str], random.Random, str], str]
    describe: Callable[[Statement, Sequence[str], tuple[str, str]], str]
    names: tuple[str, ...]
    uncommon_names: tuple[str, ...]
    cast: tuple[str, ...]
    role_pairs: Mapping[str, tuple[str, str]]
    telling: tuple[str, ...]
    roles_of: Mapping[str, tuple[str, ...]]
    names_of: Mapping[str, tuple[str, ...]]

    @property
    def standard_roles(self) -> tuple[str, str]:
        return next(iter(self.role_pairs.values()))

    def fits(self, name: str, roles: tuple[str, str]) -> bool:
        """Whether somebody of this name may be called by both role words: no Oliver is a witch.

        Of a role of several words the last one counts, so an honest man is a man.
        """
        last_words = {role.rpartition(" ")[2] for role in roles}
        sexes = [sex for sex, words in self.roles_of.items() if last_words.intersection(words)]
        return not sexes or not any(name in names for sex, names in self.names_of.items() if sex not in sexes)

    def names_for(self, roles: tuple[str, str], num_people: int, uncommon: bool = False) -> list[str]:
        """Names that fit the role words, common or uncommon ones; of both kinds where one has too few."""
        known, others = (self.uncommon_names, self.names) if uncommon else (self.names, self.uncommon_names)
        fitting = [name for name in known if self.fits(name, roles)]
        if len(fitting) < num_people:
            fitting += [name for name in others if self.fits(name, roles)]
        return fitting


LANGUAGES = {
    code: Language(
        writer.puzzle_text,
        writer.describe,
        names=words.NAMES,
        uncommon_names=words.UNCOMMON_NAMES,
        cast=words.CAST,
        role_pairs=words.ROLE_PAIRS,
        telling=words.TELLING,
        roles_of=words.ROLES_OF,
        names_of=words.NAMES_OF,
    )
    for code, writer, words in (("en", english, words_en), ("zh", chinese, words_zh))
}


def language(code: str) -> Language:
    """The language called `en` or `zh`.

    Raises:
        GenerationError: no such language.
    """
    if code not in LANGUAGES:
        raise GenerationError(f"language {code!r}: choose from {', '.join(LANGUAGES)}")
    return LANGUAGES[code]
