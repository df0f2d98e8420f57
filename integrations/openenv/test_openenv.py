"""The environment behind a real server, and in this process. Skipped without OpenEnv."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

pytest.importorskip("openenv")
sys.path.insert(0, str(Path(__file__).parent))

from logic_rl_openenv import LogicAction, LogicEnv
from logic_rl_openenv.server.logic_environment import LogicEnvironment

import logic_rl
from logic_rl.errors import UsageError
from puzzles import split_of
from puzzles.formats.reasoning_gym import entry_of
from puzzles.puzzle import puzzle_from_row
from tests.many_replies import LAYOUTS, many_replies, response_rows

HERE = Path(__file__).parent
pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    paths = os.pathsep.join((str(HERE), str(HERE.parents[1])))
    server = subprocess.Popen([sys.executable, "-m", "logic_rl_openenv.server.app", "--port", str(port)],
                              env=os.environ | {"PYTHONPATH": paths})  # fmt: skip
    try:
        for _ in range(240):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=2).close()
                break
            except OSError:
                assert server.poll() is None, "the server ended"
                time.sleep(0.5)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(20)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("count", [40, pytest.param(1000, marks=pytest.mark.slow)])
def test_replies_are_scored_as_the_command_scores_them(layout, count) -> None:
    replies = many_replies(count)
    expected = logic_rl.score(response_rows(replies), layout=layout)
    environment = LogicEnvironment()
    environment.reset(seed=1, rubric={"layout": layout})
    for (puzzle, reply), one in zip(replies, expected, strict=True):
        environment._entry = entry_of(puzzle, 0)  # the puzzle in question instead of one that is drawn
        told = environment.step(LogicAction(reply=reply))
        assert (told.reward, told.parts, told.verdict, told.done) == (one["total"], one["parts"], one["verdict"], True)


def test_over_the_wire_questions_and_scores_are_those_of_the_data_set(url) -> None:
    dataset = logic_rl.create_dataset("knights", seed=4, split="test", levels=[2, 3])
    replies = [reply for _, reply in many_replies(20)]
    with LogicEnv(base_url=url).sync() as env:
        for index, reply in enumerate(replies):
            entry = dataset.entry(index)
            if index % 3 == 0:
                reply = f"<think> Let me try each of them in turn. </think> <answer>{entry['answer']}</answer>"
            asked = env.reset(seed=4, split="test", levels=[2, 3], index=index)
            assert asked.observation.question == entry["question"] and not asked.done
            assert asked.observation.answer is None, "the answer is not told before the reply"
            result = env.step(LogicAction(reply=reply))
            expected = dataset.score_reply(reply, entry)
            assert (result.reward, result.done) == (expected.total, True)
            assert (result.observation.parts, result.observation.reason) == (expected.parts, expected.reason)
            state = env.state()
            assert (state.index, state.question_id, state.step_count) == (index, entry["metadata"]["id"], 1)


def test_two_sessions_do_not_meet(url) -> None:
    with LogicEnv(base_url=url).sync() as one, LogicEnv(base_url=url).sync() as other:
        first, second = (env.reset().observation.question for env in (one, other))
        assert first != second
        answer = LogicAction(reply="?")
        assert one.step(answer).observation.question == first and other.step(answer).observation.question == second


def test_questions_follow_each_other_and_stay_in_their_split() -> None:
    environment = LogicEnvironment()
    questions = [environment.reset(seed=2, split="valid", levels=[3]).question for _ in range(8)]
    assert len(set(questions)) == 8 and environment.state.index == 7
    dataset = logic_rl.create_dataset("knights", seed=2, split="valid", levels=[3])
    assert questions == [entry["question"] for entry in dataset[:8]]
    assert {split_of(puzzle_from_row(entry["metadata"])) for entry in dataset[:8]} == {"valid"}


def test_a_second_reply_is_refused() -> None:
    environment = LogicEnvironment()
    with pytest.raises(RuntimeError, match="call reset before each step"):
        environment.step(LogicAction(reply="x"))
    environment.reset()
    environment.step(LogicAction(reply="x"))
    with pytest.raises(RuntimeError, match="call reset before each step"):
        environment.step(LogicAction(reply="x"))


@pytest.mark.parametrize("settings", [{"split": "dev"}, {"levels": [99]}, {"rubric": {"formt": 1}}, {"index": -1}])
def test_settings_that_cannot_be(settings) -> None:
    with pytest.raises(UsageError):
        LogicEnvironment().reset(**settings)


def test_the_server_says_what_is_wrong_and_goes_on(url) -> None:
    with LogicEnv(base_url=url).sync() as env:
        with pytest.raises(Exception, match="choose from train, valid, test"):
            env.reset(split="dev")
        assert env.reset(split="train").observation.question


def test_the_manifest_is_read_by_openenv_itself() -> None:
    from openenv.validation.parsers.openenv_yaml import OpenEnvYamlParser

    manifest = OpenEnvYamlParser().parse(HERE / "logic_rl_openenv")
    assert manifest.name == "logic_rl_openenv"
    told = yaml.safe_load((HERE / "logic_rl_openenv" / "openenv.yaml").read_text())
    rewards = [row["total"] for row in logic_rl.score(response_rows(many_replies(60)))]
    low, high = told["validation"]["reward"]["range"]
    assert low == min(rewards) and high == max(rewards)
