"""Models behind a chat endpoint, asked of a real HTTP server that solves puzzles by brute force, or fails."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from logic_rl.bill import Bill
from logic_rl.cli.main import main
from logic_rl.endpoint import Endpoint
from logic_rl.errors import RunFailed, UsageError
from logic_rl.evaluation.run import evaluate
from logic_rl.rollout.endpoint_engine import EndpointEngine
from logic_rl.rollout.engine import Request, SamplingParams
from logic_rl.rows import read_rows
from puzzles.reading.read import read_puzzle
from tests.chat_server import ChatHandler, ChatServer
from tests.puzzles.brute import solutions

pytest.importorskip("openai")
THOUGHT = "Suppose everybody is as the answer says; then each statement is as it should be."


class Server(ChatServer):
    """Solves what it is asked; `apart` puts the thinking beside the content, as reasoning models' servers do."""

    def __init__(self) -> None:
        super().__init__(Handler)
        self.apart, self.failures = False, 0


class Handler(ChatHandler):
    def begin(self, asked: dict) -> bool:
        fails, self.server.failures = self.server.failures > 0, max(0, self.server.failures - 1)
        return fails

    def answer(self, asked: dict, state: bool) -> None:
        if state or asked["model"] == "nobody":
            self.send(503 if state else 404, json.dumps({"error": {"message": "no"}}).encode())
            return
        said = solved(asked["messages"][-1]["content"])
        message = {"role": "assistant", "content": said, "reasoning_content": THOUGHT} if self.server.apart else {
            "role": "assistant", "content": f"<think> {THOUGHT} </think> {said}"}  # fmt: skip
        usage = {"prompt_tokens": 100, "completion_tokens": 50, "total_tokens": 150}
        choice = {"index": 0, "message": message, "finish_reason": "stop"}
        body = {"id": "x", "object": "chat.completion", "created": 0, "model": asked["model"],
                "choices": [choice], "usage": usage}  # fmt: skip
        self.send(200, json.dumps(body).encode())

    def do_HEAD(self) -> None:
        self.send_error(405)


def solved(text: str) -> str:
    try:
        puzzle = read_puzzle(text)
    except Exception:
        return text
    (world,) = solutions(puzzle.statements)
    pairs = zip(puzzle.names, world, strict=True)
    return f"<answer> {', '.join(f'{name} is a {puzzle.roles[not honest]}' for name, honest in pairs)}. </answer>"


@pytest.fixture
def server() -> Iterator[Server]:
    one = Server()
    with one.serving():
        yield one


@pytest.fixture
def puzzles(tmp_path: Path) -> Path:
    command = ["generate", "--people", "2-3", "--count", "60", "--no-rate", "--out", str(tmp_path / "puzzles")]
    assert CliRunner().invoke(main, command).exit_code == 0
    return tmp_path / "puzzles" / "train.jsonl"


@pytest.mark.parametrize("apart", [False, True])
def test_a_model_behind_an_endpoint_is_measured(server: Server, puzzles: Path, apart: bool, monkeypatch) -> None:
    monkeypatch.setenv("MY_KEY", "secret")
    server.apart = apart
    numbers = evaluate("solver", puzzles, limit=6, samples=2, endpoint=server.url, key="MY_KEY", temperature=0.5,
                       max_new_tokens=77)  # fmt: skip
    assert numbers["accuracy"] == 1.0 and numbers["format_rate"] == 1.0 and numbers["mean_length"] == 50
    assert len(server.asked) == 12 and set(server.keys) == {"Bearer secret"}
    first = server.asked[0]
    assert first["model"] == "solver" and first["temperature"] == 0.5 and first["max_tokens"] == 77
    assert [one["role"] for one in first["messages"]] == ["system", "user"]
    assert "<answer>" in first["messages"][0]["content"]
    assert len({one["seed"] for one in server.asked}) == 12


def test_a_teacher_s_rows_are_sampled_and_gone_on_with(server: Server, puzzles: Path, tmp_path: Path) -> None:
    out = tmp_path / "rows.jsonl"
    command = ["sample", "--model", "solver", "--endpoint", server.url, "--puzzles", str(puzzles), "--limit", "6",
               "--out", str(out), "--price", "1000,2000"]  # fmt: skip
    stopped = CliRunner().invoke(main, [*command, "--cost-limit", "0.35", "--slots", "1"])
    assert stopped.exit_code == 1 and "0.40 are spent, and 0.35 is the limit" in stopped.output
    assert "6 calls, some" in stopped.output and "at most" in stopped.output
    assert len(server.asked) == 2, "a call costs 100 x 0.001 + 50 x 0.002 = 0.2"
    assert CliRunner().invoke(main, command).exit_code == 0
    rows = list(read_rows(out))
    assert len(rows) == 6 == len(server.asked), "nothing is paid for twice"
    assert {row["score"]["verdict"] for row in rows} == {"correct"}
    other = [*command[:-3], str(tmp_path / "x.jsonl"), "--price", "1,2", "--cost-limit", "0"]
    nothing = CliRunner().invoke(main, other)
    assert nothing.exit_code == 1 and "calls" in nothing.output and len(server.asked) == 6


def test_calls_are_made_side_by_side_and_tried_again(server: Server) -> None:
    server.slow, server.failures = 0.1, 2
    engine = EndpointEngine(Endpoint(server.url, "solver", pause=0.05), "", concurrency=3)
    heard: list[tuple[int, int]] = []
    requests = [Request(f"say {number}".encode(), number) for number in range(6)]
    done = engine.generate([Request(tuple(one.prompt_ids), one.seed) for one in requests], SamplingParams(1.0, 9),
                           lambda finished, tokens: heard.append((finished, tokens)))  # fmt: skip
    assert [one.text.rpartition("</think> ")[2] for one in done] == [f"say {number}" for number in range(6)]
    assert server.busiest == 3 and len(server.asked) == 8 and heard[-1] == (6, 300)
    assert engine.bill.prompt_tokens == 600 and engine.bill.completion_tokens == 300


def test_an_endpoint_that_refuses_or_is_not_there(server: Server, puzzles: Path, tmp_path: Path) -> None:
    engine = EndpointEngine(Endpoint(server.url, "nobody"), "", bill=Bill())
    with pytest.raises(UsageError, match="refuses: HTTP 404"):
        engine.generate([Request((65,), 1)], SamplingParams(1.0, 9))
    server.failures = 9
    patient = EndpointEngine(Endpoint(server.url, "solver", tries=2, pause=0.01), "")
    with pytest.raises(RunFailed, match="no answer in 2 tries"):
        patient.generate([Request((65,), 1)], SamplingParams(1.0, 9))
    nowhere = ["evaluate", "--model", "x", "--endpoint", "http://127.0.0.1:9/v1", "--puzzles", str(puzzles), "--out",
               str(tmp_path / "e")]  # fmt: skip
    result = CliRunner().invoke(main, nowhere)
    assert result.exit_code == 2 and "does not answer" in result.output and not (tmp_path / "e").exists()
    for price in ("1", "a,b", "-1,2"):
        result = CliRunner().invoke(main, [*nowhere, "--price", price])
        assert result.exit_code == 2 and "give two numbers" in result.output
