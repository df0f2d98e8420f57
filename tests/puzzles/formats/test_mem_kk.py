"""mem-kk-logic's rows: written as its own scripts write them, read as they are."""

from __future__ import annotations

import ast
import json
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from puzzles import PuzzleFormatError, PuzzleSpec, sample_puzzle, solve
from puzzles.formats.load import load_puzzles
from puzzles.formats.mem_kk import mem_kk_row, rows_from_text, tuple_text, write_mem_kk
from puzzles.puzzle import Puzzle
from puzzles.statements import And, Iff, Implies, Is, Not, Or, to_row
from tests.puzzles import brute

# A row in that project's layout, with words of our own.
PLAIN = {
    "quiz": "You meet 2 inhabitants: Ann, and Bo. Ann said that Bo is not a knight. Bo said that Ann is a knight and "
    "Bo is a knight. So who is a knight and who is a knave?",
    "names": ["Ann", "Bo"],
    "knight_knave": {
        "knight": "knight", "knave": "knave", "a_knight": "a knight", "a_knave": "a knave",
        "Knight": "Knight", "Knave": "Knave",
    },
    "solution": [True, False],
    "solution_text": "Ann is a knight, and Bo is a knave.",
    "solution_text_format": "(1) Ann is a knight\n(2) Bo is a knave",
    "cot_head": "", "cot_repeat_steps": [], "cot_foot": "",
    "statements": "(('not', ('telling-truth', 1)), ('and', ('telling-truth', 0), ('telling-truth', 1)))",
    "index": 0,
}  # fmt: skip
PUZZLE = Puzzle(
    names=("Ann", "Bo"),
    statements=(Not(Is(1, True)), And((Is(0, True), Is(1, True)))),
    solution=(True, False),
    text=PLAIN["quiz"],
)


def read(tmp_path, *rows: dict) -> list[Puzzle]:
    (tmp_path / "theirs.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return list(load_puzzles(tmp_path / "theirs.jsonl"))


def test_their_rows_are_read(tmp_path) -> None:
    assert solve(PUZZLE.statements) == [PUZZLE.solution]
    assert read(tmp_path, PLAIN) == [PUZZLE]
    words = {"knight": "knave", "knave": "knight", "a_knight": "a knave", "a_knave": "a knight"}
    (flipped,) = read(tmp_path, PLAIN | {"knight_knave": words})
    assert flipped.roles == ("knave", "knight") and flipped.solution == PUZZLE.solution
    assert read(tmp_path, PLAIN | {"statements": PLAIN["statements"].replace("1", "'1'")}) == [PUZZLE]
    assert read(tmp_path, PLAIN | {"statements": ast.literal_eval(PLAIN["statements"])}) == [PUZZLE]
    verl_columns = {"reward_model": {"style": "rule"}, "extra_info": {"index": 7}, "prompt": []}
    assert read(tmp_path, PLAIN | verl_columns) == [PUZZLE], "Logic-RL keeps these columns beside its own"


def test_our_rows_are_theirs(tmp_path) -> None:
    write_mem_kk(tmp_path / "ours.jsonl", [PUZZLE, PUZZLE])
    rows = [json.loads(line) for line in (tmp_path / "ours.jsonl").read_text().splitlines()]
    assert rows == [PLAIN, PLAIN | {"index": 1}]
    assert list(rows[0]) == list(PLAIN), "also in this order"


@pytest.mark.parametrize("roles", [("angel", "devil"), ("knave", "knight"), ("white elf", "ogre")])
def test_role_words_and_articles(roles) -> None:
    row = mem_kk_row(Puzzle(PUZZLE.names, PUZZLE.statements, PUZZLE.solution, "…", roles))
    first, second = roles
    an = "an" if first[0] in "aeiou" else "a"
    other = "an" if second[0] in "aeiou" else "a"
    assert row["solution_text_format"] == f"(1) Ann is {an} {first}\n(2) Bo is {other} {second}"
    assert row["knight_knave"]["a_knight"] == f"{an} {first}"
    assert row["knight_knave"]["Knave"] == second[0].upper() + second[1:]


def test_chinese_takes_no_article() -> None:
    row = mem_kk_row(Puzzle(("小明", "小红"), PUZZLE.statements, PUZZLE.solution, "…", ("骑士", "无赖"), "zh"))
    assert row["solution_text_format"] == "(1) 小明是骑士\n(2) 小红是无赖"
    assert row["knight_knave"]["a_knight"] == "骑士"


@settings(max_examples=80, deadline=None)
@given(st.lists(brute.statements(4), min_size=1, max_size=4))
def test_any_statement_survives_the_tuples(statements) -> None:
    text = tuple_text(statements)
    assert isinstance(ast.literal_eval(text), tuple) and len(ast.literal_eval(text)) == len(statements)
    assert rows_from_text(text) == [to_row(statement) for statement in statements]


def test_their_names_of_connectives() -> None:
    a, b = Is(0, True), Is(1, False)
    assert tuple_text([Implies(a, b), Iff(a, b), Or((a, b, a))]) == (
        "(('->', ('telling-truth', 0), ('lying', 1)), ('<=>', ('telling-truth', 0), ('lying', 1)), "
        "('or', ('telling-truth', 0), ('lying', 1), ('telling-truth', 0)))"
    )


def test_sampled_puzzles_round_trip(tmp_path) -> None:
    puzzles = [sample_puzzle(PuzzleSpec(n, max_depth=3, max_width=3), random.Random(n)) for n in (2, 3, 5, 8)]
    write_mem_kk(tmp_path / "some.jsonl", puzzles)
    assert [(p.id, p.key) for p in load_puzzles(tmp_path / "some.jsonl")] == [(p.id, p.key) for p in puzzles]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"statements": "(('lying', 1), "}, "'statements' are not tuples"),
        ({"statements": "__import__('os').getcwd()"}, "'statements' are not tuples"),
        ({"statements": "(" * 100_000}, "'statements' are not tuples"),
        ({"statements": "(('lying', 'Bo'), ('lying', 0))"}, "'statements' are not tuples"),
        ({"statements": "(('nand', ('lying', 0), ('lying', 1)), ('lying', 0))"}, "nand"),
        ({"statements": "(('lying', 5), ('lying', 0))"}, "person 5"),
        ({"statements": "(('lying', 0),)"}, "1 statements"),
        ({"solution": [False, True]}, "contradicts what Bo says"),
        ({"knight_knave": {"knight": "knight"}}, "'knave' is missing"),
        ({"knight_knave": None}, "wrong kind"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_broken_row_is_named_in_one_line(tmp_path, change, message) -> None:
    with pytest.raises(PuzzleFormatError, match=message) as caught:
        read(tmp_path, PLAIN, PLAIN | change)
    text = str(caught.value)
    place = f"{tmp_path / 'theirs.jsonl'}:2: "
    assert text.startswith(place) and "\n" not in text and len(text) < len(place) + 220
