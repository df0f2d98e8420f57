"""Perturbations: a puzzle beside a changed one, to tell reasoning from memory, and wrong data for ablations.

>>> import random
>>> from puzzles import PuzzleSpec, sample_puzzle
>>> pair = perturb(sample_puzzle(PuzzleSpec(5), random.Random(1)), "leaf", random.Random(1))
>>> pair.perturbed.solution == pair.original.solution, pair.wording_kept
(False, True)
"""

from puzzles.perturb.ablation import shuffled_steps, with_foreign_step, wrong_solution
from puzzles.perturb.pairs import Pair, Refusal
from puzzles.perturb.table import KINDS, perturb

__all__ = ["KINDS", "Pair", "Refusal", "perturb", "shuffled_steps", "with_foreign_step", "wrong_solution"]
