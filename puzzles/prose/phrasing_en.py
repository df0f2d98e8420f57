"""Which words a statement is put in: one choice for each kind of node."""

from __future__ import annotations

import random
from dataclasses import dataclass, fields

from puzzles.errors import GenerationError

CHOICES = {
    "leaf": ("role", "nature", "habit", "doing", "opposite"),
    "denial": ("is not", "isn't", "does not", "negation"),
    "negation": ("it is not the case that", "it is false that", "it is not true that"),
    "conjunction": ("and", "both", "together"),
    "disjunction": ("or", "either", "either or both", "at least one"),
    "implication": ("if then", "if, then", "only if", "if after"),
    "equivalence": ("if and only if", "exactly when", "precisely when", "kind"),
    "brackets": ("always", "lean"),
}


@dataclass(frozen=True, slots=True)
class Phrasing:
    """How one person's statement is worded; the default is the standard wording.

    Example, of `And((Is(0, True), Is(1, True)))`: `Phrasing()` gives "Zoey is a knight and Mia is a knight",
    `Phrasing(conjunction="together")` gives "Zoey and Mia are both knights". A form that does not fit a
    statement gives way to the standard one.

    Attributes:
        leaf: "Zoey is a knight", "… tells the truth", "… always tells the truth", "… is telling the truth",
            "… is not a knave".
        denial: of a leaf: "Zoey is not a knight", "… isn't a knight", "… does not tell the truth", or by `negation`.
        negation: what stands before the denied clause.
        conjunction: "p and q", "both p and q", "Zoey and Mia are both knights" (also "neither … nor").
        disjunction: "p or q", "either p or q", "either p or q (or both)", "at least one of Zoey and Mia is a knight".
        implication: "if p then q", "if p, then q", "p only if q", "q if p".
        equivalence: the words between, or "Zoey is of the same kind as Mia".
        brackets: round every clause that is not simple, or only where a reader needs them.

    Raises:
        GenerationError: a value that is not in `CHOICES`.
    """

    leaf: str = "role"
    denial: str = "is not"
    negation: str = "it is not the case that"
    conjunction: str = "and"
    disjunction: str = "or"
    implication: str = "if then"
    equivalence: str = "if and only if"
    brackets: str = "always"

    def __post_init__(self) -> None:
        for field in fields(self):
            value, allowed = getattr(self, field.name), CHOICES[field.name]
            if value not in allowed:
                raise GenerationError(f"phrasing {field.name} {value!r}: choose from {', '.join(map(repr, allowed))}")


STANDARD = Phrasing()


def draw_phrasing(rng: random.Random) -> Phrasing:
    """A phrasing with every choice drawn evenly."""
    return Phrasing(**{name: rng.choice(values) for name, values in CHOICES.items()})
