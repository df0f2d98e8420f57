"""Changes of what is said: one leaf, or one person's whole statement; the solution is unique and another one.

A new statement that settles its speaker by itself is not offered: one that is always true or always false, and
"I am a knight" or "I am a liar" in any words.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import product
from math import prod
from typing import NamedTuple

from puzzles.difficulty import difficulty
from puzzles.perturb.pairs import Pair, Refusal
from puzzles.perturb.wording import worded_with
from puzzles.puzzle import Puzzle
from puzzles.solve import consistent_worlds, world_from_number
from puzzles.splits import split_of
from puzzles.statements import (
    And,
    Iff,
    Implies,
    Is,
    Not,
    Or,
    Statement,
    World,
    all_worlds_mask,
    children,
    knight_column,
    truth_table,
)  # fmt: skip

DRAWS = 2000  # statements drawn at random before all are listed
LISTED = 50_000  # statements up to which all are listed
SPLIT_TRIES = 200  # changed puzzles looked at for one that is in the original's split by its own logic too

Shape = tuple  # of the shapes of the parts; () for a leaf
Change = tuple[int, Statement]  # who says what instead


class Found(NamedTuple):
    """Another statement for a speaker, and the solution it leads to."""

    speaker: int
    statement: Statement
    solution: World


def change_leaf(puzzle: Puzzle, rng: random.Random) -> Pair | Refusal:
    """Change one leaf of one statement: another person, the other role, or both."""
    changes = [
        (speaker, changed)
        for speaker, statement in enumerate(puzzle.statements)
        for changed in leaf_changes(statement, puzzle.num_people)
    ]
    rng.shuffle(changes)
    found = _first(puzzle, changes)
    if found is None:
        return Refusal(f"no change of one leaf gives another unique solution (all {len(changes)} tried)", proven=True)
    return _paired("leaf", puzzle, found)


def change_statement(puzzle: Puzzle, rng: random.Random) -> Pair | Refusal:
    """Change all that one person says, for a statement of a shape that occurs in the puzzle."""
    shapes = [shape_of(statement) for statement in puzzle.statements]
    found = _first(puzzle, (_random_change(shapes, puzzle.num_people, rng) for _ in range(DRAWS)))
    count = puzzle.num_people * sum(count_of_shape(shape, puzzle.num_people) for shape in set(shapes))
    if found is None and count > LISTED:
        return Refusal(f"none of {DRAWS} new statements drawn gives another unique solution", proven=False)
    found = found or _first(puzzle, _every_change(set(shapes), puzzle.num_people))
    if found is None:
        return Refusal(f"no new statement gives another unique solution (all {count} tried)", proven=True)
    return _paired("statement", puzzle, found)


def leaf_changes(statement: Statement, num_people: int) -> Iterator[Statement]:
    """Every statement that differs in one leaf; no two parts of a node become the same."""
    if isinstance(statement, Is):
        every = (Is(person, knight) for person in range(num_people) for knight in (True, False))
        yield from (leaf for leaf in every if leaf != statement)
        return
    parts = children(statement)
    for place, part in enumerate(parts):
        others = parts[:place] + parts[place + 1 :]
        for changed in leaf_changes(part, num_people):
            if changed not in others:
                yield _node(type(statement), (*parts[:place], changed, *parts[place + 1 :]))


def shape_of(statement: Statement) -> Shape:
    """The tree without its words: `((), ())` for two joined leaves, `((),)` for a denied one."""
    return tuple(map(shape_of, children(statement)))


def statements_of_shape(shape: Shape, num_people: int) -> Iterator[Statement]:
    """Every statement of this shape; no two parts of a node are the same."""
    if not shape:
        yield from (Is(person, knight) for person in range(num_people) for knight in (True, False))
        return
    for parts in product(*(list(statements_of_shape(part, num_people)) for part in shape)):
        if len(set(parts)) == len(parts):
            yield from (_node(kind, parts) for kind in _kinds(shape))


def count_of_shape(shape: Shape, num_people: int) -> int:
    """How many statements have this shape, those with equal parts counted too."""
    if not shape:
        return 2 * num_people
    return len(_kinds(shape)) * prod(count_of_shape(part, num_people) for part in shape)


def _kinds(shape: Shape) -> tuple[type, ...]:
    return {1: (Not,), 2: (And, Or, Implies, Iff)}.get(len(shape), (And, Or))


def _node(kind: type, parts: tuple[Statement, ...]) -> Statement:
    return kind(parts) if kind in (And, Or) else kind(*parts)


def _random_change(shapes: Sequence[Shape], num_people: int, rng: random.Random) -> Change:
    return rng.randrange(num_people), _random_statement(rng.choice(shapes), num_people, rng)


def _random_statement(shape: Shape, num_people: int, rng: random.Random) -> Statement:
    if not shape:
        return Is(rng.randrange(num_people), rng.random() < 0.5)
    while True:
        parts = tuple(_random_statement(part, num_people, rng) for part in shape)
        if len(set(parts)) == len(parts):
            return _node(rng.choice(_kinds(shape)), parts)


def _every_change(shapes: Iterable[Shape], num_people: int) -> Iterator[Change]:
    for shape in sorted(shapes, key=repr):
        for statement in statements_of_shape(shape, num_people):
            yield from ((speaker, statement) for speaker in range(num_people))


def _first(puzzle: Puzzle, changes: Iterable[Change]) -> Found | None:
    """The first change to another unique solution; one that stays in the split by its own logic, if there is any."""
    split, others = split_of(puzzle), []
    weighing = _Weighing(puzzle)
    for speaker, statement in changes:
        solution = weighing.solution_with(speaker, statement)
        if solution is None:
            continue
        found = Found(speaker, statement, solution)
        if split_of(_changed(puzzle, found)) == split:
            return found
        others.append(found)
        if len(others) == SPLIT_TRIES:
            break
    return others[0] if others else None


class _Weighing:
    """Which solution a puzzle has when one person says something else."""

    def __init__(self, puzzle: Puzzle) -> None:
        self.num_people = puzzle.num_people
        self.mask = all_worlds_mask(self.num_people)
        self.columns = [knight_column(person, self.num_people) for person in range(self.num_people)]
        tables = [truth_table(statement, self.num_people) for statement in puzzle.statements]
        # Who says "I am a knight" says nothing that narrows the worlds.
        self.without = [
            consistent_worlds([*tables[:person], column, *tables[person + 1 :]])
            for person, column in enumerate(self.columns)
        ]
        self.solution = sum(1 << person for person, knight in enumerate(puzzle.solution) if knight)

    def solution_with(self, speaker: int, statement: Statement) -> World | None:
        """The one solution, when it is another and the statement alone does not settle its speaker."""
        table, own = truth_table(statement, self.num_people), self.columns[speaker]
        if table in (0, self.mask, own, self.mask ^ own):
            return None
        worlds = self.without[speaker] & ~(own ^ table)
        if not worlds or worlds & (worlds - 1) or worlds == 1 << self.solution:
            return None
        return world_from_number(worlds.bit_length() - 1, self.num_people)


def _changed(puzzle: Puzzle, found: Found) -> Puzzle:
    """The puzzle with the other statement and solution, its text not yet changed."""
    statements = (*puzzle.statements[: found.speaker], found.statement, *puzzle.statements[found.speaker + 1 :])
    return replace(puzzle, statements=statements, solution=found.solution)


def _paired(kind: str, original: Puzzle, found: Found) -> Pair:
    """The pair, with the changed puzzle in words and its difficulty measured again."""
    changed = _changed(original, found)
    text, kept = worded_with(original, found.speaker, found.statement)
    measures = {**original.difficulty}
    if measures:
        measures |= {name: value for name, value in difficulty(changed.statements).items() if name in measures}
    return Pair(kind, original, replace(changed, text=text, difficulty=measures), kept)
