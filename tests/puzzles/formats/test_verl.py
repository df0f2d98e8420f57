"""verl's parquet: its columns and types, what Logic-RL's reward looks for, and back to puzzles."""

from __future__ import annotations

import json
import random
import re

import pyarrow.parquet as pq
import pytest

from logic_rl.prompts import INSTRUCTION as OURS
from puzzles import PuzzleFormatError, PuzzleSpec, sample_puzzle
from puzzles.formats.load import load_puzzles, load_rows
from puzzles.formats.verl import INSTRUCTION, puzzle_of_truth, verl_row, write_verl
from puzzles.prose.english import article
from puzzles.puzzle import Puzzle


@pytest.fixture(scope="module")
def puzzles():
    return [sample_puzzle(PuzzleSpec(n, max_depth=3), random.Random(n)) for n in (2, 3, 5)]


def test_one_instruction_in_the_project() -> None:
    assert INSTRUCTION == OURS


def test_the_five_columns(tmp_path, puzzles) -> None:
    write_verl(tmp_path / "train.parquet", puzzles, "train")
    rows = pq.read_table(tmp_path / "train.parquet").to_pylist()
    assert [list(row) for row in rows] == [["data_source", "prompt", "ability", "reward_model", "extra_info"]] * 3
    for index, (row, puzzle) in enumerate(zip(rows, puzzles, strict=True)):
        assert "kk" in row["data_source"] and row["ability"] == "logic"
        (message,) = row["prompt"]
        assert message["role"] == "user" and message["content"].startswith(puzzle.text)
        assert "<think>" in message["content"] and "<answer>" in message["content"]
        assert row["reward_model"]["style"] == "rule"
        assert (row["extra_info"]["split"], row["extra_info"]["index"]) == ("train", index)
        assert row["extra_info"]["id"] == puzzle.id and row["extra_info"]["question"] == puzzle.text


def test_their_ground_truth_fields(tmp_path, puzzles) -> None:
    """Logic-RL finds a name and a role word in each line, and needs every person once."""
    for puzzle in puzzles:
        text = verl_row(puzzle, "test")["reward_model"]["ground_truth"]["solution_text_format"]
        found = dict(re.search(r"\b([A-Za-z]+)\b.*?\b(knight|knave)\b", line).groups() for line in text.split("\n"))
        assert found == {name: puzzle.role_of(k) for k, name in enumerate(puzzle.names)}
        assert all(f"{name} is {article(role)}" in text for name, role in found.items())


def test_back_to_puzzles(tmp_path, puzzles) -> None:
    measured = [Puzzle(p.names, p.statements, p.solution, p.text, p.roles, p.language, {"score": 1.5}) for p in puzzles]
    write_verl(tmp_path / "x.parquet", measured, "valid")
    assert [p.to_row() for p in load_puzzles(tmp_path / "x.parquet")] == [p.to_row() for p in measured]
    assert {row["split"] for _, row in load_rows(tmp_path / "x.parquet")} == {"valid"}


def test_the_same_as_json_lines(tmp_path, puzzles) -> None:
    lines = [json.dumps(verl_row(puzzle, "train")) for puzzle in puzzles]
    (tmp_path / "x.jsonl").write_text("\n".join(lines), encoding="utf-8")
    assert list(load_puzzles(tmp_path / "x.jsonl")) == puzzles


def test_rows_of_others_are_refused_in_one_line(tmp_path, puzzles) -> None:
    row = verl_row(puzzles[0], "train")
    del row["extra_info"]["question"]
    (tmp_path / "x.jsonl").write_text(json.dumps(row))
    with pytest.raises(PuzzleFormatError, match=r"x\.jsonl:1: a verl row without 'question'"):
        list(load_puzzles(tmp_path / "x.jsonl"))
    (tmp_path / "x.jsonl").write_text(json.dumps(row | {"reward_model": {"ground_truth": "42"}}))
    with pytest.raises(PuzzleFormatError, match=r"x\.jsonl:1: a verl row"):
        list(load_puzzles(tmp_path / "x.jsonl"))


def test_a_puzzle_for_the_reward(puzzles) -> None:
    truth = verl_row(puzzles[1], "train")["reward_model"]["ground_truth"]
    for given in (truth, json.dumps(truth)):
        puzzle = puzzle_of_truth(given, "Who?")
        assert (puzzle.names, puzzle.roles, puzzle.solution) == (
            puzzles[1].names, puzzles[1].roles, puzzles[1].solution,
        )  # fmt: skip
        assert puzzle.text == "Who?"


@pytest.mark.parametrize(
    "truth",
    ["{", "[]", "3", {}, {"names": ["A"], "roles": ["x", "y"], "solution": []}, {"names": 3, "roles": 3, "solution": 3},
     {"names": ["A"], "roles": ["x"], "solution": [True]}, {"names": [], "roles": ["x", "y"], "solution": []}],
)  # fmt: skip
def test_no_ground_truth_of_ours(truth) -> None:
    with pytest.raises(PuzzleFormatError):
        puzzle_of_truth(truth)
