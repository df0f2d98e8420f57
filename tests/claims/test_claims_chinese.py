"""Claims in Chinese prose: hand-made cases, proofs whose every step is checked, and errors planted in them."""

from __future__ import annotations

import random

import pytest

from logic_rl.claims.board import Board
from logic_rl.claims.chinese import is_chinese
from logic_rl.claims.claim import summary_of_claims
from logic_rl.claims.reader import read_claims
from puzzles import PuzzleSpec, sample_puzzle, trace
from puzzles.statements import from_row

TEXTBOOK = ("case_analysis", "contradiction", "truth_table")


def statements(*rows: list) -> tuple:
    return tuple(from_row(row, len(rows)) for row in rows)


# One solution: of the eight worlds only this one fits.
BOARD = Board(
    ("小明", "小红", "小刚"),
    ("骑士", "无赖"),
    statements(["knave", 1], ["and", ["knave", 0], ["knave", 2]], ["iff", ["knight", 0], ["knave", 1]]),
    (True, False, True),
)


def told(text: str, board: Board = BOARD) -> list[tuple[str, str, str]]:
    return [(claim.kind, text[claim.start : claim.end], claim.truth) for claim in read_claims(text, board)]


def test_conclusions_assumptions_and_contradictions() -> None:
    text = (
        "假设小红是骑士。那么小明是无赖。这与小刚的话矛盾。"
        "所以小红不可能是骑士，小红是无赖。由此可知小明和小刚都是骑士。"
    )
    assert told(text) == [
        ("assumption", "小红是骑士", "false"),
        ("conditional", "小明是无赖", "true"),
        ("contradiction", "矛盾", "true"),
        ("role", "小红不可能是骑士", "true"),
        ("role", "小红是无赖", "true"),
        ("role", "小明和小刚都是骑士", "true"),
    ]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("小明说小红是骑士。", []),
        ("小明说：“小红是骑士。”", [("quotation", "false")]),
        ("小明说：“小红是无赖。”", [("quotation", "true")]),
        ("小红可能是骑士。", [("role", "unreadable")]),
        ("小红是骑士还是无赖？", [("role", "unreadable")]),
        ("小红是骑士，或者小明是骑士。", [("role", "unreadable"), ("role", "unreadable")]),
        ("因此小红是骑士。", [("role", "false")]),
        ("如果小红是骑士，那么小明是无赖。", [("assumption", "false"), ("conditional", "true")]),
        ("如果小红是骑士呢？", [("assumption", "false")]),
        (
            "情况一：小明是骑士，小红是无赖，小刚是无赖。",
            [("assumption", "true"), ("assumption", "true"), ("assumption", "false")],
        ),
        ("这就排除了小红是骑士的可能。", [("role", "unreadable")]),
    ],
)
def test_moods(text: str, kinds: list[tuple[str, str]]) -> None:
    assert [(kind, truth) for kind, _, truth in told(text)] == kinds


def test_chinese_prose_about_an_english_puzzle() -> None:
    board = Board(("Zoey", "Mia"), ("knight", "knave"), statements(["knave", 1], ["knave", 0]), (True, False))
    text = "先看 Zoey。假设 Zoey 是无赖。于是 Mia 是骑士。综上，Zoey 是骑士，Mia是 knave。"
    assert is_chinese(text)
    found = read_claims(text, board)
    assert [(claim.kind, claim.truth) for claim in found] == [
        ("assumption", "false"), ("conditional", "true"), ("role", "true"), ("role", "true"),
    ]  # fmt: skip
    assert found[-1].roles == {"Mia": "knave"}
    assert not is_chinese("Zoey is a knight (骑士), so Mia is a knave.")


def proofs(count: int, seed: int) -> list[tuple[str, Board]]:
    rng, found = random.Random(seed), []
    for number in range(count):
        puzzle = sample_puzzle(PuzzleSpec(num_people=3 + number % 4, language="zh"), rng)
        text = trace(puzzle, TEXTBOOK[number % len(TEXTBOOK)], rng).text
        found.append(
            (f"<think> {text} </think>", Board(puzzle.names, puzzle.roles, puzzle.statements, puzzle.solution))
        )
    return found


def test_no_step_of_a_checked_proof_is_called_false() -> None:
    read = unread = 0
    for text, board in proofs(120, seed=11):
        for claim in read_claims(text, board):
            if claim.kind == "assumption":
                continue
            assert claim.truth != "false", text[max(0, claim.start - 60) : claim.end + 20]
            read += claim.truth == "true"
            unread += claim.truth == "unreadable"
    assert read > 3000 and read / (read + unread) > 0.9


def test_a_planted_error_is_the_first_false_step() -> None:
    rng, planted = random.Random(2), 0
    for text, board in proofs(90, seed=12):
        roles = [claim for claim in read_claims(text, board) if claim.kind == "role" and claim.truth == "true"]
        plain = [claim for claim in roles if text[claim.end - 2 : claim.end] in board.roles]
        if not plain:
            continue
        chosen = rng.choice(plain)
        wrong = board.roles[1] if text[chosen.end - 2 : chosen.end] == board.roles[0] else board.roles[0]
        changed = text[: chosen.end - 2] + wrong + text[chosen.end :]
        assert summary_of_claims(read_claims(changed, board))["first_wrong"] == chosen.start
        planted += 1
    assert planted > 60
