"""The puzzle as other code sees it: what a task asks of a question."""

from __future__ import annotations

import random

import pytest

from puzzles.sampling.sample import sample_puzzle
from puzzles.sampling.spec import PuzzleSpec


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("num_people", [2, 5])
def test_a_puzzle_knows_its_level_and_its_words_of_no_language(num_people, language) -> None:
    puzzle = sample_puzzle(PuzzleSpec(num_people, language=language), random.Random(1))
    row = puzzle.to_row()
    assert puzzle.level == row["num_people"] == num_people
    assert list(puzzle.proper_words) == row["names"] + row["roles"]
    assert all(word in puzzle.text for word in puzzle.proper_words[:num_people])
