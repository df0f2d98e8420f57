"""The reader on real replies of eleven models; skipped where the shared data is absent."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest

from puzzles.answers.read import read_answer, read_last_answer
from puzzles.prose.words_en import ROLE_PAIRS

SHARED = Path(os.environ.get("LOGICRL_SHARED_DATA", Path(__file__).resolve().parents[3] / "shared" / "data"))
REPLIES = SHARED / "responses" / "kk_reasoning_gym.jsonl"


@pytest.fixture(scope="module")
def replies():
    if not REPLIES.exists():
        pytest.skip("no shared data; set LOGICRL_SHARED_DATA")
    return [json.loads(line) for line in REPLIES.read_text(encoding="utf-8").splitlines()]


def truth(reply: dict) -> tuple[list[str], tuple[str, str], tuple[bool, ...]]:
    pairs = re.findall(r"(\w+) is an? (\w+)", reply["expected_answer"])
    roles = next(pair for pair in ROLE_PAIRS.values() if f"{pair[0]}s always tell" in reply["question"].lower())
    return [name for name, _ in pairs], roles, tuple(role == roles[0] for _, role in pairs)


def plain_pairs(text: str) -> dict[str, str]:
    """What a text says in the one form `X is a role`, the last word on each person."""
    return dict(re.findall(r"(\w+) is an? (\w+)", text))


def test_answer_blocks(replies) -> None:
    read = blocks = 0
    for reply in replies:
        names, roles, solution = truth(reply)
        found = re.findall(r"<answer>(.*?)</answer>", reply["response"], re.DOTALL)
        if len(found) != 1:
            continue
        blocks += 1
        reading = read_answer(found[0], names, roles)
        read += reading.assignment is not None
        if reading.assignment == solution:
            said = plain_pairs(found[0])
            assert all(said.get(name, roles[not h]) == roles[not h] for name, h in zip(names, solution, strict=True)), (
                found
            )
        elif reading.assignment is not None:
            assert reply["score"] < 1, found
    print(f"{read} of {blocks} answer blocks read")
    assert read >= 0.99 * blocks


def test_whole_replies(replies) -> None:
    read = 0
    for reply in replies:
        names, roles, solution = truth(reply)
        reading = read_last_answer(reply["response"], names, roles)
        read += reading.assignment is not None
        assert (reading.assignment == solution) >= (reply["score"] == 1)
        if reading.assignment == solution:
            assert reply["score"] == 1 or "<answer>" not in reply["response"]
    print(f"{read} of {len(replies)} replies read")
    assert read >= 0.98 * len(replies)
