"""The key that decides a puzzle's split.

It tells puzzles apart exactly as `puzzles.identity` does, but is older and slower. The packaged model has
read the train part of these splits, so they stay until a model is trained on others.
"""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Sequence

from puzzles.statements import Statement, knight_column, leaves, truth_table


def split_key(statements: Sequence[Statement]) -> str:
    """A key shared by exactly the puzzles that are logically the same up to renaming and reordering.

    People are renumbered in every way that agrees with a colouring that renaming does not change, refined until
    stable, and the least numbering wins: slow for many people who all say alike.
    """
    num_people = len(statements)
    tables = [truth_table(statement, num_people) for statement in statements]
    mentioned = [sorted({leaf.person for leaf in leaves(statement)}) for statement in statements]
    relations = [_relation(tables[k], mentioned[k], num_people) for k in range(num_people)]
    colours = _refined_colours(relations, num_people)
    classes = [[p for p in range(num_people) if colours[p] == colour] for colour in sorted(set(colours))]
    best = min(
        _renumbered(relations, [person for block in blocks for person in block])
        for blocks in itertools.product(*(itertools.permutations(block) for block in classes))
    )
    return f"{num_people}:" + hashlib.sha256(repr(best).encode()).hexdigest()[:32]


Relation = tuple[tuple[int, ...], tuple[bool, ...]]


def _relation(table: int, people: list[int], num_people: int) -> Relation:
    """A statement as (people it depends on, truth value for each assignment to them)."""
    people = [p for p in people if _depends(table, p, num_people)]
    values = tuple(
        bool(table >> sum(1 << p for p, bit in zip(people, bits, strict=True) if bit) & 1)
        for bits in itertools.product((False, True), repeat=len(people))
    )
    return tuple(people), values


def _depends(table: int, person: int, num_people: int) -> bool:
    column = knight_column(person, num_people)
    return (table & column) >> (1 << person) != table & ~column


def _refined_colours(relations: Sequence[Relation], num_people: int) -> list[int]:
    """Colour people by what they say and who speaks of them, until nothing changes."""
    colours = [0] * num_people
    while True:
        said = [[] for _ in range(num_people)]
        heard = [[] for _ in range(num_people)]
        for speaker, (people, values) in enumerate(relations):
            for position, person in enumerate(people):
                profile = (_marginal(values, position, len(people)), sum(values), len(people), person == speaker)
                said[speaker].append((colours[person], profile))
                heard[person].append((colours[speaker], profile))
        signatures = [(colours[p], sorted(said[p]), sorted(heard[p])) for p in range(num_people)]
        ranks = {repr(s): rank for rank, s in enumerate(sorted(signatures))}
        ordered = sorted(ranks, key=lambda text: ranks[text])
        refined = [ordered.index(repr(signature)) for signature in signatures]
        if len(set(refined)) == len(set(colours)):
            return refined
        colours = refined


def _marginal(values: tuple[bool, ...], position: int, arity: int) -> int:
    """How many true rows have the person at `position` telling the truth."""
    return sum(v for row, v in enumerate(values) if row >> (arity - 1 - position) & 1)


def _renumbered(relations: Sequence[Relation], order: list[int]) -> tuple:
    """The puzzle with person `order[i]` called `i`, each relation sorted by new number."""
    new_number = {person: i for i, person in enumerate(order)}
    result = []
    for person in order:
        people, values = relations[person]
        slots = sorted(range(len(people)), key=lambda slot: new_number[people[slot]])
        arity = len(people)
        table = tuple(
            values[sum(1 << (arity - 1 - slot) for slot, bit in zip(slots, bits, strict=True) if bit)]
            for bits in itertools.product((False, True), repeat=arity)
        )
        result.append((tuple(new_number[people[slot]] for slot in slots), table))
    return tuple(result)
