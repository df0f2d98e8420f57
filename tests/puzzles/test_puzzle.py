"""The puzzle as other code sees it: what a task asks of a question."""

from __future__ import annotations

import random

import pytest

from puzzles.errors import PuzzleFormatError
from puzzles.puzzle import puzzle_from_row
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


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_row_of_solve_is_a_puzzle_where_it_has_one_solution(language) -> None:
    puzzle = sample_puzzle(PuzzleSpec(3, language=language), random.Random(2))
    row = puzzle.to_row()
    solution = row.pop("solution")
    assert puzzle_from_row(row | {"solutions": [solution]}).solution == puzzle.solution
    assert puzzle_from_row(row | {"solution": solution, "solutions": []}).solution == puzzle.solution
    for found, number in (([], "no"), ([solution, solution[::-1]], "2")):
        with pytest.raises(PuzzleFormatError, match=f"has {number} solutions, not one; leave out this row"):
            puzzle_from_row(row | {"solutions": found})
    with pytest.raises(PuzzleFormatError, match="solution"):
        puzzle_from_row(row | {"solutions": [[not told for told in solution]]})
