"""The row of a perturbed puzzle leads back to its original and stays in its split."""

from __future__ import annotations

import doctest
import random

import pytest

import puzzles.perturb
from puzzles import PuzzleSpec, sample_puzzle, split_of
from puzzles.perturb import KINDS, perturb
from puzzles.puzzle import puzzle_from_row


@pytest.mark.parametrize("kind", KINDS)
def test_rows(kind) -> None:
    for number in range(6):
        puzzle = sample_puzzle(PuzzleSpec(5), random.Random(number))
        pair = perturb(puzzle, kind, random.Random(number))
        row = pair.to_row()
        assert row["perturbed_from"] == puzzle.id != row["id"] == pair.perturbed.id
        assert (row["perturbation"], row["split"], row["wording_kept"]) == (kind, split_of(puzzle), True)
        assert puzzle_from_row(row) == pair.perturbed
        assert pair.to_row("mine-7", "test") == row | {"perturbed_from": "mine-7", "split": "test"}


def test_the_example_of_the_package() -> None:
    assert doctest.testmod(puzzles.perturb) == (0, 5)
