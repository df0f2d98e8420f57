"""Which words a statement is put in: one choice for each kind of node."""

from __future__ import annotations

import random
from dataclasses import dataclass, fields, replace

from puzzles.errors import GenerationError
from puzzles.statements import And, Implies, Is, Not, Statement, children, leaves

CHOICES = {
    "leaf": ("role", "nature", "habit", "doing", "opposite"),
    "denial": ("is not", "isn't", "does not", "negation"),
    "negation": ("it is not the case that", "it is false that", "it is not true that"),
    "conjunction": ("and", "both that", "together"),
    "disjunction": ("or", "or both", "at least one"),
    "implication": ("if then", "if, then", "only if", "if after"),
    "equivalence": ("if and only if", "exactly when", "precisely when", "kind"),
    "brackets": ("always", "lean"),
}
# Of texts written before: "either" alone may be read as excluding both, "both p and q" joins no clauses, and "Zoey and
# Mia are both knights only if p" may say that of each. Such texts are still recognised; none of this is drawn.
FORMER = {
    "conjunction": ("both",),
    "disjunction": ("either", "either or both"),
    "brackets": ("always but lists", "lean but lists"),
}
_DENIALS = ("is not", "isn't", "does not")  # that stand in the middle of a clause
_TRUTH_WORDS = ("nature", "habit", "doing")  # leaves that speak of lying and telling the truth


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
        conjunction: "p and q", "it is true both that p and that q", "Zoey and Mia are both knights" (also "neither …
            nor"); formerly "both p and q".
        disjunction: "p or q", "either p or q, or both", "at least one of Zoey and Mia is a knight"; formerly "either p
            or q", "either p or q (or both)".
        implication: "if p then q", "if p, then q", "p only if q", "q if p".
        equivalence: the words between, or "Zoey is of the same kind as Mia".
        brackets: round every clause that is not simple, or only where a reader needs them; formerly none round what
            is said of several people.

    Raises:
        GenerationError: a value that is neither in `CHOICES` nor in `FORMER`.
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
            value, allowed = getattr(self, field.name), CHOICES[field.name] + FORMER.get(field.name, ())
            if value not in allowed:
                raise GenerationError(f"phrasing {field.name} {value!r}: choose from {', '.join(map(repr, allowed))}")


STANDARD = Phrasing()


def draw_phrasing(rng: random.Random) -> Phrasing:
    """A phrasing with every choice drawn evenly."""
    return Phrasing(**{name: rng.choice(values) for name, values in CHOICES.items()})


def suited(phrasing: Phrasing, statement: Statement, speaker: int) -> Phrasing:
    """The phrasing, but for choices that would let the statement sound like another one.

    Where people speak of themselves ("I am lying or …") or of somebody twice ("if Mia lies, Mia tells the truth"), talk
    of lies and truth sounds like the paradox of the liar: there the words are those of the roles. And "Mia is not a
    knight only if …" may deny all that follows: there it is "if … then".
    """
    people = [leaf.person for leaf in leaves(statement)]
    if speaker in people or len(set(people)) < len(people):
        leaf = STANDARD.leaf if phrasing.leaf in _TRUTH_WORDS else phrasing.leaf
        denial = STANDARD.denial if phrasing.denial == "does not" else phrasing.denial
        phrasing = replace(phrasing, leaf=leaf, denial=denial)
    if phrasing.implication == "only if" and _has_denied_premise(statement, phrasing):
        phrasing = replace(phrasing, implication=STANDARD.implication)
    return phrasing


def _has_denied_premise(statement: Statement, phrasing: Phrasing) -> bool:
    if isinstance(statement, Implies) and _denies(statement.premise, phrasing):
        return True
    return any(_has_denied_premise(part, phrasing) for part in children(statement))


def _denies(statement: Statement, phrasing: Phrasing) -> bool:
    """Whether the clause says "not" or "neither" in its midst."""
    match statement:
        case Is():
            return phrasing.leaf == "opposite"
        case Not(Is()):
            return phrasing.denial in _DENIALS
        case And((Is(_, False), Is(_, False))):
            return phrasing.conjunction == "together"
    return False
