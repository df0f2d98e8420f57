"""Rollouts that were made ahead, as rows of a checkpoint: one a group, numbers exactly as they were."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from itertools import groupby

from logic_rl.rollout.collect import MakePrompt
from logic_rl.tasks.task import Task
from logic_rl.training.sampling.sampler import Sampled
from logic_rl.types import Completion, Rollout, RolloutGroup, Score


def pending_rows(pending: Iterable[Sampled]) -> list[dict]:
    """Plain rows, in order. Prompts are left out: they follow from the questions."""
    return [_row(sampled.step, group) for sampled in pending for group in sampled.groups]


def pending_from_rows(rows: Iterable[dict], make_prompt: MakePrompt, task: Task) -> list[Sampled]:
    """What `pending_rows` was given; seconds and what the engine told belong to the run that made them."""
    return [
        Sampled(step, [_group(row, make_prompt, task) for row in of_step], 0.0, {})
        for step, of_step in groupby(rows, key=lambda row: row["step"])
    ]


def _row(step: int, group: RolloutGroup) -> dict:
    rollouts = [{"completion": asdict(r.completion), "score": asdict(r.score)} for r in group.rollouts]
    return {"step": step, "puzzle": group.prompt.question.to_row(), "rollouts": rollouts}


def _group(row: dict, make_prompt: MakePrompt, task: Task) -> RolloutGroup:
    rollouts = tuple(
        Rollout(_completion(**entry["completion"]), Score(**entry["score"]), index)
        for index, entry in enumerate(row["rollouts"])
    )
    return RolloutGroup(make_prompt(task.from_row(row["puzzle"])), rollouts)


def _completion(token_ids: list[int], logprobs: list[float], **others) -> Completion:
    return Completion(token_ids=tuple(token_ids), logprobs=tuple(logprobs), **others)
