"""The checker: sound derivations pass (test_planners.py), and every way to spoil one is caught."""

from __future__ import annotations

import dataclasses
import itertools
import pickle
import random

import pytest

from puzzles.statements import And, Iff, Is, Not, holds
from puzzles.traces import STYLES, UnsoundStep, check, derive
from puzzles.traces.steps import (
    Answer,
    Assume,
    Candidate,
    Check,
    Conclude,
    Contradiction,
    Deduce,
    Evaluate,
    Paradox,
    Reject,
    Retract,
    Try,
    Verified,
)  # fmt: skip
from tests.puzzles import brute
from tests.puzzles.traces.material import puzzles_with_one_solution

# 0: "I am a knave and 1 is a knave"; 1: "0 is a knave". Only (False, True) fits.
STATEMENTS = (And((Is(0, False), Is(1, False))), Is(0, False))
RIGHT = (False, True)
REFUTED = (Assume(0, True, 1), Contradiction(0, True, False, ((0, True),)), Conclude(0, False, 0))
EVALUATED = (Evaluate(1, True, ((0, False),)), Deduce(1, True, 1, ((0, False),)))
SOUND = (*REFUTED, *EVALUATED, Candidate(RIGHT), Check(0, False, RIGHT), Check(1, True, RIGHT), Verified(RIGHT))


def test_the_sound_one_passes() -> None:
    assert check((*SOUND, Answer(RIGHT, True)), STATEMENTS) is None
    assert check((*REFUTED, *EVALUATED, Answer(RIGHT, True)), STATEMENTS) is None


@pytest.mark.parametrize(
    ("steps", "index", "words"),
    [
        (SOUND, 9, "without an answer"),
        ((), 0, "without an answer"),
        ((*SOUND, Answer(RIGHT, True), Retract(0)), 10, "nothing may follow"),
        ((Answer(RIGHT, True),), 0, "not excluded"),
        ((Answer(RIGHT, False),), 0, "not reached"),
        ((*SOUND[:-1], Answer((True, True), True)), 8, "does not fit"),
        ((Evaluate(0, False, ((0, True),)),), 0, "not in force"),
        ((Evaluate(5, True, ()),), 0, "speaker 5 of 2"),
        ((Deduce(2, True, 0, ()),), 0, "person 2 of 2"),
        ((Candidate((True,)),), 0, "1 of 2 people"),
        ((Assume(0, True, 2),), 0, "opens level 1"),
        ((Assume(0, True, 1, "fun"),), 0, "purposes"),
        ((Assume(0, True, 1), Assume(0, False, 2)), 1, "known already"),
        ((Assume(0, True, 1), Evaluate(1, True, ((0, True),))), 1, "do not make statement 1 True"),
        ((Assume(0, True, 1), Deduce(1, True, 1, ((0, True),))), 1, "do not determine person 1"),
        ((Assume(0, True, 1), Deduce(1, False, 0, ((0, True),))), 1, "do not determine person 1"),
        ((Assume(0, True, 1), Deduce(0, True, 1, ((0, True),))), 1, "known already"),
        ((Contradiction(0, True, False, ()),), 0, "without an assumption"),
        ((Assume(1, True, 1), Contradiction(1, True, False, ((1, True),))), 1, "do not make statement 1 False"),
        ((Assume(0, True, 1), Contradiction(0, False, True, ((0, True),))), 1, "should be False"),
        ((Paradox(0, ()),), 0, "without an assumption"),
        ((Assume(1, True, 1), Paradox(0, ((1, True),))), 1, "can be said"),
        ((*REFUTED[:2], Assume(1, True, 2)), 2, "followed by its conclusion"),
        ((*REFUTED[:2], Conclude(0, True, 0)), 2, "not the opposite"),
        ((*REFUTED[:2], Conclude(0, False, 1)), 2, "level 0"),
        ((Assume(0, True, 1), Conclude(0, False, 0)), 1, "not the opposite"),
        ((Retract(0),), 0, "innermost"),
        ((Retract(-1),), 0, "innermost"),
        ((Assume(0, False, 1), Retract(0)), 1, "still open"),
        ((*REFUTED, Candidate(RIGHT)), 3, "not what is in force"),
        ((Check(0, False, RIGHT),), 0, "not under trial"),
        ((*SOUND[:6], Check(0, True, RIGHT)), 6, "is not True"),
        ((*SOUND[:7], Verified(RIGHT)), 7, "not every statement"),
        ((Assume(0, True, 1), Try(RIGHT, 1)), 1, "outside of any assumption"),
        ((Try(RIGHT, 2),), 0, "trial number 1"),
        ((Try(RIGHT, 1), Try(RIGHT, 2)), 1, "tried once"),
        ((Try(RIGHT, 1), Reject(RIGHT, 0)), 1, "not seen to fail"),
        ((Try(RIGHT, 1), Check(0, False, RIGHT), Reject(RIGHT, 0)), 2, "not seen to fail"),
    ],
)
def test_what_is_wrong_is_told(steps, index, words) -> None:
    with pytest.raises(UnsoundStep, match=words) as caught:
        check(steps, STATEMENTS)
    assert caught.value.index == index
    assert pickle.loads(pickle.dumps(caught.value)).reason == caught.value.reason  # noqa: S301


def test_facts_of_a_closed_level_are_no_longer_in_force() -> None:
    # 0: "1 is a knight", 1: "0 is a knight, and 0 and 1 differ": both are knaves.
    statements = (Is(1, True), And((Is(0, True), Not(Iff(Is(0, True), Is(1, True))))))
    assert brute.solutions(statements) == {(False, False)}
    opening = (Assume(0, True, 1), Deduce(1, True, 0, ((0, True),)))
    refuted = (*opening, Contradiction(1, True, False, ((0, True), (1, True))), Conclude(0, False, 0))
    with pytest.raises(UnsoundStep, match="not in force") as caught:
        check((*refuted, Evaluate(0, True, ((1, True),))), statements)
    assert caught.value.index == 4
    check((*refuted, Deduce(1, False, 0, ((0, False),)), Answer((False, False), True)), statements)


def test_uniqueness_needs_the_other_case() -> None:
    # 0: "1 is a knave", 1: "0 is a knave and 1 is a knave": only (True, False) fits.
    statements = (Is(1, False), And((Is(0, False), Is(1, False))))
    right = (True, False)
    assert brute.solutions(statements) == {right}
    first = (Assume(1, False, 1), Deduce(0, True, 0, ((1, False),)), Candidate(right))
    other = (
        Retract(0), Assume(1, True, 1, "other_case"),
        Contradiction(1, True, False, ((1, True),)), Conclude(1, False, 0),
    )  # fmt: skip
    check((*first, Answer(right, False)), statements)
    check((*first, *other, Answer(right, True)), statements)
    for steps in (first, (*first, *other[:1])):
        with pytest.raises(UnsoundStep, match="not excluded"):
            check((*steps, Answer(right, True)), statements)
    with pytest.raises(UnsoundStep, match="not what is in force"):
        check((*first[:2], Candidate((True, True))), statements)


def spoilt(derivation):
    """Every copy of the derivation with one truth value of one step turned round."""
    for i, step in enumerate(derivation):
        for field in dataclasses.fields(step):
            value = getattr(step, field.name)
            if isinstance(value, bool) and field.name != "unique":
                variants = [not value]
            elif field.name == "under":
                variants = [tuple((p, v ^ (p == person)) for p, v in value) for person, _ in value]
            elif field.name in ("assignment", "kinds", "truths"):
                variants = [tuple(v ^ (k == person) for k, v in enumerate(value)) for person in range(len(value))]
            else:
                variants = []
            for variant in variants:
                yield i, (*derivation[:i], dataclasses.replace(step, **{field.name: variant}), *derivation[i + 1 :])


def test_any_truth_value_turned_round_is_caught_or_harmless() -> None:
    """Only an assumption may be turned round, and only where the rest still stands."""
    caught = 0
    for statements, solution in puzzles_with_one_solution(4, 2, 15):
        for style in STYLES:
            for i, steps in spoilt(derive(statements, solution, style, random.Random(1))):
                try:
                    check(steps, statements)
                except UnsoundStep as error:
                    caught += 1
                    assert error.index >= i
                else:
                    assert isinstance(steps[i], Try | Assume), steps[i]
    assert caught > 1000


def test_a_step_left_out_is_caught_where_it_matters() -> None:
    """Evaluations only explain, and a verification may be missing; all the rest is needed."""
    for statements, solution in puzzles_with_one_solution(4, 3, 15):
        for style in ("case_analysis", "contradiction"):
            derivation = derive(statements, solution, style, random.Random(1), verify=False)
            for i, step in enumerate(derivation):
                if not isinstance(step, Evaluate | Candidate):
                    with pytest.raises(UnsoundStep):
                        check((*derivation[:i], *derivation[i + 1 :]), statements)


def test_what_the_checker_passes_holds_in_every_world() -> None:
    """An account of soundness without the checker: what is settled at level 0 is so in the solution."""
    for statements, solution in itertools.chain(
        puzzles_with_one_solution(3, 4, 15), puzzles_with_one_solution(5, 4, 15)
    ):
        for style in STYLES:
            level = 0
            for step in derive(statements, solution, style, random.Random(2)):
                if isinstance(step, Assume | Conclude | Retract):
                    level = step.level
                if level == 0 and isinstance(step, Deduce | Conclude):
                    assert solution[step.person] == step.knight
                if level == 0 and isinstance(step, Evaluate):
                    assert holds(statements[step.speaker], solution) == step.value
