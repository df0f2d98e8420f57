"""The measures of difficulty against a slow search over worlds, and their invariance."""

from __future__ import annotations

import itertools
import random
import statistics
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from puzzles.difficulty import BANDS, MAX_BRANCH_POINTS, difficulty, difficulty_of_tables
from puzzles.statements import And, Iff, Is, Not, Or, depth, holds, leaves, truth_table
from tests.puzzles import brute

LIAR_CALLER = Is(1, False)  # person 0: "person 1 is a liar"


def speeches(least: int, most: int) -> st.SearchStrategy[list]:
    return st.integers(least, most).flatmap(brute.speeches)


def fitting(statements) -> list[set]:
    """For each speech the worlds in which it fits its speaker, one by one."""
    every = brute.worlds(len(statements))
    return [{w for w in every if holds(s, w) == w[k]} for k, s in enumerate(statements)]


def propagate(constraints, known: dict[int, bool]) -> tuple[dict[int, bool], bool]:
    """(roles known in the end, whether they clash): rounds in which each constraint sees the same roles."""
    while True:
        forced = set()
        for worlds in constraints:
            left = [w for w in worlds if all(w[p] == role for p, role in known.items())]
            if not left:
                return known, True
            for person in range(len(left[0])):
                if len({w[person] for w in left}) == 1 and person not in known:
                    forced.add((person, left[0][person]))
        if not forced:
            return known, False
        if len({person for person, _ in forced}) < len(forced):
            return known, True
        known = known | dict(forced)


def cheapest(constraints, known: dict[int, bool], num_people: int, limit: int) -> tuple[int, int] | None:
    """(branch points, steps) of the best search tree, by comparing every tree of at most `limit` branch points."""
    after, clash = propagate(constraints, known)
    steps = len(after) - len(known) + clash
    if clash or len(after) == num_people:
        return 0, steps
    found = []
    for person in set(range(num_people)) - set(after) if limit else ():
        sides = [cheapest(constraints, after | {person: role}, num_people, limit - 1) for role in (True, False)]
        if None not in sides and sides[0][0] + sides[1][0] < limit:
            found.append((1 + sides[0][0] + sides[1][0], steps + sides[0][1] + sides[1][1]))
    return min(found, default=None)


@settings(max_examples=60, deadline=None)
@given(speeches(2, 4))
def test_the_search_is_the_shortest(statements) -> None:
    expected = cheapest(fitting(statements), {}, len(statements), MAX_BRANCH_POINTS)
    measured = difficulty(statements)
    if expected is None:
        assert measured["branch_points"] == MAX_BRANCH_POINTS + 1
    else:
        assert (measured["branch_points"], measured["steps"]) == expected


@settings(max_examples=60, deadline=None)
@given(speeches(2, 4))
def test_settling_and_worlds_left_by_listing_worlds(statements) -> None:
    constraints, n = fitting(statements), len(statements)
    together = {
        size: [set.intersection(*chosen) for chosen in itertools.combinations(constraints, size)]
        for size in range(1, min(n, 3) + 1)
    }
    settled = [
        size
        for size, sets in together.items()
        if any(len({w[p] for w in worlds}) < 2 for worlds in sets for p in range(n))
    ]
    measured = difficulty(statements)
    assert measured["settling"] == min(settled, default=min(n, 3) + 1)
    assert measured["worlds_left"] == [min(map(len, sets)) for sets in together.values()]


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_order_names_and_wording_do_not_matter(data) -> None:
    statements = data.draw(speeches(2, 6))
    new = data.draw(st.permutations(range(len(statements))))
    twin = [None] * len(statements)
    for person, statement in enumerate(statements):
        twin[new[person]] = brute.renamed(statement, new)
    assert difficulty(twin) == difficulty(statements)
    reworded = [Not(Not(statement)) for statement in statements]
    same = ("branch_points", "steps", "settling", "worlds_left", "leaves_mean", "score", "band")
    assert {k: difficulty(reworded)[k] for k in same} == {k: difficulty(statements)[k] for k in same}


@settings(max_examples=60, deadline=None)
@given(speeches(2, 5))
def test_shape_score_and_band(statements) -> None:
    measured = difficulty(statements)
    counts = [len(list(leaves(s))) for s in statements]
    assert (measured["people"], measured["depth"]) == (len(statements), max(map(depth, statements)))
    assert measured["leaves_max"] == max(counts)
    assert measured["leaves_mean"] == pytest.approx(sum(counts) / len(counts), abs=1e-3)
    lines = measured["steps"] + 2 * measured["branch_points"]
    assert measured["score"] == pytest.approx(lines * sum(counts) / len(counts), abs=1e-3)
    limits = dict(BANDS)
    assert measured["score"] < limits[measured["band"]]
    assert all(measured["score"] >= limit for name, limit in BANDS[: list(limits).index(measured["band"])])


def test_truth_tables_at_hand_give_the_same() -> None:
    statements = [And((Is(1, False), Is(2, True))), Is(0, True), Or((Is(0, True), Is(1, True)))]
    assert difficulty_of_tables([truth_table(s, 3) for s in statements], statements) == difficulty(statements)


def test_by_hand() -> None:
    # "I am a liar and so is she": a truth-teller cannot say it, so he lies; then she does not.
    easy = difficulty([And((Is(0, False), Is(1, False))), Is(0, False)])
    assert (easy["branch_points"], easy["steps"], easy["settling"], easy["band"]) == (0, 2, 1, "easy")
    # Nothing follows at once. Suppose person 0 honest: (1) 1 lies; (2) 2, who calls 1 honest, lies: all fits.
    # Suppose 0 lies: (1) 1 is honest, and (2) makes 2 like 0, a liar, while 2's own words make 2 honest: a clash.
    hard = difficulty([LIAR_CALLER, Iff(Is(0, True), Is(2, True)), Is(1, True)])
    assert (hard["branch_points"], hard["steps"], hard["settling"]) == (1, 2 + 2, 2)


def test_no_solution_and_many_solutions_are_measured_too() -> None:
    assert difficulty([Is(0, False), Is(0, True)])["branch_points"] == 0
    assert difficulty([Is(1, True), Is(0, True)])["branch_points"] == 1


def test_quick_enough_to_ask_for_every_puzzle() -> None:
    rng = random.Random(5)
    puzzles = [[random_speech(rng, 5) for _ in range(5)] for _ in range(200)]
    seconds = []
    for statements in puzzles:
        tables = [truth_table(statement, 5) for statement in statements]
        start = time.process_time()
        difficulty_of_tables(tables, statements)
        seconds.append(time.process_time() - start)
    print(f"5 people: {statistics.median(seconds) * 1e6:.0f} µs, median of {len(seconds)}")
    assert statistics.median(seconds) < 1e-3  # about 100 µs on a free core


def random_speech(rng: random.Random, num_people: int):
    first, second = (Is(rng.randrange(num_people), rng.random() < 0.5) for _ in range(2))
    return rng.choice([first, And((first, second)), Or((first, second)), Iff(first, second)])


def chain_of_blocks(blocks: int) -> list:
    """Groups of three, each of which needs a branch point of its own."""
    statements = []
    for start in range(0, 3 * blocks, 3):
        statements += [Is(start + 1, False), Iff(Is(start, True), Is(start + 2, True)), Is(start + 1, True)]
    return statements


def everybody(num_people: int, speaker: int) -> Or:
    return Or(tuple(Is(person, (person + speaker) % 3 == 0) for person in range(num_people)))


@pytest.mark.parametrize(
    "statements",
    [
        chain_of_blocks(6) + [Is(0, True), Is(1, True)],
        [everybody(20, speaker) for speaker in range(20)],
        [Iff(Is((k + 1) % 20, True), Is((k + 2) % 20, True)) for k in range(20)],
        [random_speech(random.Random(k), 20) for k in range(20)],
    ],
    ids=["blocks", "wide", "parity", "random"],
)
def test_twenty_people_take_less_than_a_few_seconds(statements) -> None:
    start = time.process_time()
    measured = difficulty(statements)
    seconds = time.process_time() - start
    print(f"{seconds:.2f} s", measured)
    assert measured["people"] == 20
    assert seconds < 5


def test_separate_groups_add_up_their_branch_points() -> None:
    assert [difficulty(chain_of_blocks(blocks))["branch_points"] for blocks in (1, 2, 3, 4, 5)] == [1, 2, 3, 4, 4]
