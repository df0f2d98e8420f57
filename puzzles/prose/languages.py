"""The languages puzzles are written in."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from puzzles.errors import GenerationError
from puzzles.prose import chinese, english, words_en, words_zh
from puzzles.statements import Statement

STYLES = english.STYLES


@dataclass(frozen=True, slots=True)
class Language:
    """One language.

    Attributes:
        puzzle_text: (statements, names, roles, rng, style) → a whole puzzle in words.
        describe: (statement, names, roles) → the statement as a clause in the standard wording.
        names: common ones, from which people are named; uncommon_names: others; cast: twenty names in a fixed order.
        role_pairs: truth-teller's word → (truth-teller's word, liar's word); the first is the standard pair.
        telling: those of them whose words themselves say who lies.
    """

    puzzle_text: Callable[[Sequence[Statement], Sequence[str], tuple[str, str], random.Random, str], str]
    describe: Callable[[Statement, Sequence[str], tuple[str, str]], str]
    names: tuple[str, ...]
    uncommon_names: tuple[str, ...]
    cast: tuple[str, ...]
    role_pairs: Mapping[str, tuple[str, str]]
    telling: tuple[str, ...]

    @property
    def standard_roles(self) -> tuple[str, str]:
        return next(iter(self.role_pairs.values()))


LANGUAGES = {
    code: Language(
        writer.puzzle_text,
        writer.describe,
        names=words.NAMES,
        uncommon_names=words.UNCOMMON_NAMES,
        cast=words.CAST,
        role_pairs=words.ROLE_PAIRS,
        telling=words.TELLING,
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
