"""The taskset in verifiers itself: what it yields, and that it scores as `logicrl score` does. Skipped without it."""

from __future__ import annotations

import asyncio
import sys
from itertools import islice
from pathlib import Path

import pytest

pytest.importorskip("verifiers")
sys.path.insert(0, str(Path(__file__).parent))

import verifiers.v1 as vf
from logic_rl_verifiers import LogicTaskset
from logic_rl_verifiers.taskset import LogicConfig, LogicData, LogicTask, LogicTaskConfig

import logic_rl
from puzzles import solve, split_of
from puzzles.formats.reasoning_gym import entry_of
from puzzles.puzzle import puzzle_from_row
from tests.many_replies import LAYOUTS, many_replies, response_rows

pytestmark = pytest.mark.filterwarnings("ignore")


def trace_of(task: LogicTask, **message: object) -> vf.Trace:
    """What a rollout of one turn leaves behind."""
    nodes = [
        vf.MessageNode(message=vf.UserMessage(content=task.data.prompt)),
        vf.MessageNode(parent=0, message=vf.AssistantMessage(**message), sampled=True),
    ]
    recorded = vf.TraceTask(type=type(task).__name__, data=task.data)
    return vf.Trace(task=recorded, agent=vf.AgentInfo(config=vf.AgentConfig()), nodes=nodes)


def scored(task: LogicTask, **message: object) -> vf.Trace:
    trace = trace_of(task, **message)
    asyncio.run(task.score(trace))
    return trace


def task_for(puzzle, **settings: object) -> LogicTask:
    entry = entry_of(puzzle, 0)
    data = LogicData(prompt=entry["question"], task_name="knights", task_options={}, entry=entry)
    return LogicTask(data, LogicTaskConfig(**settings))


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("count", [40, pytest.param(1000, marks=pytest.mark.slow)])
def test_replies_are_scored_as_the_command_scores_them(layout, count) -> None:
    replies = many_replies(count)
    expected = logic_rl.score(response_rows(replies), layout=layout)
    for (puzzle, reply), one in zip(replies, expected, strict=True):
        trace = scored(task_for(puzzle, rubric={"layout": layout}), content=reply)
        assert trace.reward == one["total"] and {k: r.value for k, r in trace.rewards.items()} == one["parts"], reply
        assert trace.metrics["correct"] == (one["verdict"] == "correct")


def test_thinking_that_stands_apart_counts() -> None:
    (puzzle, _), *_ = many_replies(1)
    task = task_for(puzzle)
    answer = f"<answer>{task.data.entry['answer']}</answer>"
    thinking = "Let me try each of them in turn."
    assert scored(task, content=answer, reasoning_content=thinking).reward == 3.0
    assert scored(task, content=answer).reward == -3.0
    assert scored(task_for(puzzle, opened_think=True), content=f"{thinking}</think>{answer}").reward == 3.0


def test_a_rollout_without_a_reply_earns_the_least() -> None:
    (puzzle, _), *_ = many_replies(1)
    trace = trace_of(task_for(puzzle), content=None)
    asyncio.run(task_for(puzzle).score(trace))
    assert trace.reward == -3.0 and trace.metrics["well_formed"] == 0.0


@pytest.mark.parametrize("split", ["train", "valid", "test"])
def test_tasks_are_seeded_split_safe_and_endless(split) -> None:
    tasksets = [LogicTaskset(LogicConfig(split=split, seed=seed, levels=[2, 3])) for seed in (1, 1, 2)]
    first, again, other = ([task.data.entry for task in islice(taskset, 12)] for taskset in tasksets)
    assert first == again != other
    puzzles = [puzzle_from_row(entry["metadata"]) for entry in first]
    assert {split_of(puzzle) for puzzle in puzzles} == {split} and [p.num_people for p in puzzles] == [2, 3] * 6
    assert all(solve(puzzle.statements) == [puzzle.solution] for puzzle in puzzles)
    assert not tasksets[0].bounded and len(list(tasksets[0].take(3))) == 3
    keys = [task.key for task in tasksets[0].take(200)]
    assert len(set(keys)) == 200


def test_the_name_finds_the_taskset_and_its_settings() -> None:
    config = vf.taskset_config_type("logic-rl-verifiers")(id="logic-rl-verifiers", levels=[3])
    taskset = vf.load_taskset(config)
    assert isinstance(taskset, LogicTaskset) and next(iter(taskset)).data.entry["metadata"]["num_people"] == 3
    assert isinstance(config, LogicConfig) and taskset.task_type() is LogicTask


def test_every_answer_it_holds_is_right() -> None:
    taskset = LogicTaskset(LogicConfig(options={"language": "zh"}))
    assert all(asyncio.run(task.validate(None)) for task in taskset.take(12))
    countdown = LogicTaskset(LogicConfig(task_name="countdown"))
    assert asyncio.run(next(iter(countdown)).validate(None)) is None


def test_rows_survive_the_wire() -> None:
    task = next(iter(LogicTaskset(LogicConfig())))
    back = LogicData.model_validate_json(task.data.model_dump_json())
    assert back == task.data and scored(LogicTask(back), content="?").reward == -3.0
