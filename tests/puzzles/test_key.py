"""The canonical key and the splits against an independent check of isomorphism."""

from __future__ import annotations

import itertools
import random
from collections import Counter, defaultdict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from puzzles import PuzzleSpec, sample_puzzle, split_of
from puzzles.identity import canonical_key
from puzzles.splits import SHARES
from puzzles.statements import And, Is, Not, Or
from tests.puzzles import brute


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
    statements = data.draw(st.lists(brute.statements(num_people), min_size=num_people, max_size=num_people))
    new = data.draw(st.permutations(range(num_people)))
    twin = [None] * num_people
    for person, statement in enumerate(statements):
        twin[new[person]] = Not(Not(brute.renamed(statement, new)))
    assert canonical_key(twin) == canonical_key(statements)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_key_of_arbitrary_statements_is_isomorphism(data) -> None:
    num_people = data.draw(st.integers(2, 3))
    lists = st.lists(brute.statements(num_people), min_size=num_people, max_size=num_people)
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
