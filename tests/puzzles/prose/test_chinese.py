"""Chinese prose: the standard wording pinned, every other wording as expected by hand."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from puzzles.errors import GenerationError
from puzzles.prose import words_zh as words
from puzzles.prose.chinese import STANDARD, STYLES, Phrasing, describe, draw_phrasing, listing, puzzle_text
from puzzles.prose.phrasing_zh import CHOICES
from puzzles.statements import And, Iff, Implies, Is, Not, Or
from tests.puzzles import brute

NAMES, ROLES = ("甲", "乙", "丙"), ("骑士", "无赖")
A, B, C = (Is(person, True) for person in range(3))
NOT_A, NOT_B = Is(0, False), Is(1, False)


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        (A, "甲是骑士"),
        (Not(NOT_B), "乙不是无赖"),
        (And((A, NOT_B)), "甲是骑士，并且乙是无赖"),
        (And((A, NOT_B, C)), "甲是骑士，乙是无赖，并且丙是骑士"),
        (Or((A, NOT_B, C)), "甲是骑士，或者乙是无赖，或者丙是骑士"),
        (Implies(A, NOT_B), "如果甲是骑士，那么乙是无赖"),
        (Iff(A, Not(B)), "甲是骑士，当且仅当乙不是骑士"),
        (Not(And((A, B))), "并非（甲是骑士并且乙是骑士）"),
        (Or((And((A, B)), C)), "（甲是骑士并且乙是骑士），或者丙是骑士"),
        (Implies(Or((A, B)), C), "如果（甲是骑士或者乙是骑士），那么丙是骑士"),
        (Iff(Implies(A, B), C), "（如果甲是骑士，那么乙是骑士），当且仅当丙是骑士"),
    ],
)
def test_the_standard_wording(statement, expected) -> None:
    assert describe(statement, NAMES, ROLES) == describe(statement, NAMES, ROLES, STANDARD) == expected


@pytest.mark.parametrize(
    ("phrasing", "statement", "expected"),
    [
        ({"leaf": "habit"}, And((A, NOT_B)), "甲总是说真话，并且乙总是说假话"),
        ({"leaf": "doing"}, And((A, NOT_B)), "甲说的是真话，并且乙在说谎"),
        ({"leaf": "opposite"}, And((A, NOT_B)), "甲不是无赖，并且乙不是骑士"),
        ({"denial": "并不是"}, Not(A), "甲并不是骑士"),
        ({"denial": "并非"}, Not(NOT_B), "乙并非无赖"),
        ({"denial": "negation"}, And((Not(A), B)), "（并非甲是骑士），并且乙是骑士"),
        ({"negation": "并不是"}, Not(Or((A, B))), "并不是（甲是骑士或者乙是骑士）"),
        ({"negation": "不成立"}, Not(Iff(A, B)), "（甲是骑士当且仅当乙是骑士）这一说法不成立"),
        ({"negation": "不都"}, Not(And((A, B))), "甲和乙不都是骑士"),
        ({"negation": "不都"}, Not(Or((NOT_A, NOT_B))), "甲和乙中没有一个是无赖"),
        ({"negation": "不都"}, Not(Or((NOT_A, B))), "并非（甲是无赖或者乙是骑士）"),
        ({"conjunction": "而且"}, And((A, NOT_B)), "甲是骑士，而且乙是无赖"),
        ({"conjunction": "而"}, And((A, NOT_B)), "甲是骑士，而乙是无赖"),
        ({"conjunction": "而"}, And((A, NOT_B, C)), "甲是骑士，乙是无赖，并且丙是骑士"),
        ({"conjunction": "都"}, And((A, B, C)), "甲、乙和丙都是骑士"),
        ({"conjunction": "都"}, And((Not(A), Not(B))), "甲和乙都不是骑士"),
        ({"conjunction": "都"}, And((A, NOT_B)), "甲是骑士，并且乙是无赖"),
        ({"disjunction": "或"}, Or((A, NOT_B)), "甲是骑士，或乙是无赖"),
        ({"disjunction": "至少有一个"}, Or((NOT_A, NOT_B)), "甲和乙中至少有一个是无赖"),
        ({"disjunction": "两者都成立"}, Or((A, NOT_B)), "甲是骑士，或者乙是无赖，或者两者都成立"),
        ({"implication": "若则"}, Implies(A, NOT_B), "若甲是骑士，则乙是无赖"),
        ({"implication": "只要就"}, Implies(A, NOT_B), "只要甲是骑士，乙就是无赖"),
        ({"implication": "只有才"}, Implies(A, NOT_B), "只有乙是无赖，甲才是骑士"),
        ({"implication": "只有才"}, Implies(Not(A), B), "如果甲不是骑士，那么乙是骑士"),
        ({"equivalence": "充要条件"}, Iff(A, NOT_B), "甲是骑士的充要条件是乙是无赖"),
        ({"equivalence": "身份相同"}, Iff(NOT_A, NOT_B), "甲和乙身份相同"),
        ({"equivalence": "身份相同"}, Iff(A, NOT_B), "甲和乙身份不同"),
        ({"equivalence": "身份相同"}, Iff(A, Not(B)), "甲是骑士，当且仅当乙不是骑士"),
        ({"brackets": "lean"}, Implies(And((A, B)), C), "如果甲是骑士并且乙是骑士，那么丙是骑士"),
    ],
)
def test_every_other_wording(phrasing, statement, expected) -> None:
    assert describe(statement, NAMES, ROLES, Phrasing(**phrasing)) == expected


def test_speakers_call_themselves_i() -> None:
    assert describe(And((A, B)), NAMES, ROLES, speaker=0) == "我是骑士，并且乙是骑士"
    assert describe(NOT_A, NAMES, ROLES, Phrasing(leaf="doing"), speaker=0) == "我是无赖"  # 我在说谎 is a paradox
    assert (
        describe(Or((A, B)), NAMES, ROLES, Phrasing(disjunction="至少有一个"), speaker=1) == "甲和我中至少有一个是骑士"
    )


def test_listing() -> None:
    assert [listing(NAMES[:size]) for size in range(4)] == ["", "甲", "甲和乙", "甲、乙和丙"]


def test_unknown_choices_are_named() -> None:
    with pytest.raises(GenerationError, match="'和'.*并且"):
        Phrasing(conjunction="和")
    with pytest.raises(GenerationError, match="style 'free'"):
        puzzle_text([A, B], NAMES[:2], ROLES, random.Random(1), style="free")


def test_a_drawn_phrasing_comes_from_the_choices() -> None:
    drawn = [draw_phrasing(random.Random(seed)) for seed in range(200)]
    for name, values in CHOICES.items():
        assert {getattr(phrasing, name) for phrasing in drawn} == set(values)


@settings(max_examples=60, deadline=None)
@given(brute.speeches(3), st.sampled_from(STYLES), st.integers(0, 10**9))
def test_a_text_depends_on_the_random_state_alone(statements, style, seed) -> None:
    texts = {puzzle_text(statements, NAMES, ROLES, random.Random(seed), style=style) for _ in range(2)}
    assert len(texts) == 1
    (text,) = texts
    assert all(word in text for word in (*NAMES, *ROLES)) and "{" not in text


def test_the_words_are_fit_for_use() -> None:
    names = words.NAMES + words.UNCOMMON_NAMES + words.CAST
    assert len(set(names)) == len(names) and len(words.CAST) == 20 and len(words.STEMS) == 10
    assert not [name for name in names if set(name) & set("和与跟及是不都说有中的在")]
    assert not [(one, other) for one in names for other in names if one != other and one in other]
    assert all(one != other for one, other in words.ROLE_PAIRS.values())
    assert not set(words.SIMPLIFIED) & set(words.SIMPLIFIED.values())
