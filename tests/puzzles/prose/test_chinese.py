"""Chinese prose: the standard wording pinned, every other wording as expected by hand."""

from __future__ import annotations

import random
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from puzzles.errors import GenerationError
from puzzles.prose import words_zh as words
from puzzles.prose.chinese import STANDARD, STYLES, Phrasing, describe, draw_phrasing, listing, puzzle_text
from puzzles.prose.clauses_zh import reported
from puzzles.prose.languages import LANGUAGES
from puzzles.prose.phrasing_zh import CHOICES, FORMER
from puzzles.sampling.sample import sample_puzzle
from puzzles.sampling.spec import PuzzleSpec
from puzzles.statements import And, Iff, Implies, Is, Not, Or
from tests.puzzles import brute

NAMES, ROLES = ("甲", "乙", "丙"), ("骑士", "无赖")
A, B, C = (Is(person, True) for person in range(3))
NOT_A, NOT_B, NOT_C = (Is(person, False) for person in range(3))


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        (A, "甲是骑士"),
        (Not(NOT_B), "乙不是无赖"),
        (And((A, NOT_B)), "甲是骑士，并且乙是无赖"),
        (And((A, NOT_B, C)), "甲是骑士，乙是无赖，并且丙是骑士"),
        (Or((A, NOT_B)), "甲是骑士，或者乙是无赖，或者两者都成立"),
        (Or((A, NOT_A)), "甲是骑士，或者甲是无赖"),  # never both
        (Or((A, NOT_B, C)), "甲是骑士，或者乙是无赖，或者丙是骑士，其中至少有一个成立"),
        (Implies(A, NOT_B), "如果甲是骑士，那么乙是无赖"),
        (Iff(A, Not(B)), "甲是骑士，当且仅当乙不是骑士"),
        (Not(And((A, B))), "并非（甲是骑士并且乙是骑士）"),
        (Or((And((A, B)), C)), "（甲是骑士并且乙是骑士），或者丙是骑士，或者两者都成立"),
        (Implies(Or((A, B)), C), "如果（甲是骑士，或者乙是骑士，或者两者都成立），那么丙是骑士"),
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
        ({"negation": "并不是"}, Not(Or((A, B))), "并不是（甲是骑士，或者乙是骑士，或者两者都成立）"),
        ({"negation": "不成立"}, Not(Iff(A, B)), "（甲是骑士当且仅当乙是骑士）这一说法不成立"),
        ({"negation": "不都"}, Not(And((A, B))), "甲和乙不都是骑士"),
        ({"negation": "不都"}, Not(Or((NOT_A, NOT_B))), "甲和乙中没有一个是无赖"),
        ({"negation": "不都"}, Not(Or((NOT_A, B))), "并非（甲是无赖，或者乙是骑士，或者两者都成立）"),
        ({"conjunction": "而且"}, And((A, NOT_B)), "甲是骑士，而且乙是无赖"),
        ({"conjunction": "而"}, And((A, NOT_B)), "甲是骑士，而乙是无赖"),
        ({"conjunction": "而"}, And((A, B)), "甲是骑士，乙也是骑士"),
        ({"conjunction": "而"}, And((Not(A), Not(B))), "甲不是骑士，乙也不是骑士"),
        ({"conjunction": "而", "leaf": "habit"}, And((NOT_A, NOT_B)), "甲总是说假话，乙也总是说假话"),
        ({"conjunction": "而", "leaf": "doing"}, And((A, B)), "甲说的是真话，乙说的也是真话"),
        ({"conjunction": "而", "leaf": "doing"}, And((NOT_A, B)), "甲在说谎，而乙说的是真话"),
        ({"conjunction": "而", "leaf": "opposite"}, And((A, NOT_B)), "甲不是无赖，并且乙不是骑士"),
        ({"conjunction": "而"}, And((A, Not(NOT_B))), "甲是骑士，并且乙不是无赖"),
        ({"conjunction": "而"}, And((A, NOT_A)), "甲是骑士，并且甲是无赖"),
        ({"conjunction": "而"}, And((A, NOT_B, C)), "甲是骑士，乙是无赖，并且丙是骑士"),
        ({"conjunction": "都"}, And((A, B, C)), "甲、乙和丙都是骑士"),
        ({"conjunction": "都"}, And((Not(A), Not(B))), "甲和乙都不是骑士"),
        ({"conjunction": "都"}, And((A, NOT_B)), "甲是骑士，并且乙是无赖"),
        ({"disjunction": "或"}, Or((A, NOT_B)), "甲是骑士，或乙是无赖"),
        ({"disjunction": "或者"}, Or((A, NOT_B)), "甲是骑士，或者乙是无赖"),
        ({"disjunction": "至少有一项"}, Or((A, NOT_B)), "甲是骑士，或者乙是无赖，两者至少有一个成立"),
        ({"disjunction": "至少有一项"}, Or((A, NOT_B, C)), "甲是骑士，或者乙是无赖，或者丙是骑士，其中至少有一个成立"),
        ({"disjunction": "至少有一个"}, Or((Not(A), Not(B), Not(C))), "甲、乙和丙中至少有一个不是骑士"),
        ({"disjunction": "至少有一个"}, Or((NOT_A, NOT_B)), "甲和乙中至少有一个是无赖"),
        ({"disjunction": "两者都成立"}, Or((A, NOT_B)), "甲是骑士，或者乙是无赖，或者两者都成立"),
        ({"implication": "若则"}, Implies(A, NOT_B), "若甲是骑士，则乙是无赖"),
        ({"implication": "只要就"}, Implies(A, NOT_B), "只要甲是骑士，乙就是无赖"),
        ({"implication": "只有才"}, Implies(A, NOT_B), "只有乙是无赖，甲才是骑士"),
        ({"implication": "只有才"}, Implies(Not(A), B), "如果甲不是骑士，那么乙是骑士"),
        ({"equivalence": "充要条件"}, Iff(A, NOT_B), "甲是骑士的充要条件是乙是无赖"),
        ({"equivalence": "身份相同"}, Iff(NOT_A, NOT_B), "甲和乙身份相同"),
        ({"equivalence": "身份相同"}, Iff(A, NOT_B), "甲和乙身份不同"),
        ({"equivalence": "身份相同"}, Iff(A, Not(B)), "甲和乙身份不同"),
        ({"equivalence": "身份相同"}, Iff(A, And((B, C))), "甲是骑士，当且仅当（乙是骑士并且丙是骑士）"),
        ({"equivalence": "要么都"}, Iff(NOT_A, NOT_B), "甲和乙要么都是骑士，要么都是无赖"),
        ({"equivalence": "要么都"}, Iff(A, NOT_B), "甲和乙一个是骑士，另一个是无赖"),
        ({"equivalence": "反过来"}, Iff(A, NOT_B), "如果甲是骑士，那么乙是无赖，反过来也一样"),
        ({"equivalence": "反过来"}, Not(Iff(A, NOT_B)), "并非（甲是骑士当且仅当乙是无赖）"),
        ({"denial": "绝不是"}, Not(A), "甲绝不是骑士"),
        ({"leaf": "habit"}, Iff(A, NOT_A), "甲是骑士，当且仅当甲是无赖"),  # 甲总是说真话 if 甲总是说假话 is no paradox
    ],
)
def test_every_other_wording(phrasing, statement, expected) -> None:
    assert describe(statement, NAMES, ROLES, Phrasing(**phrasing)) == expected


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        (Implies(And((A, NOT_B)), C), "如果甲是骑士并且乙是无赖，那么丙是骑士"),
        (Implies(And((A, B)), C), "如果甲和乙都是骑士，那么丙是骑士"),
        (Iff(Or((A, B)), C), "甲和乙中至少有一个是骑士，当且仅当丙是骑士"),
        (Iff(Iff(A, NOT_B), C), "甲和乙身份不同，当且仅当丙是骑士"),
        (And((And((A, NOT_B)), C)), "甲是骑士，乙是无赖，并且丙是骑士"),
        (Or((A, Or((NOT_B, A)))), "甲是骑士，或者乙是无赖，或者两者都成立"),
        (And((A, Not(NOT_A))), "甲是骑士"),
        (Not(And((A, B))), "甲和乙中至少有一个不是骑士"),
        (Not(Or((A, B))), "甲和乙都不是骑士"),
        (Not(Or((A, B, C))), "甲、乙和丙中没有一个是骑士"),
        (Not(Or((A, NOT_B))), "甲不是骑士，并且乙不是无赖"),
        (Implies(Not(Or((A, Not(B)))), C), "如果甲不是骑士并且乙是骑士，那么丙是骑士"),
        (Not(And((A, NOT_B))), "并非（甲是骑士并且乙是无赖）"),
        (Not(Iff(A, B)), "甲和乙身份不同"),
        (Not(Not(A)), "甲的确是骑士"),
        (Not(Implies(A, NOT_B)), "并非（如果甲是骑士，那么乙是无赖）"),
        (Implies(A, NOT_A), "甲不可能是骑士"),
        (Implies(Implies(NOT_A, A), B), "如果甲不是无赖，那么乙是骑士"),
    ],
)
def test_lean_wordings_need_few_brackets(statement, expected) -> None:
    assert describe(statement, NAMES, ROLES, Phrasing(brackets="lean")) == expected
    stressed = Phrasing(brackets="lean", denial="绝不是")  # of a whole statement only
    assert describe(statement, NAMES, ROLES, stressed) == expected


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        (A, "自己是骑士"),
        (Not(B), "乙不是骑士"),
        (Implies(B, NOT_C), "如果乙是骑士，那么丙是无赖"),
        (Iff(B, A), "自己和乙身份相同"),
        (Implies(B, NOT_A), None),  # 自己 might be 乙
        (And((B, C)), None),  # 乙是骑士 might be all that is reported
        (Or((B, NOT_C)), None),
        (Iff(B, Or((A, C))), None),
        (Not(Or((B, NOT_C))), None),  # told as 乙不是骑士，并且丙不是无赖
        (Not(And((B, NOT_C))), "并非（乙是骑士并且丙是无赖）"),
        (Not(Implies(B, C)), "并非（如果乙是骑士，那么丙是骑士）"),
        (Or((B, C)), "乙和丙中至少有一个是骑士"),
    ],
)
def test_reports_say_no_more_than_one_reading_has(statement, expected) -> None:
    phrasing = Phrasing(equivalence="身份相同", disjunction="至少有一个", brackets="lean")
    assert reported(statement, NAMES, ROLES, phrasing, 0) == expected


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
        assert set(values).isdisjoint(FORMER.get(name, ()))


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


VARIED_SEEDS = range(300)


def varied_texts() -> list[tuple[str, tuple[str, ...]]]:
    """(text, names) of varied texts in which all speak of nobody but themselves."""
    pairs, found = list(words.ROLE_PAIRS.values()), []
    for seed in VARIED_SEEDS:
        rng = random.Random(seed)
        roles = pairs[seed % len(pairs)]
        names = tuple(rng.sample(LANGUAGES["zh"].names_for(roles, 3), 3))
        forms = (lambda k: Is(k, False), lambda k: Not(Is(k, True)), lambda k: Or((Is(k, True), Is(k, False))))
        said = [rng.choice(forms)(person) for person in range(3)]
        found.append((puzzle_text(said, names, roles, rng, "varied"), names))
    return found


def test_a_puzzle_has_one_kind_of_quotation_marks() -> None:
    kinds = [frozenset(set(text) & set("“”「」")) for text, _ in varied_texts()]
    assert set(kinds) <= {frozenset("“”"), frozenset("「」"), frozenset()}
    assert kinds.count(frozenset("「」")) > 10 and kinds.count(frozenset("“”")) > 150


def test_nobody_calls_themselves_by_name() -> None:
    found = varied_texts()
    for text, names in found:
        assert [text.count(name) for name in names] == [2, 2, 2], text  # where they are met, and where they speak
    assert any("我" in text for text, _ in found) and any("自己" in text for text, _ in found)


def test_scripts_are_scripts_throughout() -> None:
    scripts = 0
    for text, names in varied_texts():
        labels = [name for name in names if f"{name}：“" in text or f"{name}：「" in text]
        assert len(labels) in (0, len(names)), text
        scripts += bool(labels)
    assert 0 < scripts < len(VARIED_SEEDS) / 3


def test_nobody_bears_a_role_of_the_other_sex() -> None:
    specs = [
        PuzzleSpec(4, language="zh", style=style, roles=pair, uncommon_names=uncommon)
        for pair, style, uncommon in product(words.ROLE_PAIRS.values(), ("standard", "varied"), (False, True))
    ]
    sampled = [sample_puzzle(spec, random.Random(seed)) for spec, seed in product(specs, range(4))]
    women = {name for puzzle in sampled if "女巫" in puzzle.roles for name in puzzle.names}
    monks = {name for puzzle in sampled if "僧人" in puzzle.roles for name in puzzle.names}
    assert len(women) > 15 and len(monks) > 15
    assert not women & {"王建国", "张伟", "赵磊", "何涛", "孙家豪", "独孤远", "诸葛明轩"}
    assert not monks & {"王芳", "李娜", "黄诗涵", "欧阳映雪", "上官若兰"}
    assert not [puzzle.text for puzzle in sampled if "女巫" in puzzle.roles and "他们" in puzzle.text]


@settings(max_examples=60, deadline=None)
@given(brute.speeches(3), st.integers(0, 10**9))
def test_the_named_style_keeps_the_old_words(statements, seed) -> None:
    text = puzzle_text(statements, NAMES, ROLES, random.Random(seed), "named")
    assert "两者" not in text and "至少" not in text
    assert text.startswith(("在一座岛上，骑士总是说真话，无赖总是说假话。", "有一座特别的小岛，", "这里的每个人要么"))


def test_the_named_style_word_for_word() -> None:
    statements = [Or((A, NOT_B)), Implies(Or((B, C)), NOT_B), Iff(Not(C), And((A, B)))]
    text = puzzle_text(statements, NAMES, ROLES, random.Random(3), "named")
    for said in (
        "甲说：“我是骑士，或者乙是无赖。”",
        "乙说：“如果（我是骑士或者丙是骑士），那么我是无赖。”",
        "丙说：“我不是骑士，当且仅当（甲是骑士并且乙是骑士）。”",
    ):
        assert said in text.replace("声称", "说")


def test_roles_of_several_words_are_not_said_twice() -> None:
    for seed in range(60):
        for style in ("standard", "varied"):
            text = puzzle_text([A, B], NAMES[:2], ("诚实的人", "说谎的人"), random.Random(seed), style)
            assert "真话的诚实的人" not in text and "说谎的诚实的人" not in text
