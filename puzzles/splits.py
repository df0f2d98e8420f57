"""Disjoint train, valid and test sets.

A puzzle's split is a function of what it says alone, whatever the names and words. So a logical twin of a test puzzle
is a test puzzle in every dataset anybody generates, whatever the seed, and two datasets made
at different times cannot leak into each other.
"""

from __future__ import annotations

import hashlib
import random

from puzzles.puzzle import Puzzle
from puzzles.sampling.sample import sample_puzzle
from puzzles.sampling.spec import PuzzleSpec

SHARES = {"train": 0.7, "valid": 0.1, "test": 0.2}


def split_of(puzzle: Puzzle) -> str:
    """`train`, `valid` or `test`, in the shares of `SHARES`."""
    point = int.from_bytes(hashlib.sha256(f"split {puzzle.key}".encode()).digest()[:8]) / 2**64
    for name, share in SHARES.items():
        if point < share:
            return name
        point -= share
    return "test"


def sample_from_split(spec: PuzzleSpec, rng: random.Random, split: str) -> Puzzle:
    """Draw until a puzzle of the split comes up."""
    while True:
        puzzle = sample_puzzle(spec, rng)
        if split_of(puzzle) == split:
            return puzzle
