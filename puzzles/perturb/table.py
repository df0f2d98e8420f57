"""The perturbations by name, as in the memorisation literature (arXiv 2410.23123)."""

from __future__ import annotations

import random

from puzzles.errors import GenerationError
from puzzles.perturb.languages import LANGUAGES
from puzzles.perturb.logic import change_leaf, change_statement
from puzzles.perturb.pairs import Pair, Refusal
from puzzles.perturb.surface import change_roles, flip, rename, reorder
from puzzles.puzzle import Puzzle

KINDS = {
    "leaf": change_leaf,
    "statement": change_statement,
    "reorder": reorder,
    "rename": rename,
    "roles": change_roles,
    "flip": flip,
}


def perturb(puzzle: Puzzle, kind: str, rng: random.Random) -> Pair | Refusal:
    """One perturbation of a puzzle that has exactly one solution, or why there is none.

    `leaf` and `statement` change the logic, and with it the unique solution; the other kinds change the telling
    alone. The text is the original's but for what was meant to change, if that can be done (`Pair.wording_kept`).

    Raises:
        GenerationError: unknown kind.

    Example: `perturb(puzzle, "leaf", random.Random(1)).perturbed`
    """
    if kind not in KINDS:
        raise GenerationError(f"perturbation {kind!r}: choose from {', '.join(KINDS)}")
    if puzzle.language not in LANGUAGES:
        return Refusal(f"nothing is known of the language {puzzle.language!r}", proven=False)
    return KINDS[kind](puzzle, rng)
