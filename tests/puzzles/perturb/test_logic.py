"""Changed leaves and statements: one change, one other solution, the rest to the letter, and proofs that hold."""

from __future__ import annotations

import itertools
import random
import re
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given, settings

from puzzles import PuzzleSpec, sample_puzzle, solve, split_of
from puzzles.difficulty import difficulty
from puzzles.perturb.logic import count_of_shape, leaf_changes, shape_of, statements_of_shape
from puzzles.perturb.pairs import Pair, Refusal
from puzzles.perturb.table import KINDS, perturb
from puzzles.prose import chinese, words_zh
from puzzles.prose.english import describe, puzzle_text
from puzzles.prose.nouns_en import capital
from puzzles.puzzle import Puzzle
from puzzles.reading.read import read_puzzle
from puzzles.statements import And, Iff, Implies, Is, Not, Or, children, depth, holds, leaves
from tests.puzzles import brute


def sampled(num_people: int, count: int, **spec) -> tuple[Puzzle, ...]:
    rng = random.Random(f"{num_people} {spec}")
    return tuple(sample_puzzle(PuzzleSpec(num_people, **spec), rng) for _ in range(count))


PUZZLES = sampled(2, 12) + sampled(3, 25) + sampled(5, 15) + sampled(4, 15, max_depth=3, max_width=3)


def varied(puzzle: Puzzle, number: int) -> Puzzle:
    text = puzzle_text(puzzle.statements, puzzle.names, puzzle.roles, random.Random(number), "varied")
    return replace(puzzle, text=text)


IN_STYLE = {"standard": PUZZLES, "varied": tuple(map(varied, PUZZLES, itertools.count()))}


@cache
def pairs(kind: str, puzzles: tuple[Puzzle, ...]) -> tuple[Pair, ...]:
    results = [perturb(puzzle, kind, random.Random(number)) for number, puzzle in enumerate(puzzles)]
    return tuple(pair for pair in results if isinstance(pair, Pair))


def outline(statement):
    """The statement with its leaves left out."""
    if isinstance(statement, Is):
        return "leaf"
    return type(statement).__name__, tuple(map(outline, children(statement)))


@pytest.mark.parametrize("kind", ["leaf", "statement"])
def test_one_statement_and_one_other_solution(kind) -> None:
    found = pairs(kind, PUZZLES)
    assert len(found) > 0.7 * len(PUZZLES)
    for pair in found:
        old, new = pair.original, pair.perturbed
        changed = [k for k in range(old.num_people) if old.statements[k] != new.statements[k]]
        assert len(changed) == 1
        assert brute.solutions(new.statements) == {new.solution} != {old.solution}
        assert (new.names, new.roles, new.language) == (old.names, old.roles, old.language)
        assert new.id != old.id and pair.kind == kind


def test_a_leaf_is_one_leaf() -> None:
    for pair in pairs("leaf", PUZZLES):
        for old, new in zip(pair.original.statements, pair.perturbed.statements, strict=True):
            assert outline(old) == outline(new)
            differing = [a for a, b in zip(leaves(old), leaves(new), strict=True) if a != b]
            assert len(differing) == (old != new)


def test_a_new_statement_has_a_shape_of_the_puzzle() -> None:
    for pair in pairs("statement", PUZZLES):
        assert max(map(depth, pair.perturbed.statements)) <= max(map(depth, pair.original.statements))
        assert {shape_of(s) for s in pair.perturbed.statements} <= {shape_of(s) for s in pair.original.statements}


@pytest.mark.parametrize("kind", ["leaf", "statement"])
def test_a_new_statement_gives_nobody_away(kind) -> None:
    for pair in pairs(kind, PUZZLES):
        for k, (old, new) in enumerate(zip(pair.original.statements, pair.perturbed.statements, strict=True)):
            if old != new:
                truths = {w: holds(new, w) for w in brute.worlds(pair.original.num_people)}
                assert len(set(truths.values())) == 2
                assert len({value == w[k] for w, value in truths.items()}) == 2


@pytest.mark.parametrize("style", ["standard", "varied"])
@pytest.mark.parametrize("kind", ["leaf", "statement"])
def test_the_other_sentences_stay_to_the_letter(kind, style) -> None:
    found = pairs(kind, IN_STYLE[style])
    assert sum(pair.wording_kept for pair in found) >= 0.97 * len(found)
    for pair in found:
        if pair.wording_kept:
            old, new = pair.original.text, pair.perturbed.text
            before = next(i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b)
            after = next(i for i, (a, b) in enumerate(zip(old[::-1], new[::-1], strict=False)) if a != b)
            changed = old[before : len(old) - after]
            assert not any(end in changed.strip(".") for end in (". ", '." ', "? ")), "within one sentence"


@pytest.mark.parametrize("style", ["standard", "varied"])
@pytest.mark.parametrize("kind", ["leaf", "statement"])
def test_chinese_sentences_stay_too(kind, style) -> None:
    for number, puzzle in enumerate(PUZZLES[::2]):
        names = words_zh.CAST[: puzzle.num_people]
        text = chinese.puzzle_text(puzzle.statements, names, ("君子", "小人"), random.Random(number), style)
        chinese_puzzle = replace(puzzle, names=names, roles=("君子", "小人"), language="zh", text=text)
        pair = perturb(chinese_puzzle, kind, random.Random(number))
        if isinstance(pair, Pair):
            assert pair.wording_kept
            (speaker,) = (k for k in range(puzzle.num_people) if puzzle.statements[k] != pair.perturbed.statements[k])
            old, new = (re.split(r"(?<=[。！？」])(?=[^”」])", one.text) for one in (pair.original, pair.perturbed))
            assert len(old) == len(new) and [a == b for a, b in zip(old, new, strict=True)].count(False) == 1
            changed = next(b for a, b in zip(old, new, strict=True) if a != b)
            assert names[speaker] in changed or "“" in changed


def test_the_changed_sentence_says_the_changed_statement() -> None:
    for pair in pairs("leaf", PUZZLES) + pairs("statement", PUZZLES):
        new = pair.perturbed
        for person, (name, statement) in enumerate(zip(new.names, new.statements, strict=True)):
            claim = capital(describe(statement, new.names, new.roles, speaker=person))
            assert f'{name} says, "{claim}."' in new.text or f'{name} claims, "{claim}."' in new.text


@pytest.mark.parametrize("style", ["standard", "varied"])
@pytest.mark.parametrize("kind", KINDS)
def test_the_changed_text_is_read_as_the_changed_puzzle(kind, style) -> None:
    for pair in pairs(kind, IN_STYLE[style][::3]):
        new = pair.perturbed
        read = read_puzzle(new.text)
        assert set(read.names) == set(new.names) and read.roles == new.roles
        number = [new.names.index(name) for name in read.names]
        said = dict(zip(number, (brute.renamed(statement, number) for statement in read.statements), strict=True))
        assert brute.meaning([said[k] for k in range(new.num_people)]) == brute.meaning(new.statements)


def others_of(puzzle: Puzzle):
    """Every change of one leaf, made by listing leaves by number."""
    n = puzzle.num_people
    for k, statement in enumerate(puzzle.statements):
        for number in range(len(list(leaves(statement)))):
            for leaf in (Is(p, role) for p in range(n) for role in (True, False)):
                yield k, with_leaf(statement, number, leaf)


def with_leaf(statement, number: int, new: Is):
    if isinstance(statement, Is):
        return new if number == 0 else statement
    parts, seen = [], 0
    for part in children(statement):
        parts.append(with_leaf(part, number - seen, new))
        seen += len(list(leaves(part)))
    return type(statement)(tuple(parts)) if isinstance(statement, (And, Or)) else type(statement)(*parts)


def same_parts(statement) -> bool:
    return len(set(children(statement))) < len(children(statement)) or any(map(same_parts, children(statement)))


def is_offered(puzzle: Puzzle, k: int, statement) -> bool:
    n = puzzle.num_people
    new = (*puzzle.statements[:k], statement, *puzzle.statements[k + 1 :])
    truths = {w: holds(statement, w) for w in brute.worlds(n)}
    return (
        statement != puzzle.statements[k]
        and not same_parts(statement)
        and len(set(truths.values())) == 2
        and len({value == w[k] for w, value in truths.items()}) == 2
        and len(brute.solutions(new)) == 1
        and brute.solutions(new) != {puzzle.solution}
    )


def test_no_leaf_means_that_there_is_none() -> None:
    proven = 0
    for number, puzzle in enumerate(sampled(2, 30) + sampled(3, 40)):
        possible = [change for change in others_of(puzzle) if is_offered(puzzle, *change)]
        result = perturb(puzzle, "leaf", random.Random(number))
        assert isinstance(result, Refusal) == (not possible)
        if isinstance(result, Refusal):
            proven += 1
            assert result.proven and "tried" in result.reason
    assert proven, "some small puzzles have none"


def test_no_statement_means_that_there_is_none() -> None:
    for number, puzzle in enumerate(sampled(2, 40)):
        result = perturb(puzzle, "statement", random.Random(number))
        shapes = {shape_of(statement) for statement in puzzle.statements}
        every = [(k, s) for shape in shapes for s in statements_of_shape(shape, 2) for k in range(2)]
        assert isinstance(result, Refusal) == (not any(is_offered(puzzle, k, s) for k, s in every))


def test_leaf_changes_are_all_there_are() -> None:
    statement = Implies(Not(Is(0, True)), Or((Is(0, True), Is(2, False))))
    listed = list(leaf_changes(statement, 3))
    expected = {s for number in range(3) for leaf in (Is(p, r) for p in range(3) for r in (True, False))
                if (s := with_leaf(statement, number, leaf)) != statement and not same_parts(s)}  # fmt: skip
    assert len(listed) == len(set(listed)) and set(listed) == expected


@pytest.mark.slow
@settings(max_examples=50, deadline=None)
@given(brute.statements(2).filter(lambda s: len(list(leaves(s))) <= 4))
def test_shapes_are_listed_and_counted(statement) -> None:
    shape = shape_of(statement)
    if count_of_shape(shape, 2) <= 5_000:
        listed = list(statements_of_shape(shape, 2))
        assert len(set(listed)) == len(listed) <= count_of_shape(shape, 2)
        assert all(shape_of(one) == shape for one in listed)
        assert (statement in listed) == (not same_parts(statement))


def test_shapes_by_hand() -> None:
    assert shape_of(Not(Iff(Is(0, True), Is(1, True)))) == (((), ()),)
    assert len(list(statements_of_shape((), 3))) == count_of_shape((), 3) == 6
    assert count_of_shape(((), ()), 3) == 4 * 36
    assert len(list(statements_of_shape(((), ()), 3))) == 4 * 6 * 5
    assert len(list(statements_of_shape(((), (), ()), 2))) == 2 * 4 * 3 * 2


@pytest.mark.parametrize("kind", ["leaf", "statement"])
def test_the_change_stays_in_its_split_where_it_can(kind) -> None:
    found = pairs(kind, sampled(5, 40))
    stayed = sum(split_of(pair.perturbed) == split_of(pair.original) for pair in found)
    assert stayed >= 0.8 * len(found)  # by chance it would be 0.54
    assert {split_of(pair.original) for pair in found} > {"train"}


def test_difficulty_is_measured_again() -> None:
    (puzzle,) = sampled(4, 1)
    measured = replace(puzzle, difficulty={**difficulty(puzzle.statements), "mine": 3})
    changed = perturb(measured, "statement", random.Random(1)).perturbed
    assert changed.difficulty == {**difficulty(changed.statements), "mine": 3}
    assert perturb(replace(puzzle, difficulty={}), "statement", random.Random(1)).perturbed.difficulty == {}


@pytest.mark.parametrize("kind", KINDS)
def test_same_seed_same_pair(kind) -> None:
    for puzzle in PUZZLES[:12]:
        one, other = (perturb(puzzle, kind, random.Random(7)) for _ in range(2))
        assert one == other


def test_texts_that_cannot_be_changed_in_place_are_worded_anew() -> None:
    (puzzle,) = sampled(3, 1)
    foreign = replace(puzzle, text="Three people met. One lied, perhaps. Who?")
    for kind in ("leaf", "statement"):
        pair = perturb(foreign, kind, random.Random(2))
        assert not pair.wording_kept
        for person, (name, statement) in enumerate(zip(puzzle.names, pair.perturbed.statements, strict=True)):
            claim = capital(describe(statement, puzzle.names, puzzle.roles, speaker=person))
            assert claim in pair.perturbed.text
            assert name in pair.perturbed.text
        assert pair == perturb(foreign, kind, random.Random(2))


def test_twenty_people() -> None:
    names = tuple(f"Person{chr(65 + k)}" for k in range(20))
    statements = (And((Is(0, False), Is(1, False))), *(Is(k - 1, False) for k in range(1, 20)))
    solution = tuple(k % 2 == 1 for k in range(20))
    text = puzzle_text(statements, names, ("knight", "knave"), random.Random(1))
    puzzle = Puzzle(names, statements, solution, text)
    for kind in ("leaf", "statement"):
        pair = perturb(puzzle, kind, random.Random(1))
        assert pair.wording_kept and pair.perturbed.solution != solution
        assert solve(pair.perturbed.statements) == [pair.perturbed.solution]
