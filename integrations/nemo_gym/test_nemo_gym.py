"""The server as its clients call it, and rows. Skipped without FastAPI."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

pytest.importorskip("fastapi")
pytest.importorskip("httpx")
sys.path.insert(0, str(Path(__file__).parent))

from click.testing import CliRunner
from fastapi.testclient import TestClient
from logic_rl_nemo_gym.app import app
from logic_rl_nemo_gym.rows import main, row_of

import logic_rl
from puzzles.formats.reasoning_gym import entry_of
from tests.many_replies import LAYOUTS, many_replies, response_rows

pytestmark = pytest.mark.filterwarnings("ignore")


def response_of(text: str, thinking: str = "") -> dict:
    """What the Responses API gives back."""
    content = [{"type": "output_text", "text": text, "annotations": []}]
    message = {"id": "msg_1", "type": "message", "role": "assistant", "status": "completed", "content": content}
    reasoning = {"id": "rs_1", "type": "reasoning", "summary": [{"type": "summary_text", "text": thinking}]}
    return {"id": "r", "object": "response", "output": [reasoning, message] if thinking else [message]}


@pytest.fixture(scope="module")
def client():
    return TestClient(app)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("count", [40, pytest.param(1000, marks=pytest.mark.slow)])
def test_replies_are_scored_as_the_command_scores_them(client, layout, count) -> None:
    replies = many_replies(count)
    expected = logic_rl.score(response_rows(replies), layout=layout)
    for (puzzle, reply), one in zip(replies, expected, strict=True):
        row = row_of(entry_of(puzzle, 0)) | {"rubric": {"layout": layout}, "response": response_of(reply)}
        told = client.post("/verify", json=row)
        assert told.status_code == 200, told.text
        told = told.json()
        assert (told["reward"], told["parts"], told["verdict"]) == (one["total"], one["parts"], one["verdict"]), reply


def test_what_was_sent_comes_back_and_reasoning_counts(client) -> None:
    row = row_of(logic_rl.create_dataset("knights", seed=1)[0])
    body = row | {"response": response_of(f"<answer>{row['answer']}</answer>", "Let me try each of them in turn.")}
    told = client.post("/verify", json=body).json()
    assert told["reward"] == 3.0 and told["accuracy"] == 1.0 and body.items() <= told.items()
    assert client.post("/seed_session", json=row).json() == {}


@pytest.mark.parametrize("change", [{"metadata": {}}, {"response": {}}, {"rubric": {"formt": 1}},
                                    {"metadata": {"source_dataset": "chess"}}])  # fmt: skip
def test_rows_that_cannot_be_scored_are_refused_with_the_reason(client, change) -> None:
    row = row_of(logic_rl.create_dataset("knights")[0]) | {"response": response_of("x")}
    told = client.post("/verify", json=row | change)
    assert told.status_code == 422 and told.json()["detail"]


def test_rows_are_written(tmp_path) -> None:
    words = ["--count", "4", "--level", "3", "--split", "test", "--out", str(tmp_path / "rows.jsonl")]
    assert CliRunner().invoke(main, words).exit_code == 0
    rows = [json.loads(line) for line in (tmp_path / "rows.jsonl").read_text("utf-8").splitlines()]
    assert rows == [row_of(entry) for entry in logic_rl.create_dataset("knights", size=4, levels=3, split="test")]


def test_the_client_of_verifiers_is_served(tmp_path) -> None:
    """The task that verifiers has for NeMo Gym's servers asks ours over HTTP."""
    pytest.importorskip("verifiers")
    import asyncio
    import threading
    import time

    import uvicorn
    import verifiers.v1 as vf
    from verifiers.v1.tasksets.nemo_gym.taskset import NeMoGymConfig, NeMoGymTaskConfig, NeMoGymTaskset

    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        row = row_of(logic_rl.create_dataset("knights", seed=2)[0])
        (tmp_path / "rows.jsonl").write_text(json.dumps(row) + "\n")
        config = NeMoGymTaskConfig(resources_url=f"http://127.0.0.1:{port}")
        (task,) = NeMoGymTaskset(NeMoGymConfig(dataset=tmp_path / "rows.jsonl", task=config)).load()
        right = f"<think> Let me try each of them in turn. </think> <answer>{row['answer']}</answer>"
        state_type = type(task).__orig_bases__[0].__args__[1]
        for reply, reward in ((right, 3.0), ("no", -3.0)):
            nodes = [vf.MessageNode(message=vf.UserMessage(content="?")),
                     vf.MessageNode(parent=0, message=vf.AssistantMessage(content=reply), sampled=True)]  # fmt: skip
            trace = vf.Trace(task=vf.TraceTask(type="t", data=task.data), agent=vf.AgentInfo(config=vf.AgentConfig()),
                             nodes=nodes, state=state_type())  # fmt: skip

            async def rollout(trace=trace) -> None:
                await task.setup(trace, None)
                await task.score(trace)

            asyncio.run(rollout())
            assert trace.reward == reward
    finally:
        server.should_exit = True
        thread.join(10)
