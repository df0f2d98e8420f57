"""Scripts of `Zoey: …`: who is a person, who may speak twice, and prefaces of the two kinds of people."""

from __future__ import annotations

import itertools

import pytest

from puzzles.reading import read_puzzle
from puzzles.statements import holds
from tests.puzzles.reading.checks import assert_says, assert_solutions, refusal

KINDS = "Knights always tell the truth and knaves always lie."
SAID = "\n\nA says that B is a knave. B says that we are both knights."  # A tells the truth, B lies


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("P: Q is a liar.\nQ: P is a liar.\nS: Q is a truth-teller.", "P Q S"),
        ("S: Q is a truth-teller.\nP: Q is a liar.\nQ: P is a liar.", "S P Q"),
        ("Ann: Bob is a liar.\nBob: Ann is a liar.\nTom: Ann is a liar.", "Ann Bob Tom"),
        ("**Ann**: Bob is a liar.\n\n**Bob**: Ann is a liar.\n\n**Maria**: Bob and Ann are liars.", "Ann Bob Maria"),
        ("Ux: Vo is a liar.\nVo: Ux is a liar.\nZim: I am a liar or Ux is a liar.", "Ux Vo Zim"),
        ("Ux: Vo is a liar.\nZim: Ux is a liar.\nVo: Ux is a liar.", "Ux Zim Vo"),
        ("- Ux: Vo is a liar.\n- Zim: Ux is a liar.\n- Vo: Ux is a liar.", "Ux Zim Vo"),
    ],
)
def test_speakers_nobody_mentions(text, names) -> None:
    assert read_puzzle(text).names == tuple(names.split())


@pytest.mark.parametrize(
    "text",
    [
        "Ux: Vo is a liar.\nVo: Ux is a liar.\nZim: Ux is a liar.",  # at the end it may be a remark
        "Ux: Vo is a liar.\nVo: Ux is a liar.\nVerdict: Ux is a liar.",
        "Ux: Vo is a liar.\nNarrator: Ux is a liar.\nVo: Ux is a liar.",
        "Ux: Vo is a liar.\nTwist: Ux is a liar.\nVo: Ux is a liar.",
        "P: Q is a liar.\nQ: P is a liar.\nWho lies?\nA: P is a liar.",
    ],
)
def test_labels_that_may_be_nobody(text) -> None:
    assert "is a person" in refusal(text).reason


@pytest.mark.parametrize(
    ("text", "solutions"),
    [
        # Both of what a liar says is false, both of what a truth-teller says is true.
        ("A: B is a liar.\nB: A is a liar.\nA: We are both liars.", "-+"),
        ("A: B is a liar.\n\nB: A is a liar.\n\nA: I am a liar or B is a liar.", "+-"),
        ("A: B is a liar.\nA: C is a liar.\nB: A is a liar.\nC: B is a truth-teller.", "+-- -++"),
        ("A: B is a liar.\nA: B is a truth-teller.\nB: I am a truth-teller.", ""),
        ("A: B is a liar.\nB: C is a liar.\nA: C is a liar.\nC: A is a liar.\nA: I am a truth-teller.", ""),
    ],
)
def test_several_lines_by_one_person(text, solutions) -> None:
    assert_solutions(text, solutions)
    assert [len(words) for words in read_puzzle(text).said][0] > 1


def test_several_lines_are_possible_where_each_of_them_is() -> None:
    """Against the definition: a truth-teller's claims hold one by one, and none of a liar's does."""
    lines = ("A: B is a liar or C is a liar.", "B: A and C are liars.", "C: I am a liar or B is a liar.")
    text = "\n".join([*lines, "A: B and C are the same."])
    statements = read_puzzle(text).statements
    for a, b, c in itertools.product((True, False), repeat=3):
        fits = a == (not b or not c) == (b == c) and b == (not a and not c) and c == (not c or not b)
        world = (a, b, c)
        assert fits == all(holds(statement, world) == world[k] for k, statement in enumerate(statements))


@pytest.mark.parametrize(
    "text",
    [
        "A says that B is a liar. B says that A is a liar. A says that B lies.",
        "A: B is a liar.\nB: A is a liar.\n\nA: B is a liar.\nB: I am a liar or A is a liar.",
        "A: B is a liar.\nB: A is a liar.\nWho lies?\nA: B is a liar.",
        "骑士总说真话，无赖总说假话。\n甲：乙是无赖。\n乙：甲是无赖。\n\n甲：乙是骑士。",
        "骑士总说真话，无赖总说假话。甲说：“乙是无赖。”乙说：“甲是无赖。”甲说：“乙是骑士。”",
    ],
)
def test_second_statements_elsewhere_may_be_of_another_puzzle(text) -> None:
    assert "second statement" in refusal(text).reason


def test_several_lines_in_chinese() -> None:
    assert_solutions("骑士总说真话，无赖总说假话。\n甲：乙是无赖。\n乙：甲是无赖。\n甲：我们都是无赖。", "-+")


@pytest.mark.parametrize(
    "lines",
    [
        "- 甲：乙是无赖。\n- 乙：我们都是骑士。",
        "* 甲说：“乙是无赖。”\n* 乙说：“我们都是骑士。”",
        "• 甲：“乙是无赖。”\n• 乙：“我们都是骑士。”",
        "**甲**：乙是无赖。\n**乙**：我们都是骑士。",
        "**甲：** 乙是无赖。\n**乙：** 我们都是骑士。",
        "（1）甲：乙是无赖。\n（2）乙：我们都是骑士。",
        "1) 甲说：“乙是无赖。”\n2) 乙说：“我们都是骑士。”",
        "1、甲：乙是无赖。\n2、乙：我们都是骑士。",
        "①甲：乙是无赖。\n②乙：我们都是骑士。",
        "一、甲：乙是无赖。\n二、乙：我们都是骑士。",
        "> 甲：乙是无赖。\n> 乙：我们都是骑士。",
        "## 陈述\n甲:乙是无赖.\n乙:我们都是骑士.",
    ],
)
def test_chinese_lists_of_statements(lines) -> None:
    read = read_puzzle(f"骑士总说真话，无赖总说假话。\n{lines}")
    assert (read.names, read.said) == (("甲", "乙"), (("乙是无赖",), ("我们都是骑士",)))
    assert_solutions(f"骑士总说真话，无赖总说假话。\n{lines}", "+-")


@pytest.mark.parametrize(
    "preface",
    [
        "Suppose that there exist only two types of people: knights and knaves. " + KINDS,
        "Assume there are only two types of people: knights and knaves. " + KINDS,
        "Solve the following puzzles. " + KINDS,
        "In each of the following puzzles, you meet two inhabitants of an island. " + KINDS,
        KINDS + " Here are three puzzles. In each puzzle you meet two people.",
        KINDS + " Here are some puzzles.",
        "# Puzzles about knights and knaves\n\n" + KINDS,
        "# Knights and knaves\n\n## Rules\n" + KINDS,
        "There are exactly two kinds of people: knights, who always tell the truth, and knaves, who always lie.",
        "In what follows, knights always tell the truth and knaves always lie.",
        KINDS + " You are given the following statements. Based on these statements, infer who is a knight.",
        KINDS + " Read each puzzle and say who is a knight.",
    ],
)
def test_prefaces(preface) -> None:
    assert_solutions(preface + SAID, "+-")


@pytest.mark.parametrize("fact", ["You are given that A is a knave.", "Based on the fact that A lies, who is B?",
                                  "Read that A is a knave.", "There exist two knaves among them.",
                                  "Some puzzles have a knave."])  # fmt: skip
def test_facts_in_the_words_of_prefaces(fact) -> None:
    assert refusal(KINDS + SAID + " " + fact)


@pytest.mark.parametrize(
    ("claim", "meaning"),
    [
        ("Mia is my type", lambda z, m, a: m == z),
        ("Mia is not my kind", lambda z, m, a: m != z),
        ("Mia belongs to my tribe", lambda z, m, a: m == z),
        ("I am of Mia's type", lambda z, m, a: z == m),
        ("Mia is not Ann's type", lambda z, m, a: m != a),
        ("Mia and Ann are my type", lambda z, m, a: m == z and a == z),
        ("neither Mia nor Ann is my type", lambda z, m, a: m != z and a != z),
        ("exactly one of Mia and Ann is my type", lambda z, m, a: (m == z) != (a == z)),
        ("Mia is my opposite", lambda z, m, a: m != z),
        ("Mia is the opposite of Ann", lambda z, m, a: m != a),
        ("Mia is the same kind of person as Ann", lambda z, m, a: m == a),
        ("Mia is of the same kind that I am", lambda z, m, a: m == z),
        ("everybody here is my type", lambda z, m, a: z == m == a),
        ("nobody else is my type", lambda z, m, a: m != z and a != z),
        ("if Mia is my type, then Ann is a knave", lambda z, m, a: m != z or not a),
    ],
)
def test_kinds_held_against_one_person(claim, meaning) -> None:
    text = f"Zoey says: {claim}. Mia says: Ann is a knight. Ann says: Zoey is a knave."
    assert_says(text, ["Zoey", "Mia", "Ann"], [meaning, lambda z, m, a: a, lambda z, m, a: not z])


@pytest.mark.parametrize("claim", ["Mia and Ann are not my type", "exactly one of us is my type", "Zoey is my type",
                                   "we are of different types", "Mia is your type"])  # fmt: skip
def test_kinds_that_may_be_meant_in_two_ways(claim) -> None:
    assert refusal(f"Zoey says: {claim}. Mia says: Ann is a knight. Ann says: Zoey is a knave.")


@pytest.mark.parametrize(
    ("claim", "same"),
    [("乙是我的同类", True), ("乙不是我的同类", False), ("乙跟我一样", True), ("我和乙不一样", False),
     ("乙和我类型相同", True), ("我和乙是同一类型的人", True), ("乙跟我不是一类人", False)],
)  # fmt: skip
def test_kinds_in_chinese(claim, same) -> None:
    text = f"骑士总说真话，无赖总说假话。甲说：“{claim}。”乙说：“甲是无赖。”"
    assert_says(text, ["甲", "乙"], [lambda a, b: (a == b) == same, lambda a, b: not a])
