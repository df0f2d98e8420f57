"""Perturbations: a puzzle beside a changed one, to tell reasoning from memory, and wrong data for ablations.

>>> import random
>>> from puzzles import PuzzleSpec, sample_puzzle
>>> from puzzles.perturb import perturb
>>> pair = perturb(sample_puzzle(PuzzleSpec(5), random.Random(1)), "leaf", random.Random(1))
>>> pair.perturbed.solution == pair.original.solution, pair.wording_kept
(False, True)
"""

from typing import TYPE_CHECKING

from puzzles.lazy import lazy_names

if TYPE_CHECKING:
    from puzzles.perturb.ablation import shuffled_steps, with_foreign_step, wrong_solution
    from puzzles.perturb.pairs import Pair, Refusal
    from puzzles.perturb.table import KINDS, perturb

__all__ = [
    "KINDS",
    "Pair",
    "Refusal",
    "perturb",
    "shuffled_steps",
    "with_foreign_step",
    "wrong_solution",
]

__getattr__, __dir__ = lazy_names(
    __name__,
    {
        "puzzles.perturb.ablation": ("shuffled_steps", "with_foreign_step", "wrong_solution"),
        "puzzles.perturb.pairs": ("Pair", "Refusal"),
        "puzzles.perturb.table": ("KINDS", "perturb"),
    },
)
