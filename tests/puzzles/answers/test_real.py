"""The reader on real replies of eleven models; skipped where the shared data is absent."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import NamedTuple

import pytest

from puzzles.answers.read import read_answer, read_last_answer

ROOMS_ABOVE = 4  # tests/puzzles/answers/test_real.py, then the repository beside the shared data
SHARED = Path(os.environ.get("LOGICRL_SHARED_DATA", Path(__file__).resolve().parents[ROOMS_ABOVE] / "shared" / "data"))
REPLIES = SHARED / "responses" / "kk_reasoning_gym.jsonl"


class Reply(NamedTuple):
    """A model's reply and the truth; `block` is what stands in its one pair of answer tags."""

    text: str
    block: str | None
    names: list[str]
    roles: tuple[str, str]
    solution: tuple[bool, ...]

    @property
    def plainly_right(self) -> bool:
        """Whether the last words on each person, in the one form `X is a role`, are the truth and the only ones."""
        said = re.findall(r"(\w+) is (?:an? )?([\w/]+)", self.block or self.text[-300:].rpartition("\n")[2])
        truth = [(name, self.roles[not honest]) for name, honest in zip(self.names, self.solution, strict=True)]
        return sorted(said) == sorted(truth)


@pytest.fixture(scope="module")
def replies() -> list[Reply]:
    if not REPLIES.exists():
        pytest.skip("no shared data; set LOGICRL_SHARED_DATA")
    return [reply_of(json.loads(line)) for line in REPLIES.read_text(encoding="utf-8").splitlines()]


def reply_of(row: dict) -> Reply:
    pairs = re.findall(r"(\w+) is an? (\w+)", row["expected_answer"])
    roles = re.search(r"inhabited only by (\w+)s and (\w+)s\.", row["question"]).groups()
    blocks = re.findall(r"<answer>(.*?)</answer>", row["response"], re.DOTALL)
    names = [name for name, _ in pairs]
    block = blocks[0] if len(blocks) == 1 else None
    return Reply(row["response"], block, names, roles, tuple(role == roles[0] for _, role in pairs))


def test_answer_blocks(replies) -> None:
    replies = [reply for reply in replies if reply.block is not None]
    readings = [read_answer(reply.block, reply.names, reply.roles).assignment for reply in replies]
    judge(replies, readings)


def test_whole_replies(replies) -> None:
    readings = [read_last_answer(reply.text, reply.names, reply.roles).assignment for reply in replies]
    judge(replies, readings)


def judge(replies: list[Reply], readings: list[tuple[bool, ...] | None]) -> None:
    """No false "correct", and at least 99 of 100 replies that are plainly right are read as right."""
    pairs = list(zip(replies, readings, strict=True))
    right = [reply for reply, reading in pairs if reading == reply.solution]
    plain = [reply for reply in replies if reply.plainly_right]
    print(f"{len(right)} of {len(replies)} read as right, {len(plain)} plainly so; {readings.count(None)} not read")
    assert plain and all(reply.plainly_right for reply in right)
    assert sum(reading == reply.solution for reply, reading in pairs if reply.plainly_right) >= 0.99 * len(plain)
    assert readings.count(None) <= 0.01 * len(readings)
