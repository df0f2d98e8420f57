"""Sampling puzzles that have exactly one solution.

Statements are drawn freely and the puzzle is kept when exactly one world fits. A statement
that would give its speaker away for free is never drawn: none is always true or always
false, and none only says "I am a knight" or "I am a knave".
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

from puzzles.errors import GenerationError
from puzzles.prose import words_en as words
from puzzles.prose.english import puzzle_text
from puzzles.puzzle import KNIGHT_KNAVE, Puzzle
from puzzles.solve import consistent_worlds, world_from_number
from puzzles.statements import (
    And,
    Iff,
    Implies,
    Is,
    Not,
    Or,
    Statement,
    all_worlds_mask,
    depth,
    knight_column,
    truth_table,
)  # fmt: skip

MIN_PEOPLE, MAX_PEOPLE = 2, 20
OPERATORS = ("leaf", "not", "and", "or", "implies", "iff")


@dataclass(frozen=True, slots=True)
class PuzzleSpec:
    """What puzzles to draw.

    Attributes:
        num_people: 2 to 20.
        max_depth: levels of nesting; 1 gives leaves only, 2 connectives over leaves.
        max_width: parts of an "and" or "or", at least 2.
        operators: which node kinds a statement may start with, drawn uniformly.
        roles: the words for truth-teller and liar.
        fixed_cast: name the people Alice, Bob, Carol, … in order, instead of drawing names.
        max_tries: draws of a whole puzzle before giving up.
    """

    num_people: int
    max_depth: int = 2
    max_width: int = 2
    operators: tuple[str, ...] = OPERATORS
    roles: tuple[str, str] = KNIGHT_KNAVE
    fixed_cast: bool = False
    max_tries: int = 2000

    def __post_init__(self) -> None:
        if not MIN_PEOPLE <= self.num_people <= MAX_PEOPLE:
            raise GenerationError(
                f"{self.num_people} people: a puzzle has {MIN_PEOPLE} to {MAX_PEOPLE} "
                "(one person alone can say nothing that tells a knight from a knave)"
            )
        if self.max_depth < 1 or self.max_width < 2:
            raise GenerationError(
                f"max_depth {self.max_depth}, max_width {self.max_width}: at least 1 and 2 are needed"
            )
        unknown = set(self.operators) - set(OPERATORS)
        if unknown or not self.operators:
            raise GenerationError(f"operators {list(self.operators)}: choose from {', '.join(OPERATORS)}")


def sample_puzzle(spec: PuzzleSpec, rng: random.Random) -> Puzzle:
    """Draw one puzzle.

    Raises:
        GenerationError: none of `spec.max_tries` draws had exactly one solution.
    """
    for _ in range(spec.max_tries):
        statements = tuple(_speech(speaker, spec, rng) for speaker in range(spec.num_people))
        worlds = consistent_worlds([truth_table(s, spec.num_people) for s in statements])
        if worlds.bit_count() == 1:
            return _finished(statements, worlds, spec, rng)
    raise GenerationError(
        f"none of {spec.max_tries} draws with {spec.num_people} people, max_depth {spec.max_depth} and operators "
        f"{', '.join(spec.operators)} had exactly one solution: allow more operators or depth"
    )


def sample_distinct(
    spec: PuzzleSpec, rng: random.Random, seen: set[str] | None = None, patience: int = 5000
) -> Iterator[Puzzle]:
    """Puzzles no two of which are logically the same; `seen` holds keys to avoid and is added to.

    Raises:
        GenerationError: `patience` draws in a row gave nothing new.
    """
    seen = set() if seen is None else seen
    misses = 0
    while misses < patience:
        puzzle = sample_puzzle(spec, rng)
        if puzzle.key in seen:
            misses += 1
            continue
        misses = 0
        seen.add(puzzle.key)
        yield puzzle
    raise GenerationError(
        f"found {len(seen)} logically distinct puzzles of {spec.num_people} people (max_depth {spec.max_depth}) "
        f"and nothing new in {patience} further draws: ask for fewer, more people or greater depth"
    )


def _speech(speaker: int, spec: PuzzleSpec, rng: random.Random) -> Statement:
    """One statement that alone settles nothing about its speaker."""
    mask, own = all_worlds_mask(spec.num_people), knight_column(speaker, spec.num_people)
    for _ in range(spec.max_tries):
        statement = _statement(spec.max_depth, spec, rng)
        if truth_table(statement, spec.num_people) not in (0, mask, own, mask & ~own):
            return statement
    raise GenerationError(f"no usable statement in {spec.max_tries} draws: allow more operators or depth")


def _statement(levels: int, spec: PuzzleSpec, rng: random.Random) -> Statement:
    name = rng.choice(spec.operators) if levels > 1 else "leaf"
    match name:
        case "leaf":
            return Is(rng.randrange(spec.num_people), rng.random() < 0.5)
        case "not":
            return Not(_statement(levels - 1, spec, rng))
        case "and" | "or":
            width = rng.randint(2, spec.max_width)
            return (And if name == "and" else Or)(_distinct_parts(width, levels - 1, spec, rng))
    first, second = _distinct_parts(2, levels - 1, spec, rng)
    return Implies(first, second) if name == "implies" else Iff(first, second)


def _distinct_parts(count: int, levels: int, spec: PuzzleSpec, rng: random.Random) -> tuple[Statement, ...]:
    parts: list[Statement] = []
    while len(parts) < count:
        part = _statement(levels, spec, rng)
        if part not in parts:
            parts.append(part)
    return tuple(parts)


def _finished(statements: tuple[Statement, ...], worlds: int, spec: PuzzleSpec, rng: random.Random) -> Puzzle:
    names = words.CAST[: spec.num_people] if spec.fixed_cast else tuple(rng.sample(words.NAMES, spec.num_people))
    return Puzzle(
        names=names,
        statements=statements,
        solution=world_from_number(worlds.bit_length() - 1, spec.num_people),
        text=puzzle_text(statements, names, spec.roles, rng),
        roles=spec.roles,
        difficulty={"people": spec.num_people, "depth": max(map(depth, statements))},
    )
