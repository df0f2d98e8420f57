"""Rows in the shapes of other tools: the whole reply is read, with its thinking, or the row is refused."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

import logic_rl
from logic_rl.errors import UsageError
from logic_rl.rewards.adapters import compute_score, trl_reward
from logic_rl.rows import read_responses
from logic_rl.shapes import response_row
from puzzles import PuzzleSpec, sample_puzzle

THOUGHT = "If Ada were a liar, then what Ben says would be true, and it is not. "
ANSWER = "<answer>(1) Ada is a knight</answer>"
WHOLE = f"<think>{THOUGHT}</think>{ANSWER}"
ASK = {"role": "user", "content": "Who lies?"}
SAYS = {"role": "assistant", "content": ANSWER, "reasoning_content": THOUGHT}

SHAPES = [
    {"response": WHOLE},
    {"response": ANSWER, "reasoning": THOUGHT},
    {"response": ANSWER, "thinking": THOUGHT, "reasoning": None, "reasoning_content": ""},
    {"response": ANSWER, "reasoning": THOUGHT, "reasoning_content": THOUGHT},
    {"response": ANSWER, "reasoning_details": [{"type": "reasoning.text", "text": THOUGHT, "index": 0}]},
    {"response": ANSWER, "reasoning": THOUGHT, "reasoning_details": [{"type": "reasoning.text", "text": THOUGHT}]},
    {"messages": [ASK, {**SAYS, "reasoning_content": None, "reasoning_details": [
        {"type": "reasoning.text", "text": THOUGHT[:9]}, {"type": "reasoning.text", "text": THOUGHT[9:]}]}]},
    {"response": ANSWER, "thinking": f"<think>{THOUGHT}</think>"},
    {"response": WHOLE, "reasoning": THOUGHT, "thinking": True},
    {"content": ANSWER, "reasoning_content": THOUGHT},
    {"role": "assistant", "content": [{"type": "text", "text": ANSWER}], "reasoning": THOUGHT},
    {"response": [{"role": "assistant", "content": WHOLE}]},
    {"messages": [ASK, SAYS]},
    {"messages": [{"role": "system", "content": "Be brief."}, ASK, {"role": "assistant", "content": WHOLE}]},
    {"messages": [ASK, {"role": "assistant", "content": ANSWER}], "reasoning": THOUGHT},
    {"messages": [ASK, {"role": "assistant", "content": [
        {"type": "thinking", "thinking": THOUGHT}, {"type": "text", "text": ANSWER}]}]},
    {"conversations": [{"from": "human", "value": "Who lies?"}, {"from": "gpt", "value": WHOLE}]},
    {"conversations": [ASK, SAYS], "messages": [ASK, SAYS]},
    {"prompt": "Who lies?", "completion": WHOLE},
    {"prompt": "Who lies?", "completion": ANSWER, "thinking": THOUGHT},
    {"prompt": [ASK], "completion": [SAYS]},
]  # fmt: skip


@pytest.mark.parametrize("row", SHAPES)
def test_every_shape_gives_the_whole_reply(row: dict) -> None:
    before = json.dumps(row)
    result = response_row(row, "here", 7)
    assert result["response"] == WHOLE and json.dumps(row) == before
    if "response" not in row:
        assert result["id"] == "7"
    if row.keys() & {"messages", "conversations", "prompt"}:
        assert result["question"] == "Who lies?"


def test_what_a_row_says_of_itself_stays() -> None:
    row = {"id": "a", "text": "Ada says …", "names": ["Ada"], "messages": [ASK, SAYS], "num_tokens": 9}
    assert response_row(row, "here") == {
        "id": "a", "text": "Ada says …", "names": ["Ada"], "num_tokens": 9, "response": WHOLE,
    }  # fmt: skip
    plain = {"response": "", "content": "of something else"}
    assert response_row(plain, "here") is plain


def test_thinking_that_the_prompt_opened() -> None:
    rest = f"{THOUGHT}</think>{ANSWER}"
    for row in (
        {"prompt": "Who lies?\n<think>", "completion": rest},
        {"messages": [ASK, {"role": "assistant", "content": rest}]},
    ):
        result = response_row(row, "here")
        assert (result["response"], result["opened_think"], result["question"].strip()) == (rest, True, "Who lies?")


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        ({}, "no reply in 'response', 'messages'.*it has no keys"),
        ({"output": "x"}, "it has 'output'"),
        ({"response": 3}, "not a int"),
        ({"messages": []}, "not an empty list"),
        ({"messages": [SAYS, ASK]}, "the last message is of the user"),
        ({"messages": [ASK, {"role": "assistant", "content": None}]}, "a message without content"),
        ({"messages": [ASK, {"role": "assistant", "content": " "}]}, "a message without content"),
        ({"messages": [ASK, {"role": "assistant", "content": "", "tool_calls": [{"id": 1}]}]}, "calls a tool"),
        ({"messages": [ASK, {"role": "tool", "content": "4"}, SAYS]}, "a message of the tool"),
        ({"messages": [ASK, SAYS, ASK, SAYS]}, "several turns"),
        ({"messages": [ASK, ASK, SAYS]}, "two messages of the user"),
        ({"messages": [ASK, {"content": "x"}]}, "no 'role'"),
        ({"messages": [ASK, {"role": "assistant", "content": [{"type": "image_url"}]}]}, "of type 'image_url'"),
        ({"messages": [ASK, SAYS], "conversations": [ASK, {"role": "assistant", "content": "b"}]}, "different replies"),
        ({"response": ANSWER, "reasoning": "a", "thinking": "b"}, "different thinking"),
        ({"response": WHOLE, "reasoning": "something else"}, "another stands in a field of its own"),
        ({"messages": [ASK, {"role": "assistant", "content": "x", "reasoning": {"effort": 1}}]}, "'reasoning' must be"),
        ({"prompt": 3, "completion": "x"}, "'prompt' must be text or messages"),
    ],
)
def test_what_cannot_be_read_whole_is_refused_with_its_line(tmp_path: Path, row: dict, complaint: str) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text("\n" + json.dumps({"response": "x"}) + "\n" + json.dumps(row))
    with pytest.raises(UsageError, match=rf"rows\.jsonl:3: .*{complaint}") as raised:
        list(read_responses(path))
    assert "\n" not in str(raised.value)


def puzzle_and_reply() -> tuple[dict, str]:
    puzzle = sample_puzzle(PuzzleSpec(2, fixed_cast=True), random.Random(5))
    row = puzzle.to_row()
    roles = [row["roles"][not truthful] for truthful in row["solution"]]
    answer = ", ".join(f"{name} is a {role}" for name, role in zip(row["names"], roles, strict=True))
    return row, f"<answer>{answer}</answer>"


def test_score_and_analyze_and_the_adapters_read_them() -> None:
    fields, answer = puzzle_and_reply()
    wait = "Suppose the first of them lies. Wait, that contradicts what was said. So nobody here lies at all."
    message = {"role": "assistant", "content": answer, "reasoning_content": wait}
    rows = [
        fields | {"response": f"<think>{wait}</think>{answer}"},
        fields | {"messages": [ASK, message]},
        fields | {"response": answer, "thinking": wait},
        fields | {"prompt": [ASK], "completion": [message]},
    ]
    assert [row["total"] for row in logic_rl.score(rows)] == [3.0] * 4
    tags = logic_rl.analyze(rows)
    assert tags[0]["spans"] and all(one["spans"] == tags[0]["spans"] for one in tags)
    columns = {name: [fields[name]] * 2 for name in ("names", "roles", "solution")}
    assert trl_reward([[message], [message | {"content": None, "tool_calls": [{}]}]], **columns) == [3.0, -3.0]
    truth = {name: fields[name] for name in ("names", "roles", "solution")}
    assert compute_score("kk_logic", [message], truth) == compute_score("kk_logic", rows[0]["response"], truth) == 3.0
