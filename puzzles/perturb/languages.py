"""What a perturbation must know of a language: how puzzles are put into words, other names and role words."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice, product
from types import MappingProxyType
from typing import Any

from puzzles.prose import chinese, english, languages, phrasing_en, phrasing_zh, words_en, words_zh
from puzzles.prose.nouns_en import article, capital, plural
from puzzles.puzzle import Puzzle
from puzzles.statements import And, Iff, Implies, Is, Not, Or, Statement, children

MAX_WORDINGS = 4000  # ways to say a deeply nested statement that are tried


@dataclass(frozen=True, slots=True)
class Wording:
    """A way to say statements: statement → clause; with a `speaker`, as "I" (or `me`) says them."""

    describe: Callable[..., str]
    names: tuple[str, ...]
    roles: tuple[str, str]
    phrasing: Any
    speaker: int | None
    me: str = ""

    def __call__(self, statement: Statement) -> str:
        calling = {"me": self.me} if self.me else {}
        return self.describe(statement, self.names, self.roles, self.phrasing, self.speaker, **calling)


@dataclass(frozen=True)
class Language:
    """One language.

    Attributes:
        text: (statements, names, roles, rng) → a whole puzzle in words.
        wordings: (puzzle, speaker, in direct speech) → every way in which the text may have the speaker's statement.
        names: uncommon ones.
        role_pairs: (truth-teller, liar).
        fits: (name, roles) → whether somebody of this name may be called so.
        role_forms: (role, other role) → each form the role takes in a text, and the other's form in its place.
    """

    text: Callable[[Sequence[Statement], Sequence[str], tuple[str, str], random.Random], str]
    wordings: Callable[[Puzzle, int, bool], Iterator[Wording]]
    names: tuple[str, ...]
    role_pairs: tuple[tuple[str, str], ...]
    fits: Callable[[str, tuple[str, str]], bool]
    role_forms: Callable[[str, str], dict[str, str]]


def english_role_forms(role: str, other: str) -> dict[str, str]:
    """`a knight` → `an angel`, `Knights` → `Angels`, …; sloppy forms such as `heros` are known too."""
    forms = {role: other, role + "s": plural(other), plural(role): plural(other)}
    forms |= {capital(form): capital(others) for form, others in forms.items()}
    sound = article(other).partition(" ")[0]
    for word, others in ((role, other), (capital(role), capital(other))):
        forms |= {f"{a} {word}": f"{sound} {others}" for a in ("a", "an")}
        forms |= {f"{a} {word}": f"{capital(sound)} {others}" for a in ("A", "An")}
    return forms | {form.upper(): others.upper() for form, others in forms.items()}


def _wordings_of(
    describe: Callable[..., str],
    choices: Mapping[str, Sequence[str]],
    standard: Any,
    cues: Mapping[str, Mapping[str, Sequence[str]]] = MappingProxyType({}),
    reporting: Sequence[str] = (),
) -> Callable[[Puzzle, int, bool], Iterator[Wording]]:
    """The ways to say a statement, from a language's description of one in some phrasing; the likelier person first.

    `cues`: choice → value → what a text has, one of these at least, where the value was chosen. `reporting`: words
    for the speaker in reports.
    """

    def wordings(puzzle: Puzzle, speaker: int, direct: bool) -> Iterator[Wording]:
        relevant = _choices_met(puzzle.statements[speaker])
        varying = {
            name: [value for value in values if _may_be_in(puzzle.text, cues.get(name, {}).get(value))]
            for name, values in choices.items()
            if name in relevant
        }
        for values in islice(product(*varying.values()), MAX_WORDINGS):
            phrasing = replace(standard, **dict(zip(varying, values, strict=True)))
            said = Wording(describe, puzzle.names, puzzle.roles, phrasing, speaker)
            named, reports = replace(said, speaker=None), [replace(said, me=word) for word in reporting]
            yield from (said, named, *reports) if direct else (named, *reports, said)

    return wordings


def _may_be_in(text: str, cues: Sequence[str] | None) -> bool:
    return cues is None or any(cue in text for cue in cues)


def _choices_met(statement: Statement) -> set[str]:
    """The choices of a phrasing that bear on a statement."""
    met = set().union(*map(_choices_met, children(statement)))
    match statement:
        case Is():
            return {"leaf"}
        case Not(Is()):
            return met | {"denial", "negation"}
        case Not(Or()):  # which may be told as an "and" of denials
            return met | {"denial", "negation", "conjunction", "brackets"}
        case Not():
            return met | {"negation", "brackets"}
        case And():
            met.add("conjunction")
        case Or():
            met.add("disjunction")
        case Implies():
            met.add("implication")
        case Iff():
            met.add("equivalence")
    people = {part.person for part in children(statement) if isinstance(part, Is)}
    return met if len(people) == len(children(statement)) else met | {"brackets"}


ENGLISH_CHOICES = {name: values + phrasing_en.FORMER.get(name, ()) for name, values in phrasing_en.CHOICES.items()}
CHINESE_CHOICES = {name: values + phrasing_zh.FORMER.get(name, ()) for name, values in phrasing_zh.CHOICES.items()}
LANGUAGES = {
    "en": Language(
        text=english.puzzle_text,
        wordings=_wordings_of(english.describe, ENGLISH_CHOICES, phrasing_en.STANDARD),
        names=words_en.UNCOMMON_NAMES,
        role_pairs=tuple(words_en.ROLE_PAIRS.values()),
        fits=languages.LANGUAGES["en"].fits,
        role_forms=english_role_forms,
    ),
    "zh": Language(
        text=chinese.puzzle_text,
        wordings=_wordings_of(chinese.describe, CHINESE_CHOICES, phrasing_zh.STANDARD, phrasing_zh.CUES, ("自己",)),
        names=words_zh.UNCOMMON_NAMES,
        role_pairs=tuple(words_zh.ROLE_PAIRS.values()),
        fits=languages.LANGUAGES["zh"].fits,
        role_forms=lambda role, other: {role: other},
    ),
}
