"""The taskset: entries of `logic_rl.create_dataset` as tasks, and its score of a reply as the reward."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from functools import cache
from typing import Any, Literal

import verifiers.v1 as vf
from pydantic import Field

from logic_rl import create_dataset
from logic_rl.shapes import Unreadable, reply_of_message
from logic_rl.tasks.dataset import TaskDataset
from logic_rl.types import Score


class LogicTaskConfig(vf.TaskConfig):
    """How replies are scored, under `--env.taskset.task.*`."""

    rubric: dict[str, Any] = Field(default_factory=dict)
    """As under `reward:` in a curriculum: `{"layout": "answer", "language": 0.5}`."""
    opened_think: bool = False
    """The chat template ends the prompt with `<think>`, so that replies begin inside of it."""


class LogicConfig(vf.TasksetConfig):
    """Which questions there are, under `--env.taskset.*`."""

    task_name: str = "knights"
    """What `logicrl train --task` takes: knights, countdown, reasoning_gym:NAME, module.path:Factory."""
    split: Literal["train", "valid", "test"] = "train"
    """No question of one split is in another, whatever the seed."""
    seed: int = 0
    levels: list[int] = Field(default_factory=list)
    """Sizes, taken in turn: numbers of people. Empty: those of the task."""
    options: dict[str, Any] = Field(default_factory=dict)
    """Of the task: `{"language": "zh", "max_depth": 3}`."""
    task: LogicTaskConfig = LogicTaskConfig()


class LogicData(vf.TaskData):
    """A row: the entry that is asked, and of which task of logic-rl it is."""

    task_name: str
    task_options: dict[str, Any]
    entry: dict[str, Any]


class LogicTask(vf.Task[LogicData, vf.State, LogicTaskConfig]):
    """One question. The reward is the sum of the rubric's parts, each under its own name."""

    @property
    def key(self) -> str:
        """The puzzle's own name, which does not change with its place."""
        metadata = self.data.entry["metadata"]
        return f"{self.data.task_name}/{metadata['id']}/{metadata['source_index']}"

    @vf.reward
    async def rubric(self, trace: vf.Trace) -> dict[str, float]:
        return self._scored(trace).parts

    @vf.metric
    async def verdict(self, trace: vf.Trace) -> dict[str, float]:
        verdict = self._scored(trace).verdict
        return {"correct": float(verdict == "correct"), "well_formed": float(verdict != "bad_format")}

    async def validate(self, runtime: vf.Runtime) -> bool | None:
        """Whether the stored answer is right by the scorer; None where a task stores none."""
        answer = self.data.entry["answer"]
        return None if answer is None else self._dataset().score_answer(answer, self.data.entry) == 1.0

    def _scored(self, trace: vf.Trace) -> Score:
        return self._dataset().score_reply(reply_of(trace), self.data.entry, self.config.opened_think)

    def _dataset(self) -> TaskDataset:
        return dataset_of(self.data.task_name, json.dumps(self.data.task_options), json.dumps(self.config.rubric))


class LogicTaskset(vf.Taskset[LogicTask, LogicConfig]):
    """Questions without end; `--select.limit` or `take` says how many are wanted."""

    INFINITE = True

    def load(self) -> Iterator[LogicTask]:
        config = self.config
        dataset = create_dataset(
            config.task_name, seed=config.seed, split=config.split, levels=config.levels or None, **config.options
        )
        for index in itertools.count():
            entry = dataset.entry(index)
            data = LogicData(
                id=entry["metadata"]["id"], name=f"{config.task_name}-{config.split}-{index}", prompt=entry["question"],
                task_name=config.task_name, task_options=config.options, entry=entry,
            )  # fmt: skip
            yield LogicTask(data, config.task)


@cache
def dataset_of(name: str, options: str, rubric: str) -> TaskDataset:
    """What scores the replies of a task with these options and this rubric, both as JSON text."""
    return create_dataset(name, reward=json.loads(rubric), **json.loads(options))


def reply_of(trace: vf.Trace) -> str:
    """The last reply as text, thinking that stands apart put back in front; "" where there is none, or no text."""
    if trace.root_reply is not None:
        return trace.root_reply
    messages = trace.assistant_messages
    try:
        return reply_of_message(messages[-1].model_dump()) if messages else ""
    except Unreadable:
        return ""
