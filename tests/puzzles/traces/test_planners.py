"""Derivations: sound by the checker, complete, economical; two of them worked out by hand."""

from __future__ import annotations

import doctest
import itertools
import random

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from puzzles.solve import solve
from puzzles.statements import And, Iff, Is, Not, Or, holds
from puzzles.traces import STYLES, TraceError, check, derive, planning, rows, writing
from puzzles.traces.steps import (
    Answer,
    Assume,
    Candidate,
    Check,
    Conclude,
    Contradiction,
    Deduce,
    Evaluate,
    Inspect,
    Paradox,
    Reject,
    Retract,
    Suppose,
    Try,
    Verified,
)  # fmt: skip
from tests.puzzles import brute
from tests.puzzles.traces.material import puzzles_with_one_solution, random_statement

OPTIONS = [(style, verify, unique) for style in STYLES for verify in (True, False) for unique in (True, False)]


@pytest.fixture(scope="module")
def derived():
    """(statements, solution, (style, verify, unique), derivation)"""
    found = []
    for num_people in range(2, 7):
        for seed, (statements, solution) in enumerate(puzzles_with_one_solution(num_people, 1, 20)):
            for options in OPTIONS:
                style, verify, unique = options
                derivation = derive(statements, solution, style, random.Random(seed), verify, unique)
                found.append((statements, solution, options, derivation))
    return found


def test_every_derivation_is_sound_and_ends_in_the_solution(derived) -> None:
    for statements, solution, _, derivation in derived:
        check(derivation, statements)
        assert derivation[-1].assignment == solution


def test_options_are_kept(derived) -> None:
    for statements, solution, (style, verify, unique), derivation in derived:
        looks = [step for step in derivation if isinstance(step, Check | Inspect)]
        checked = {step.speaker for step in looks if step.assignment == solution}
        assert (len(checked) == len(statements)) == (verify or style in ("truth_table", "search"))
        assert derivation[-1].unique or not unique
        if style == "contradiction":
            assert derivation[-1].unique
            assert {step.person for step in derivation if isinstance(step, Conclude) and step.level == 0} == set(
                range(len(statements))
            )


def test_every_kind_of_step_occurs(derived) -> None:
    kinds = {type(step) for *_, derivation in derived for step in derivation}
    assert kinds == {
        Answer, Assume, Candidate, Check, Conclude, Contradiction, Deduce,
        Evaluate, Inspect, Paradox, Reject, Retract, Suppose, Try, Verified,
    }  # fmt: skip


def worlds_under(under, statements) -> list:
    return [w for w in brute.worlds(len(statements)) if all(w[person] == knight for person, knight in under)]


def is_decided(step, under, statements) -> bool:
    """Whether the facts give the speaker's statement the truth of the role deduced, whoever says it."""
    said = statements[step.speaker]
    return {holds(said, world) for world in worlds_under(under, statements)} == {step.knight}


def is_forced(step, under, statements) -> bool:
    """Whether the role is the same in every world in which the statement fits its speaker."""
    said = statements[step.speaker]
    fitting = [world for world in worlds_under(under, statements) if holds(said, world) == world[step.speaker]]
    return {world[step.person] for world in fitting} == {step.knight}


def test_a_deduction_names_no_fact_too_many(derived) -> None:
    tried = 0
    for statements, *_, derivation in derived:
        for previous, step in itertools.pairwise(derivation):
            if isinstance(step, Deduce):
                plainly = step.person == step.speaker and isinstance(previous, Evaluate)
                follows = is_decided if plainly else is_forced
                assert follows(step, step.under, statements)
                for left_out in step.under:
                    if left_out[0] != step.speaker:
                        tried += 1
                        assert not follows(step, [fact for fact in step.under if fact != left_out], statements)
    assert tried > 100


def test_a_refutation_derives_nothing_in_vain(derived) -> None:
    """What is derived within a refuted case is named by a later step of that case."""
    refuted = 0
    for *_, derivation in derived:
        unused = [set()]
        for step in derivation:
            for fact in getattr(step, "under", ()):
                for level in unused:
                    level.discard(fact)
            if isinstance(step, Assume):
                unused.append(set())
            elif isinstance(step, Retract):
                unused.pop()
            elif isinstance(step, Conclude):
                refuted += 1
                assert not unused.pop(), derivation
            if isinstance(step, Deduce | Conclude):
                unused[-1].add((step.person, step.knight))
    assert refuted > 500


@settings(max_examples=25, deadline=None)
@given(st.data(), st.integers(2, 4), st.sampled_from(list(STYLES)), st.booleans(), st.booleans())
def test_any_puzzle_with_one_solution(data, num_people, style, verify, unique) -> None:
    statements = tuple(data.draw(brute.speeches(num_people)))
    solutions = brute.solutions(statements)
    assume(len(solutions) == 1)
    derivation = derive(statements, solutions.pop(), style, random.Random(0), verify, unique)
    check(derivation, statements)


@settings(max_examples=25, deadline=None)
@given(st.data(), st.integers(2, 3), st.sampled_from(list(STYLES)))
def test_puzzles_without_exactly_one_solution_are_refused(data, num_people, style) -> None:
    statements = tuple(data.draw(brute.speeches(num_people)))
    solutions = brute.solutions(statements)
    for world in brute.worlds(num_people):
        if solutions != {world}:
            with pytest.raises(TraceError, match="solve the puzzle first" if world not in solutions else "another"):
                derive(statements, world, style, random.Random(0))


def test_a_chain_by_hand() -> None:
    # 0: "I am a knave and 1 is a knave", 1: "0 is a knave": 0 cannot be a knight, and then 1 speaks the truth.
    statements = (And((Is(0, False), Is(1, False))), Is(0, False))
    first, second = (Assume(0, True, 1, "refute"), Assume(1, False, 1, "refute"))
    assert derive(statements, (False, True), "contradiction", random.Random(0), verify=False) in (
        (
            first, Contradiction(0, True, False, ((0, True),)), Conclude(0, False, 0),
            second, Contradiction(1, False, True, ((0, False), (1, False))), Conclude(1, True, 0),
            Answer((False, True), True),
        ),
        (
            second, Evaluate(1, False, ((1, False),)), Deduce(0, True, 1, ((1, False),)),
            Contradiction(0, True, False, ((0, True),)), Conclude(1, True, 0),
            first, Contradiction(0, True, False, ((0, True),)), Conclude(0, False, 0),
            Answer((False, True), True),
        ),
    )  # fmt: skip


def test_a_truth_table_by_hand() -> None:
    statements = (Or((Is(0, False), Is(1, True))), Is(0, True))
    assert derive(statements, (True, True), "truth_table", random.Random(0), unique=False) == (
        Try((True, True), 1),
        Check(0, True, (True, True)), Check(1, True, (True, True)), Verified((True, True)),
        Answer((True, True), False),
    )  # fmt: skip
    rest = derive(statements, (True, True), "truth_table", random.Random(0))[4:]
    assert rest == (
        Try((True, False), 2), Check(0, False, (True, False)), Reject((True, False), 0),
        Try((False, True), 3), Check(0, True, (False, True)), Reject((False, True), 0),
        Try((False, False), 4), Check(0, True, (False, False)), Reject((False, False), 0),
        Answer((True, True), True),
    )  # fmt: skip


def test_cases_are_nested_where_one_split_is_not_enough() -> None:
    # Each statement ties three people together, so that one assumption forces nobody else.
    pairs = ((1, 2), (2, 3), (3, 4), (4, 0), (0, 1))
    statements = tuple(Not(Iff(Is(a, True), Is(b, True))) for a, b in pairs)
    (solution,) = brute.solutions(statements)
    for style in ("case_analysis", "contradiction"):
        for seed in range(10):
            derivation = derive(statements, solution, style, random.Random(seed))
            check(derivation, statements)
            assert max(step.level for step in derivation if isinstance(step, Assume)) >= 2


@pytest.mark.parametrize("style", ["case_analysis", "contradiction"])
def test_twenty_people(style) -> None:
    rng, solutions = random.Random(7), []
    while len(solutions) != 1:
        statements = tuple(random_statement(20, 2, rng) for _ in range(20))
        solutions = solve(statements)
    derivation = derive(statements, solutions[0], style, rng)
    check(derivation, statements)
    assert derivation[-1] == Answer(solutions[0], unique=True)


def test_unknown_styles_and_tables_too_long_are_refused() -> None:
    with pytest.raises(TraceError, match="'socratic': choose from case_analysis, contradiction, truth_table"):
        derive((Is(0, True), Is(0, True)), (True, True), "socratic", random.Random(0))
    statements, solution = next(puzzles_with_one_solution(7, 1, 1))
    with pytest.raises(TraceError, match="7 people has 128 rows"):
        derive(statements, solution, "truth_table", random.Random(0))


def test_the_examples_in_the_documentation() -> None:
    for module in (planning, rows, writing):
        tried = doctest.testmod(module)
        assert tried.attempted and not tried.failed
