"""Truth tables against world-by-world evaluation; rows."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from puzzles.solve import solve, world_from_number
from puzzles.statements import (
    And,
    Iff,
    Implies,
    Is,
    Not,
    Or,
    depth,
    from_row,
    holds,
    leaves,
    literals,
    to_row,
    truth_table,
)
from tests.puzzles import brute

sized = st.integers(1, 5).flatmap(lambda n: st.tuples(st.just(n), brute.statements(n)))


@settings(max_examples=80, deadline=None)
@given(sized)
def test_truth_table_is_holds_in_every_world(case) -> None:
    num_people, statement = case
    table = truth_table(statement, num_people)
    for number in range(2**num_people):
        assert bool(table >> number & 1) == holds(statement, world_from_number(number, num_people))
    assert table < 1 << 2**num_people


@settings(max_examples=80, deadline=None)
@given(sized)
def test_rows_round_trip(case) -> None:
    num_people, statement = case
    assert from_row(json.loads(json.dumps(to_row(statement))), num_people) == statement


def test_connectives_by_hand() -> None:
    a, b = Is(0, True), Is(1, False)
    table = {
        (True, False): (True, True, True, True, False),
        (True, True): (False, True, False, False, False),
        (False, False): (False, True, True, False, True),
        (False, True): (False, False, True, True, True),
    }
    for world, expected in table.items():
        found = [holds(s, world) for s in (And((a, b)), Or((a, b)), Implies(a, b), Iff(a, b), Not(a))]
        assert tuple(found) == expected, world


def test_depth_and_leaves() -> None:
    statement = Implies(Not(Is(0, True)), And((Is(1, False), Is(2, True))))
    assert depth(statement) == 3
    assert list(leaves(statement)) == [Is(0, True), Is(1, False), Is(2, True)]


@pytest.mark.parametrize(
    "row",
    [[], "knight", ["knight"], ["knight", 3], ["knight", -1], ["knight", True], ["knight", "0"], ["and", ["knight", 0]],
     ["not"], ["xor", ["knight", 0], ["knight", 1]], ["iff", ["knight", 0]], {"knight": 0}, None],
)  # fmt: skip
def test_what_is_no_statement_is_refused(row) -> None:
    with pytest.raises(ValueError, match="statement"):
        from_row(row, 3)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 4).flatmap(brute.speeches))
def test_solve_is_brute_force(statements) -> None:
    found = solve(statements)
    assert set(found) == brute.solutions(statements)
    assert len(found) == len(set(found))


def test_literals_by_hand() -> None:
    a, b = Is(0, True), Is(1, False)
    assert list(literals(Iff(Not(a), And((b, Not(Or((a, Not(b))))))))) == [Not(a), b, a, Not(b)]
    assert list(literals(Implies(a, Not(Not(b))))) == [a, Not(b)]
