"""Puzzles in, scored groups out. No torch: the engine does the sampling."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from logic_rl.rewards.rubric import score
from logic_rl.rollout.engine import Engine, Progress, Request, SamplingParams
from logic_rl.seeding import derive
from logic_rl.types import Prompt, Rollout, RolloutGroup
from puzzles import Puzzle
from puzzles.statements import to_row


def collect_groups(
    puzzles: Sequence[Puzzle],
    make_prompt: Callable[[Puzzle], Prompt],
    engine: Engine,
    params: SamplingParams,
    group_size: int,
    seed: int,
    progress: Progress | None = None,
) -> list[RolloutGroup]:
    """`group_size` scored samples of every puzzle, in the order of the puzzles.

    The seed of a sample is derived from (seed, place of the puzzle, place in the group), so it
    matters neither which engine serves it nor in which order.
    """
    prompts = [make_prompt(puzzle) for puzzle in puzzles]
    requests = [
        Request(prompt.token_ids, derive(seed, place, sample))
        for place, prompt in enumerate(prompts)
        for sample in range(group_size)
    ]
    completions = engine.generate(requests, params, progress)
    groups = []
    for place, prompt in enumerate(prompts):
        own = completions[place * group_size : (place + 1) * group_size]
        rollouts = tuple(
            Rollout(completion, score(completion.text, prompt.puzzle, opened_think=prompt.opened_think), index)
            for index, completion in enumerate(own)
        )
        groups.append(RolloutGroup(prompt, rollouts))
    return groups


def response_rows(groups: Sequence[RolloutGroup], step: int, phase: str) -> list[dict]:
    """The rows of the public response format, one per sample."""
    return [
        _response_row(group.prompt.puzzle, rollout, step, phase, place)
        for place, group in enumerate(groups)
        for rollout in group.rollouts
    ]


def _response_row(puzzle: Puzzle, rollout: Rollout, step: int, phase: str, place: int) -> dict:
    completion, outcome = rollout.completion, rollout.score
    return {
        "id": f"{step:06d}-{place:04d}-{rollout.sample_index:03d}",
        "puzzle_id": puzzle.id,
        "step": step,
        "phase": phase,
        "policy_version": completion.policy_version,
        "sample_index": rollout.sample_index,
        "response": completion.text,
        "num_tokens": len(completion.token_ids),
        "finish_reason": completion.finish_reason,
        "score": {
            "total": outcome.total,
            "parts": outcome.parts,
            "verdict": outcome.verdict,
            "reason": outcome.reason,
        },
        "num_people": puzzle.num_people,
        "names": list(puzzle.names),
        "roles": list(puzzle.roles),
        "solution": list(puzzle.solution),
        "statements": [to_row(statement) for statement in puzzle.statements],
    }
