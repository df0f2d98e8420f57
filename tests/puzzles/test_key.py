"""The canonical key and the splits against an independent check of isomorphism."""

from __future__ import annotations

import itertools
import random
from collections import Counter, defaultdict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from puzzles import PuzzleSpec, sample_puzzle, split_of
from puzzles.identity.identity import canonical_key, canonical_keys
from puzzles.identity.polynomials import forms_of, polynomial
from puzzles.splits import SHARES
from puzzles.statements import And, Is, Not, Or, holds
from tests.puzzles import brute
from tests.tiers import all_but


def drawn(num_people: int, count: int):
    rng = random.Random(num_people)
    return [sample_puzzle(PuzzleSpec(num_people), rng) for _ in range(count)]


@pytest.mark.parametrize(("num_people", "count"), [(2, 90), (3, 40), (4, 16)])
def test_keys_are_equal_exactly_for_isomorphic_puzzles(num_people, count) -> None:
    puzzles = drawn(num_people, count)
    verdicts = Counter()
    for one, other in itertools.combinations(puzzles, 2):
        same = brute.isomorphic(one.statements, other.statements)
        assert (one.key == other.key) == same, (one, other)
        verdicts[same] += 1
    assert verdicts[False] and (verdicts[True] or num_people > 2)


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_key_survives_renaming_and_rewording(data) -> None:
    num_people = data.draw(st.integers(2, 5))
    statements = data.draw(brute.speeches(num_people))
    new = data.draw(st.permutations(range(num_people)))
    twin = [None] * num_people
    for person, statement in enumerate(statements):
        twin[new[person]] = Not(Not(brute.renamed(statement, new)))
    assert canonical_key(twin) == canonical_key(statements)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_key_of_arbitrary_statements_is_isomorphism(data) -> None:
    num_people = data.draw(st.integers(2, 3))
    lists = brute.speeches(num_people)
    one, other = data.draw(lists), data.draw(lists)
    assert (canonical_key(one) == canonical_key(other)) == brute.isomorphic(one, other)


def test_key_sees_meaning_not_wording() -> None:
    a, b = Is(0, True), Is(1, True)
    first = [Not(And((a, b))), Is(0, False)]
    second = [Or((Not(b), Not(a))), Not(Is(0, True))]
    assert canonical_key(first) == canonical_key(second)
    assert canonical_key(first) != canonical_key([And((a, b)), Is(0, False)])


def test_splits_hold_no_logical_twins() -> None:
    split = defaultdict(list)
    for puzzle in drawn(2, 150) + drawn(3, 40):
        split[split_of(puzzle)].append(puzzle)
    assert set(split) == set(SHARES)
    for one, other in itertools.combinations(split, 2):
        for p, q in itertools.product(split[one], split[other]):
            assert p.key != q.key
    distinct = {name: list({p.key: p for p in part}.values()) for name, part in split.items()}
    for one, other in itertools.combinations(distinct, 2):
        for p, q in itertools.product(distinct[one], distinct[other]):
            assert not brute.isomorphic(p.statements, q.statements)


def test_split_shares() -> None:
    counts = Counter(split_of(puzzle) for puzzle in drawn(5, 600))
    for name, share in SHARES.items():
        spread = (share * (1 - share) / 600) ** 0.5
        assert abs(counts[name] / 600 - share) < 4 * spread


def says_of(*people, knight: bool = False):
    """A puzzle in which person k says of each person in `people[k]` that they are a knave."""
    return [And(tuple(Is(other, knight) for other in others)) for others in people]


def shuffled(statements, seed):
    new = list(range(len(statements)))
    random.Random(seed).shuffle(new)
    twin = [None] * len(statements)
    for person, statement in enumerate(statements):
        twin[new[person]] = brute.renamed(statement, new)
    return twin


SYMMETRIC = {
    "a ring of eight": says_of(*([(k + 1) % 8, (k + 2) % 8] for k in range(8))),
    "two rings of four": says_of(*([k // 4 * 4 + (k + 1) % 4, k // 4 * 4 + (k + 2) % 4] for k in range(8))),
    "twelve, each of all others": says_of(*([p for p in range(12) if p != k] for k in range(12))),
    "twenty, each of the next": [Is((k + 1) % 20, False) for k in range(20)],
    "the cube": says_of(*([k ^ 1, k ^ 2, k ^ 4] for k in range(8))),
    "the cube with its diagonals": says_of(*([k ^ 1, k ^ 2, k ^ 4, k ^ 7] for k in range(8))),
}


COSTLY = "twelve, each of all others"


@pytest.mark.parametrize("name", all_but(SYMMETRIC.keys() - {COSTLY}, SYMMETRIC))
def test_symmetric_puzzles_keep_their_key_when_shuffled(name) -> None:
    keys = {canonical_key(shuffled(SYMMETRIC[name], seed)) for seed in range(4)}
    assert len(keys) == 1


@pytest.mark.slow
def test_symmetric_puzzles_have_different_keys() -> None:
    assert len({canonical_key(statements) for statements in SYMMETRIC.values()}) == len(SYMMETRIC)


@pytest.mark.parametrize("symmetric", all_but([["the cube"]], [["the cube"], list(SYMMETRIC)]), ids=["one", "all"])
def test_a_batch_gives_the_keys_of_its_puzzles_one_by_one(symmetric) -> None:
    puzzles = [p.statements for n in (2, 3, 4, 5) for p in drawn(n, 12)] + [SYMMETRIC[name] for name in symmetric]
    random.Random(0).shuffle(puzzles)
    batch = canonical_keys([[forms_of(s) for s in statements] for statements in puzzles])
    assert batch == [canonical_key(statements) for statements in puzzles]


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_polynomials_are_equal_exactly_for_equal_meanings(data) -> None:
    one, other = data.draw(brute.statements(3)), data.draw(brute.statements(3))
    same = all(holds(one, world) == holds(other, world) for world in brute.worlds(3))
    assert (polynomial(one) == polynomial(other)) == (polynomial(one, False) == polynomial(other, False)) == same


def test_two_people_have_38_classes_by_enumeration() -> None:
    """All pairs of truth functions of two people, those that the sampler may not use left out."""
    worlds = brute.worlds(2)
    functions = [dict(zip(worlds, values, strict=True)) for values in itertools.product((False, True), repeat=4)]

    def says_something(function, speaker):
        same = {function[w] == w[speaker] for w in worlds}
        return len(set(function.values())) == 2 and len(same) == 2

    classes = set()
    for first, second in itertools.product(functions, repeat=2):
        if not (says_something(first, 0) and says_something(second, 1)):
            continue
        if sum(first[w] == w[0] and second[w] == w[1] for w in worlds) == 1:
            mirrored = tuple({w: f[w[::-1]] for w in worlds} for f in (second, first))
            forms = [tuple(tuple(f.values()) for f in pair) for pair in ((first, second), mirrored)]
            classes.add(min(forms))
    assert len(classes) == 38
