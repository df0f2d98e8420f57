"""Sampled puzzles: unique, without gifts, reproducible; errors with counts."""

from __future__ import annotations

import doctest
import random
import re
from itertools import islice

import pytest

import puzzles
from puzzles import GenerationError, PuzzleSpec, sample_distinct, sample_puzzle
from puzzles.prose.english import describe
from puzzles.prose.words_en import ROLE_PAIRS
from puzzles.puzzle import puzzle_from_row
from puzzles.statements import And, Is, Not, depth, holds, leaves
from tests.puzzles import brute


@pytest.fixture(scope="module")
def sampled():
    specs = [PuzzleSpec(n, max_depth=d, max_width=w) for n in (2, 3, 4, 6) for d, w in ((2, 2), (3, 3))]
    return [(spec, sample_puzzle(spec, random.Random(f"{spec} {i}"))) for spec in specs for i in range(15)]


def test_exactly_one_solution(sampled) -> None:
    for _, puzzle in sampled:
        assert brute.solutions(puzzle.statements) == {puzzle.solution}


def test_no_statement_gives_its_speaker_away(sampled) -> None:
    for _, puzzle in sampled:
        for speaker, statement in enumerate(puzzle.statements):
            truths = {w: holds(statement, w) for w in brute.worlds(puzzle.num_people)}
            assert len(set(truths.values())) == 2, "constant"
            assert any(truths[w] != w[speaker] for w in truths), "only says 'I am a knight'"
            assert any(truths[w] == w[speaker] for w in truths), "only says 'I am a knave'"


def test_spec_is_kept(sampled) -> None:
    for spec, puzzle in sampled:
        assert puzzle.num_people == spec.num_people == len(set(puzzle.names))
        assert max(map(depth, puzzle.statements)) <= spec.max_depth


def test_prose_names_everybody_and_says_every_leaf(sampled) -> None:
    for _, puzzle in sampled:
        said = re.findall(r"(\w+) (?:says|claims) that ([^.]*)\.", puzzle.text)
        assert [name for name, _ in said] == list(puzzle.names)
        for statement, (_, claim) in zip(puzzle.statements, said, strict=True):
            for leaf in leaves(statement):
                word = puzzle.roles[0 if leaf.knight else 1]
                assert re.search(rf"\b{puzzle.names[leaf.person]} is (not )?an? {word}\b", claim, re.IGNORECASE)


def test_role_words_and_articles() -> None:
    puzzle = sample_puzzle(PuzzleSpec(3, roles=ROLE_PAIRS["angel"]), random.Random(1))
    assert "an angel" in puzzle.text and "a devil" in puzzle.text
    assert "knight" not in puzzle.text and " a angel" not in puzzle.text
    text = describe(Not(And((Is(0, True), Not(Is(1, False))))), ("Zoey", "Mia"), ("angel", "devil"))
    assert text == "it is not the case that (Zoey is an angel and Mia is not a devil)"


def test_same_seed_same_puzzles() -> None:
    def draw(seed):
        return list(islice(sample_distinct(PuzzleSpec(4), random.Random(seed)), 20))

    assert draw(3) == draw(3)
    assert [p.id for p in draw(3)] == [p.id for p in draw(3)]
    assert draw(3) != draw(4)


def test_rows_round_trip(sampled) -> None:
    for _, puzzle in sampled:
        read = puzzle_from_row(puzzle.to_row())
        assert read == puzzle and read.id == puzzle.id


def test_the_example_of_the_package() -> None:
    assert doctest.testmod(puzzles) == (0, 5)


def test_two_people_have_38_puzzles() -> None:
    seen = set()
    with pytest.raises(GenerationError, match="found 38 .* of 2 people"):
        for _ in sample_distinct(PuzzleSpec(2), random.Random(1), seen, patience=1500):
            pass
    assert len(seen) == 38


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"num_people": 1}, "1 people"),
        ({"num_people": 21}, "21 people"),
        ({"num_people": 3, "max_depth": 0}, "max_depth 0"),
        ({"num_people": 3, "operators": ("xor",)}, "xor"),
        ({"num_people": 3, "max_width": 1}, "max_width 1"),
    ],
)
def test_impossible_specs_are_refused(settings, words) -> None:
    with pytest.raises(GenerationError, match=words):
        PuzzleSpec(**settings)


def test_leaves_alone_never_settle_a_puzzle() -> None:
    with pytest.raises(GenerationError, match="exactly one solution"):
        sample_puzzle(PuzzleSpec(3, max_depth=1, max_tries=50), random.Random(1))
