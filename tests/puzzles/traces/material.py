"""Random puzzles of every kind, drawn without the package's sampler."""

from __future__ import annotations

import random
from collections.abc import Iterator

from puzzles.statements import And, Iff, Implies, Is, Not, Or, Statement, World
from tests.puzzles import brute

Material = tuple[tuple[Statement, ...], World]


def random_statement(num_people: int, levels: int, rng: random.Random) -> Statement:
    """Any shape: people may speak of themselves, and statements may be always true or always false."""
    kind = rng.randrange(6) if levels > 1 else 0
    if kind == 0:
        return Is(rng.randrange(num_people), rng.random() < 0.5)
    parts = tuple(random_statement(num_people, levels - 1, rng) for _ in range(rng.randint(2, 3)))
    return [Not(parts[0]), And(parts), Or(parts), Implies(*parts[:2]), Iff(*parts[:2])][kind - 1]


def puzzles_with_one_solution(num_people: int, seed: int, count: int) -> Iterator[Material]:
    """Statements of depth 1 to 3 with their one solution, found by trying every world."""
    rng = random.Random(f"{num_people} {seed}")
    while count:
        statements = tuple(random_statement(num_people, rng.randint(1, 3), rng) for _ in range(num_people))
        solutions = brute.solutions(statements)
        if len(solutions) == 1:
            count -= 1
            yield statements, solutions.pop()
