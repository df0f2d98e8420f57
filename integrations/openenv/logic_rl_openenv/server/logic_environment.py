"""The environment: an entry of `logic_rl.create_dataset` at a reset, its score of the reply at a step."""

from __future__ import annotations

import json
import secrets
from functools import cache
from typing import Any
from uuid import uuid4

from openenv.core.env_server.interfaces import Environment

from logic_rl import create_dataset
from logic_rl.tasks.dataset import TaskDataset
from logic_rl_openenv.models import LogicAction, LogicObservation, LogicState


class LogicEnvironment(Environment[LogicAction, LogicObservation, LogicState]):
    """One question, one reply, one reward between -3 and 3 with the usual rubric."""

    SUPPORTS_CONCURRENT_SESSIONS = True

    def __init__(self) -> None:
        super().__init__()
        self._own_seed = secrets.randbits(32)  # sessions that name no seed do not all get the same questions
        self._next = 0
        self._dataset: TaskDataset | None = None
        self._entry: dict[str, Any] | None = None
        self._opened_think = False
        self._state = LogicState(episode_id=str(uuid4()))

    def reset(
        self,
        seed: int | None = None,
        episode_id: str | None = None,
        index: int | None = None,
        split: str = "train",
        task_name: str = "knights",
        levels: list[int] | None = None,
        options: dict[str, Any] | None = None,
        rubric: dict[str, Any] | None = None,
        opened_think: bool = False,
        **_: Any,
    ) -> LogicObservation:
        """Ask a question.

        Args:
            seed, split, index: which; without an index the next one of this session, without a seed one of its own.
            task_name, levels, options, rubric: `name`, `levels`, task options and `reward` of
                `logic_rl.create_dataset`.
            opened_think: the prompt ends with `<think>`, so that the reply begins inside of it.

        Raises:
            UsageError: a setting is not known or cannot be.
        """
        seed = self._own_seed if seed is None else seed
        index = self._next if index is None else index
        texts = (json.dumps(given, sort_keys=True) for given in (levels, options or {}, rubric or {}))
        self._dataset = _dataset(task_name, seed, split, *texts)
        self._entry = self._dataset.entry(index)
        self._next, self._opened_think = index + 1, opened_think
        self._state = LogicState(
            episode_id=episode_id or str(uuid4()), seed=seed, split=split, index=index,
            question_id=self._entry["metadata"]["id"],
        )  # fmt: skip
        return LogicObservation(question=self._entry["question"])

    def step(self, action: LogicAction, timeout_s: float | None = None, **_: Any) -> LogicObservation:
        """Score the reply; the episode is done.

        Raises:
            RuntimeError: nothing was asked, or the reply was given already.
        """
        if self._entry is None or self._dataset is None:
            raise RuntimeError("no question is open: call reset before each step")
        entry, self._entry = self._entry, None
        self._state.step_count += 1
        score = self._dataset.score_reply(action.reply, entry, self._opened_think)
        return LogicObservation(
            question=entry["question"], parts=score.parts, verdict=score.verdict, reason=score.reason,
            answer=entry["answer"], reward=score.total, done=True,
        )  # fmt: skip

    @property
    def state(self) -> LogicState:
        return self._state


@cache
def _dataset(name: str, seed: int, split: str, levels: str, options: str, rubric: str) -> TaskDataset:
    settings = {"seed": seed, "split": split, "levels": json.loads(levels), "reward": json.loads(rubric)}
    return create_dataset(name, **settings, **json.loads(options))
