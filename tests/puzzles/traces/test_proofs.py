"""Proofs: that there is one solution, none or several, each step held to account; and the words around the steps."""

from __future__ import annotations

import doctest
import random
import re
import sys

import pytest

from puzzles.reading import read_puzzle
from puzzles.statements import And, Is, Or, Statement, World
from puzzles.traces import TraceError, UnsoundStep, check, step_from_row
from puzzles.traces.proofs import Claims, check_none, check_several, prove
from puzzles.traces.steps import Answer, Assume, Conclude, Contradiction, Deduce, Evaluate, Try, Verified
from tests.puzzles import brute
from tests.puzzles.traces.material import random_statement

NAMES = ("Zoey", "Mia", "Ann", "Lee", "Kim", "Bo")


def claims_of(statements: tuple[Statement, ...], language: str = "en") -> Claims:
    return Claims(NAMES[: len(statements)], ("knight", "knave"), statements, language)


def settled(worlds: list[World]) -> dict[int, bool]:
    return {k: roles[0] for k, roles in enumerate(zip(*worlds, strict=True)) if len(set(roles)) == 1}


def test_the_example_of_the_docstring() -> None:
    assert doctest.testmod(sys.modules["puzzles.traces.proofs"])[0] == 0


def drawn(count: int, seed: int) -> list[tuple[Statement, ...]]:
    rng = random.Random(seed)
    sizes = [rng.randint(2, 5) for _ in range(count)]
    return [tuple(random_statement(size, rng.randint(1, 3), rng) for _ in range(size)) for size in sizes]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_whatever_is_drawn_is_proved_and_the_steps_bear_it(language) -> None:
    counts = {0: 0, 1: 0, 2: 0}
    for statements in drawn(150, 5):
        worlds = sorted(brute.solutions(statements))
        proof = prove(claims_of(statements, language), worlds, len(worlds), settled(worlds))
        steps = tuple(step_from_row(row) for row in proof.rows())
        counts[min(len(worlds), 2)] += 1
        if not worlds:
            check_none(steps, statements)
            assert proof.text.endswith("fits what is said." if language == "en" else "符合所有的话。")
        elif len(worlds) == 1:
            check(steps, statements)
            assert steps[-1] == Answer(worlds[0], True)
        else:
            check_several(steps, statements, worlds[:2])
            assert {step.assignment for step in steps if isinstance(step, Verified)} == set(worlds[:2])
    assert min(counts.values()) > 20


def test_a_proof_of_none_is_no_proof_where_there_is_one() -> None:
    """What check_none passes, no assignment survives: each planted fault is found."""
    statements = (Is(1, False), Is(0, True))  # "Mia lies." "Zoey tells the truth."
    steps = (
        Assume(0, True, 1, "refute"), Evaluate(0, True, ((0, True),)), Deduce(1, False, 0, ((0, True),)),
        Contradiction(1, False, True, ((0, True), (1, False))), Conclude(0, False, 0),
        Deduce(1, True, 0, ((0, False),)), Contradiction(1, True, False, ((0, False), (1, True))),
    )  # fmt: skip
    check_none(steps, statements)
    for bad in (steps[:4], steps[:5], steps[:6], (*steps[:5], steps[6]), (steps[0], *steps[2:]) + steps[-1:], ()):
        with pytest.raises(UnsoundStep):
            check_none(bad, statements)
    with pytest.raises(UnsoundStep):
        check_none(steps, (Is(1, False), Is(0, False)))
    with pytest.raises(UnsoundStep):
        check(steps, statements)


def test_several_are_shown_by_trying_them() -> None:
    statements = (Is(1, False), Is(0, False))
    worlds = sorted(brute.solutions(statements))
    rows = prove(claims_of(statements), worlds, 2, {}).rows()
    steps = tuple(step_from_row(row) for row in rows)
    assert [step.number for step in steps if isinstance(step, Try)] == [1, 2]
    with pytest.raises(UnsoundStep):
        check_several(steps[:-1], statements, worlds)
    with pytest.raises(UnsoundStep):
        check_several(steps, (Is(1, False), Is(0, True)), worlds)


def test_what_is_the_same_in_all_of_many_is_told() -> None:
    statements = (And((Is(0, False), Is(1, False))), Is(1, True), Is(2, True))  # Ann may be either
    worlds = sorted(brute.solutions(statements))
    text = prove(claims_of(statements), worlds, len(worlds), settled(worlds)).text
    assert text.startswith("Two assignments fit")
    assert text.endswith("In every one of them Zoey is a knave and Mia is a knight.")
    statements = tuple(Is(k, True) for k in range(4))
    worlds = sorted(brute.solutions(statements))
    text = prove(claims_of(statements), worlds, len(worlds), {}).text
    assert text.startswith("16 assignments fit") and "every one of them" not in text


def read_claims(text: str) -> tuple[Claims, list[World]]:
    read = read_puzzle(text)
    claims = Claims(read.names, read.roles, read.statements, read.language, read.said)
    return claims, sorted(brute.solutions(read.statements))


def proof_text(text: str) -> str:
    claims, worlds = read_claims(text)
    return prove(claims, worlds, len(worlds), settled(worlds)).text


def test_who_says_nothing_is_not_quoted() -> None:
    text = proof_text("You meet Ann, Bo and Cy. Ann says: Bo and I are knaves. Cy says nothing.")
    assert "Ann, a knave, says" in text or "Ann says" in text
    assert "Cy says" not in text and "Bo says" not in text and "Cy, a" not in text


def test_several_claims_and_long_ones_are_quoted_as_they_were_made() -> None:
    text = proof_text("Ann: Bo is a knave.\nBo: Ann is a knave.\nAnn: We are both knaves.")
    assert "Ann says several things." in text.split("\n")[0]
    assert "“Bo is a knave” and that “We are both knaves”" in text
    long = "exactly two of Ann, Bo, Cy and me are knights"
    others = "Ann says that Bo is a knave. Bo says that Cy is a knave. Cy says that Di lies."
    text = proof_text(f"Di says that {long}. {others}")
    assert f"Di says that “{long}”" in text and "(" not in text
    text = proof_text("骑士总说真话，无赖总说假话。\n甲：乙是无赖。\n乙：甲是无赖。\n甲：我们都是无赖。")
    assert text.startswith("甲说了几句话。") and "乙是无赖；我们都是无赖" in text


@pytest.mark.parametrize(
    "text",
    [
        "Mary Ann O'Malley says that D'Arcy is a knave. D'Arcy says: Mary Ann O'Malley is a knave.",
        "In this land honest men never lie and swindlers always lie. Ed says that Al is an honest man. Al says: Ed "
        "and I are swindlers.",
        "Unicorns always lie, foxes always tell the truth. Guard 1 says that Guard 2 is a unicorn. Guard 2 says that "
        "Guard 1 is a fox.",
    ],
)
def test_odd_names_and_roles(text) -> None:
    claims, worlds = read_claims(text)
    told = prove(claims, worlds, len(worlds), settled(worlds)).text
    assert all(name in told for name in claims.names)
    assert not re.search(r"\ba [aeio]|\ban [^aeiouh]", told)


@pytest.mark.parametrize("size", [8, 12, 20])
def test_many_people_have_a_proof_of_few_words(size) -> None:
    names = [f"N{k}" for k in range(size)]
    said = [f"N{k} says that N{k + 1} is a knave." for k in range(size - 1)]
    said.append(f"N{size - 1} says: N0 lies or I am a knight.")
    told = proof_text(f"You meet {', '.join(names[:-1])} and {names[-1]}. {' '.join(said)}")
    assert len(told) < 600 * size


def test_a_statement_about_too_many_is_refused_before_it_takes_long() -> None:
    wide = Or(tuple(Is(k, False) for k in range(14)))
    statements = (wide, *(Is(0, True) for _ in range(13)))
    claims = Claims(tuple(f"N{k}" for k in range(14)), ("knight", "knave"), statements)
    with pytest.raises(TraceError, match="14 people"):
        prove(claims, [(True,) * 14], 1, {})


def test_the_same_puzzle_is_proved_in_the_same_words() -> None:
    statements = (And((Is(0, False), Is(1, False))), Is(0, False))
    worlds = sorted(brute.solutions(statements))
    assert prove(claims_of(statements), worlds, 1, {}) == prove(claims_of(statements), worlds, 1, {})
