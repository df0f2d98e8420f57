"""What puzzles to draw."""

from __future__ import annotations

import math
from dataclasses import dataclass

from puzzles.difficulty import BANDS
from puzzles.errors import GenerationError
from puzzles.prose.languages import language
from puzzles.prose.styles import check_style
from puzzles.spelling import choose_from

MIN_PEOPLE, MAX_PEOPLE = 2, 20
MAX_DEPTH = 20  # a statement grows by half with every level: 3,000 parts at 20
OPERATORS = ("leaf", "not", "and", "or", "implies", "iff")
EVEN_MIX = tuple((name, 1.0) for name in OPERATORS)


@dataclass(frozen=True, slots=True)
class PuzzleSpec:
    """What puzzles to draw.

    Attributes:
        num_people: 2 to 20.
        max_depth: levels of nesting, at most 20; 1 gives leaves only, 2 connectives over leaves.
        max_width: parts of an "and" or "or", at least 2.
        mix: (node kind, weight) of what a statement, and each part that may still branch, starts with.
        knight_share: chance of each person to be a truth-teller, strictly between 0 and 1.
        self_reference: whether a statement may mention its own speaker.
        tautologies: whether a statement may be true in every world; contradictions: false in every world.
        language: "en" or "zh".
        style: "standard" (one wording for each connective), "varied" (many) or "named" (like standard, but people who
            speak of themselves do so by name); None for named where the cast is fixed, else standard.
        roles: the words for truth-teller and liar; None for the language's standard pair, such as knight and knave.
        role_choice: pairs of such words, from which each puzzle draws its own; empty to use `roles` in all.
        uncommon_names: draw names from the language's uncommon ones.
        fixed_cast: name the people Alice, Bob, Carol, … in order, instead of drawing names.
        rated: whether every measure of `puzzles.difficulty` is taken, which costs more than the drawing itself.
        bands: of "easy", "medium" and "hard", those wanted; none for all.
        max_tries: draws of a whole puzzle before giving up.
    """

    num_people: int
    max_depth: int = 2
    max_width: int = 2
    mix: tuple[tuple[str, float], ...] = EVEN_MIX
    knight_share: float = 0.5
    self_reference: bool = True
    tautologies: bool = False
    contradictions: bool = False
    language: str = "en"
    style: str | None = None
    roles: tuple[str, str] | None = None
    role_choice: tuple[tuple[str, str], ...] = ()
    uncommon_names: bool = False
    fixed_cast: bool = False
    rated: bool = False
    bands: tuple[str, ...] = ()
    max_tries: int = 2000

    def __post_init__(self) -> None:
        if not MIN_PEOPLE <= self.num_people <= MAX_PEOPLE:
            raise GenerationError(
                f"{self.num_people} people: a puzzle has {MIN_PEOPLE} to {MAX_PEOPLE} "
                "(one person alone can say nothing that tells a knight from a knave)"
            )
        if not 1 <= self.max_depth <= MAX_DEPTH or self.max_width < 2:
            raise GenerationError(
                f"max_depth {self.max_depth}, max_width {self.max_width}: give a depth from 1 to {MAX_DEPTH} and a "
                "width of at least 2"
            )
        if not 0 < self.knight_share < 1:
            raise GenerationError(f"knight_share {self.knight_share}: give a share between 0 and 1, such as 0.5")
        check_style(self.text_style)
        unknown = [name for name in self.bands if name not in dict(BANDS)]
        if unknown:
            raise GenerationError(f"difficulty {', '.join(unknown)}: {choose_from(unknown[0], dict(BANDS))}")
        language(self.language)
        self._check_mix()

    @property
    def role_words(self) -> tuple[str, str]:
        """The words for truth-teller and liar."""
        return self.roles or language(self.language).standard_roles

    @property
    def text_style(self) -> str:
        """The style texts are written in; the packaged models have read the fixed cast in the named style only."""
        return self.style or ("named" if self.fixed_cast else "standard")

    def _check_mix(self) -> None:
        unknown = [name for name, _ in self.mix if name not in OPERATORS]
        if unknown:
            raise GenerationError(f"mix names {', '.join(map(repr, unknown))}: {choose_from(unknown[0], OPERATORS)}")
        weights = [weight for _, weight in self.mix]
        if not all(math.isfinite(weight) and weight >= 0 for weight in weights) or sum(weights) <= 0:
            raise GenerationError(f"mix {dict(self.mix)}: weights are numbers from 0 on, at least one above 0")
