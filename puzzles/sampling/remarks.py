"""Drawing single statements, with what is known about each kept beside it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import lru_cache
from itertools import accumulate, permutations
from math import perm

from puzzles.identity.polynomials import forms_of
from puzzles.sampling.spec import PuzzleSpec
from puzzles.statements import And, Iff, Implies, Is, Not, Or, Statement, depth, leaves, truth_table

CATALOGUE_LIMIT = 20_000  # statements that are listed once instead of drawn part by part
TABLE_LIMIT = 12  # people up to which a statement's truth table is kept beside it: at most 512 bytes
_DRAWN_AT_ONCE = 64


class Remark:
    """A statement among `num_people` people, with its meaning.

    Attributes:
        forms: its meaning; table: the same as a truth table, or None for more than `TABLE_LIMIT` people.
        constant: True or False for a statement that holds in every world or in none, else None.
        subject: the person it is about when it is about one only ("Zoey is a knave"), else None.
    """

    __slots__ = ("constant", "depth", "forms", "statement", "subject", "table")

    def __init__(self, statement: Statement, num_people: int) -> None:
        self.statement = statement
        self.depth = depth(statement)
        self.forms = forms_of(statement)
        self.table = truth_table(statement, num_people) if num_people <= TABLE_LIMIT else None
        people = 0
        for product in self.forms.truthful:
            people |= product
        self.constant = bool(self.forms.truthful) if not people else None
        self.subject = people.bit_length() - 1 if people.bit_count() == 1 else None

    def truth_in(self, world: int) -> bool:
        """Whether it holds in world number `world`."""
        if self.table is not None:
            return bool(self.table >> world & 1)
        return bool(sum(product & world == product for product in self.forms.truthful) & 1)


def remarks(spec: PuzzleSpec, rng: random.Random) -> Iterator[Remark]:
    """Statements drawn independently, without end, whoever may come to say them."""
    if _catalogue_size(spec) <= CATALOGUE_LIMIT:
        catalogue, cumulative_weights = _catalogue(spec.num_people, spec.max_depth, _widths(spec), spec.mix)
        while True:
            yield from rng.choices(catalogue, cum_weights=cumulative_weights, k=_DRAWN_AT_ONCE)
    while True:
        yield Remark(_drawn(spec.max_depth, spec, rng), spec.num_people)


def sayable(remark: Remark, speaker: int, spec: PuzzleSpec) -> bool:
    """Whether the spec lets this person say it.

    Nobody says what amounts to "I am a knight", which tells nothing, or "I am a knave", which nobody can say.
    """
    if remark.constant is not None:
        return spec.tautologies if remark.constant else spec.contradictions
    if remark.subject == speaker:
        return False
    return spec.self_reference or all(leaf.person != speaker for leaf in leaves(remark.statement))


def _drawn(levels: int, spec: PuzzleSpec, rng: random.Random) -> Statement:
    """One statement of at most this many levels."""
    name = rng.choices([name for name, _ in spec.mix], [weight for _, weight in spec.mix])[0] if levels > 1 else "leaf"
    if name == "leaf":
        return Is(rng.randrange(spec.num_people), rng.random() < 0.5)
    parts: list[Statement] = []
    for _ in range(_width_of(name, spec, rng)):
        parts.append(_another(parts, levels - 1, spec, rng))
    return _node(name, tuple(parts))


def _another(parts: list[Statement], levels: int, spec: PuzzleSpec, rng: random.Random) -> Statement:
    """A statement that is not among the parts; `_width_of` sees to it that there is one."""
    while (part := _drawn(levels, spec, rng)) in parts:
        pass
    return part


def _width_of(name: str, spec: PuzzleSpec, rng: random.Random) -> int:
    if name in ("and", "or"):
        return rng.choice(_widths(spec))
    return 1 if name == "not" else 2


def _widths(spec: PuzzleSpec) -> range:
    """How many parts an "and" or "or" may have: no more than there are different leaves."""
    return range(2, min(spec.max_width, 2 * spec.num_people) + 1)


def _node(name: str, parts: tuple[Statement, ...]) -> Statement:
    match name:
        case "not":
            return Not(parts[0])
        case "and":
            return And(parts)
        case "or":
            return Or(parts)
        case "implies":
            return Implies(*parts)
        case "iff":
            return Iff(*parts)
    raise ValueError(f"{name!r} is no kind of statement")


def _catalogue_size(spec: PuzzleSpec) -> float:
    """How many statements the spec allows, as far as they can be listed."""
    if spec.max_depth > 2:
        return float("inf")
    return sum(perm(2 * spec.num_people, width) for width in _widths(spec))


@lru_cache(maxsize=32)
def _catalogue(
    num_people: int, max_depth: int, widths: range, mix: tuple[tuple[str, float], ...]
) -> tuple[list[Remark], list[float]]:
    """Every statement of at most two levels, and the running sum of their chances under `_drawn`."""
    literals = [Is(person, knight) for person in range(num_people) for knight in (True, False)]
    statements: list[Statement] = []
    weights: list[float] = []
    for name, weight in mix if max_depth > 1 else (("leaf", 1.0),):
        arities = {"leaf": (1,), "not": (1,), "and": widths, "or": widths}.get(name, (2,))
        for arity in arities:
            combinations = list(permutations(literals, arity))
            statements += [parts[0] if name == "leaf" else _node(name, parts) for parts in combinations]
            weights += [weight / len(arities) / len(combinations)] * len(combinations)
    return [Remark(statement, num_people) for statement in statements], list(accumulate(weights))
