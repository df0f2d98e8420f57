"""Real texts of two public generators with their true solutions; skipped where the shared data is absent."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest

from puzzles.errors import UnreadablePuzzleError
from puzzles.reading import read_puzzle
from puzzles.solve import solve

SHARED = Path(os.environ.get("LOGICRL_SHARED_DATA", Path(__file__).resolve().parents[4] / "shared" / "data"))
FILES = [SHARED / "puzzle_texts" / name for name in ("mem_kk.jsonl", "reasoning_gym.jsonl")]


@pytest.fixture(scope="module")
def rows() -> list[dict]:
    if not all(file.exists() for file in FILES):
        pytest.skip("no shared data; set LOGICRL_SHARED_DATA")
    return [json.loads(line) for file in FILES for line in file.read_text(encoding="utf-8").splitlines()]


def test_all_are_read_and_none_is_solved_wrongly(rows) -> None:
    read = 0
    for row in rows:
        expected = dict(re.findall(r"(\w+) is an? (\w+)", row["solution_text"]))
        try:
            puzzle = read_puzzle(row["text"])
        except UnreadablePuzzleError as error:
            print(error)
            continue
        found = [
            {name: puzzle.roles[0 if honest else 1] for name, honest in zip(puzzle.names, solution, strict=True)}
            for solution in solve(puzzle.statements)
        ]
        assert found == [expected], row["text"]
        read += 1
    print(f"{read} of {len(rows)} texts read")
    assert read >= 0.99 * len(rows)


@pytest.mark.parametrize("word", ["probably", "not", "always", "unless", "maybe", "except"])
def test_a_word_put_in_anywhere_never_changes_what_is_read_unnoticed(rows, word) -> None:
    """A text with one more word is refused, or says the same, or says of one person the opposite ("not")."""
    refused = 0
    for row in rows[::12]:
        words = row["text"].split(" ")
        original = read_puzzle(row["text"])
        for at in range(1, len(words), 3):
            try:
                changed = read_puzzle(" ".join([*words[:at], word, *words[at:]]))
            except UnreadablePuzzleError:
                refused += 1
                continue
            same = [one == other for one, other in zip(changed.statements, original.statements, strict=True)]
            assert changed.names == original.names and changed.roles == original.roles
            assert all(same) or word == "not" and words[at - 1] == "is" and sum(same) == len(same) - 1
    assert refused > 100
