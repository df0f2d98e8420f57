"""Chinese sentences in which somebody says something else: in the text's own way, and with one reading."""

from __future__ import annotations

import pytest

from puzzles import Puzzle
from puzzles.perturb.wording import worded_with
from puzzles.reading import read_puzzle
from puzzles.statements import And, Iff, Implies, Is, Not, Or
from tests.puzzles import brute

A, B, C = (Is(person, True) for person in range(3))
NOT_A, NOT_B, NOT_C = (Is(person, False) for person in range(3))
FRAME = (
    "山谷里住着两种人：骑士从不说谎，无赖从不说真话。你遇到了张伟、王芳和李娜。{}王芳说，李娜是骑士。李娜坚称：{}"
    "请判断每个人的身份。"
)


def puzzle_with(sentence: str, statement, marks: str = "“”") -> Puzzle:
    other = f"{marks[0]}王芳是骑士。{marks[1]}"
    return Puzzle(
        ("张伟", "王芳", "李娜"), (statement, C, B), (True, True, True), FRAME.format(sentence, other),
        roles=("骑士", "无赖"), language="zh",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("sentence", "old", "new", "expected"),
    [
        ("张伟说，王芳是骑士。", B, NOT_C, "张伟说，李娜是无赖。"),
        ("张伟说，王芳是骑士。", B, A, "张伟说，自己是骑士。"),
        ("张伟说，王芳是骑士。", B, And((B, NOT_C)), "张伟说：“王芳是骑士，并且李娜是无赖。”"),
        ("张伟声称，王芳是骑士。", B, Implies(C, A), "张伟说：“如果李娜是骑士，那么我是骑士。”"),
        ("据张伟说，王芳不是骑士。", Not(B), Not(A), "张伟说：“我不是骑士。”"),
        ("据张伟说，王芳不是骑士。", Not(B), Implies(B, C), "据张伟说，如果王芳是骑士，那么李娜是骑士。"),
        ("张伟说，自己和王芳身份相同。", Iff(A, B), Iff(B, Not(C)), "张伟说，王芳和李娜身份不同。"),
        ("张伟说，自己和王芳身份相同。", Iff(A, B), Iff(C, A), "张伟说，自己和李娜身份相同。"),
        ("张伟表示：“王芳是骑士。”", B, NOT_A, "张伟表示：“我是无赖。”"),
        ("“我是骑士，而王芳是无赖。”张伟说。", And((A, NOT_B)), And((B, C)), "“王芳是骑士，李娜也是骑士。”张伟说。"),
        # Texts of old keep their own way.
        ("张伟说，张伟是骑士，或者王芳是骑士。", Or((A, B)), Or((A, NOT_C)), "张伟说，张伟是骑士，或者李娜是无赖。"),
        ("据张伟说，张伟不是骑士。", Not(A), Not(NOT_A), "据张伟说，张伟不是无赖。"),
        (
            "张伟：“王芳是骑士的充要条件是李娜是骑士。”", Iff(B, C),
            Iff(B, NOT_A), "张伟：“王芳是骑士的充要条件是我是无赖。”",
        ),
    ],
)  # fmt: skip
def test_another_statement_is_said_in_the_same_way(sentence, old, new, expected) -> None:
    for marks in ("“”", "「」"):
        to_marks = str.maketrans("“”", marks)
        puzzle = puzzle_with(sentence.translate(to_marks), old, marks)
        text, kept = worded_with(puzzle, 0, new)
        other = f"{marks[0]}王芳是骑士。{marks[1]}"
        assert kept and text == FRAME.format(expected.translate(to_marks), other)
        assert brute.meaning(read_puzzle(text).statements) == brute.meaning([new, C, B])
