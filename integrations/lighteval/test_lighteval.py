"""The tasks in lighteval itself, with a model that answers from the question. Skipped without it."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("lighteval")

from lighteval.models.model_output import ModelResponse
from lighteval.tasks.lighteval_task import LightevalTask
from lighteval.tasks.registry import Registry

import logic_rl
from puzzles import DatasetRequest, write_dataset
from puzzles.formats.reasoning_gym import gym_row
from tests.many_replies import many_replies, response_rows

HERE = Path(__file__).parent
FILE = str(HERE / "logic_rl_tasks.py")
pytestmark = pytest.mark.filterwarnings("ignore")
TASKS = {"logic_rl_knights": "think-answer", "logic_rl_knights_free": "free"}


@pytest.fixture
def module(tmp_path, monkeypatch):
    """The file as lighteval loads it, and a folder of questions."""
    write_dataset(tmp_path / "gym", DatasetRequest([2, 3], 60, 1, format="reasoning-gym"))
    monkeypatch.setenv("LOGIC_RL_DATA", str(tmp_path / "gym"))
    return Registry.create_custom_tasks_module(FILE)


def test_tasks_give_their_questions_and_metrics(module) -> None:
    tasks = [LightevalTask(config) for config in module.TASKS_TABLE]
    assert {task.name for task in tasks} == set(TASKS)
    for task in tasks:
        docs = task.get_docs()
        assert docs and all(doc.query == doc.specific["question"] for doc in docs)
        (metric,) = task.metrics
        for doc in docs:
            right = f"<think> Let me try each of them in turn. </think> <answer> {doc.specific['answer']} </answer>"
            told = metric.compute_sample(model_response=ModelResponse(text=[right]), doc=doc)
            assert told == {"acc": 1.0, "well_formed": 1.0, "reward": 3.0}
        means = metric.get_corpus_aggregations()
        assert means["acc"]([1.0, 0.0]) == 0.5 and set(means) == {"acc", "well_formed", "reward"}


def test_the_registry_finds_them(module) -> None:
    """lighteval fetches a file of another task from the network as it fills its registry."""
    requests = pytest.importorskip("requests")
    try:
        registry = Registry(tasks=",".join(f"{name}|0" for name in TASKS), custom_tasks=FILE)
    except (requests.exceptions.ConnectionError, OSError) as error:
        pytest.skip(f"no network: {type(error).__name__}")
    assert {name.partition("|")[0] for name in registry.load_tasks()} == set(TASKS)


@pytest.mark.parametrize("count", [40, pytest.param(1000, marks=pytest.mark.slow)])
def test_replies_are_scored_as_the_command_scores_them(module, count) -> None:
    replies = many_replies(count)
    for config in module.TASKS_TABLE:
        (metric,) = config.metrics
        expected = logic_rl.score(response_rows(replies), layout=TASKS[config.name])
        for (puzzle, reply), one in zip(replies, expected, strict=True):
            doc = module.asked(gym_row(puzzle), config.name)
            told = metric.compute_sample(model_response=ModelResponse(text=[reply]), doc=doc)
            assert told["reward"] == one["total"] and told["acc"] == (one["verdict"] == "correct"), reply
