"""Rollouts that were made ahead, as rows of a checkpoint: one a group, numbers exactly as they were."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict
from itertools import groupby

from logic_rl.training.sampling.sampler import Sampled
from logic_rl.types import Completion, Prompt, Rollout, RolloutGroup, Score
from puzzles import Puzzle
from puzzles.puzzle import puzzle_from_row


def pending_rows(pending: Iterable[Sampled]) -> list[dict]:
    """Plain rows, in order. Prompts are left out: they follow from the puzzles."""
    return [_row(sampled.step, group) for sampled in pending for group in sampled.groups]


def pending_from_rows(rows: Iterable[dict], make_prompt: Callable[[Puzzle], Prompt]) -> list[Sampled]:
    """What `pending_rows` was given; seconds and what the engine told belong to the run that made them."""
    return [
        Sampled(step, [_group(row, make_prompt) for row in own], 0.0, {})
        for step, own in groupby(rows, key=lambda row: row["step"])
    ]


def _row(step: int, group: RolloutGroup) -> dict:
    rollouts = [{"completion": asdict(r.completion), "score": asdict(r.score)} for r in group.rollouts]
    return {"step": step, "puzzle": group.prompt.puzzle.to_row(), "rollouts": rollouts}


def _group(row: dict, make_prompt: Callable[[Puzzle], Prompt]) -> RolloutGroup:
    rollouts = tuple(
        Rollout(_completion(**entry["completion"]), Score(**entry["score"]), index)
        for index, entry in enumerate(row["rollouts"])
    )
    return RolloutGroup(make_prompt(puzzle_from_row(row["puzzle"])), rollouts)


def _completion(token_ids: list[int], logprobs: list[float], **others) -> Completion:
    return Completion(token_ids=tuple(token_ids), logprobs=tuple(logprobs), **others)
