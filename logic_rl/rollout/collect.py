"""Puzzles in, scored groups out. No torch: the engine does the sampling."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from logic_rl.rewards.batch import Reply, Rubric
from logic_rl.rollout.engine import Engine, Progress, Request, SamplingParams
from logic_rl.seeding import derive
from logic_rl.types import Problem, Prompt, Rollout, RolloutGroup
from puzzles import Puzzle
from puzzles.difficulty import difficulty
from puzzles.statements import to_row


def collect_groups(
    puzzles: Sequence[Puzzle],
    make_prompt: Callable[[Puzzle], Prompt],
    engine: Engine,
    params: SamplingParams,
    group_size: int,
    seed: int,
    progress: Progress | None = None,
    rubric: Rubric | None = None,
) -> list[RolloutGroup]:
    """`group_size` scored samples of every puzzle, in the order of the puzzles.

    The seed of a sample is derived from (seed, place of the puzzle, place in the group), so it
    matters neither which engine serves it nor in which order. Without a rubric the reward is the default one.
    """
    prompts = [make_prompt(puzzle) for puzzle in puzzles]
    requests = [
        Request(prompt.token_ids, derive(seed, place, sample))
        for place, prompt in enumerate(prompts)
        for sample in range(group_size)
    ]
    completions = engine.generate(requests, params, progress)
    own_PG = [completions[place * group_size : (place + 1) * group_size] for place in range(len(prompts))]
    replies_PG = [
        [Reply(one.text, prompt.puzzle, prompt.opened_think, len(one.token_ids)) for one in own]
        for prompt, own in zip(prompts, own_PG, strict=True)
    ]
    scores_PG = (rubric or Rubric()).score_groups(replies_PG)
    return [
        RolloutGroup(prompt, tuple(Rollout(*pair, index) for index, pair in enumerate(zip(own, scores, strict=True))))
        for prompt, own, scores in zip(prompts, own_PG, scores_PG, strict=True)
    ]


def response_rows(groups: Sequence[RolloutGroup], step: int, phase: str) -> list[dict]:
    """The rows of the public response format, one per sample."""
    return [
        response_row(group.prompt.puzzle, rollout, step, phase, place) | rated
        for place, group in enumerate(groups)
        for rated in [rating(group.prompt.puzzle)]
        for rollout in group.rollouts
    ]


def rating(puzzle: Puzzle | Problem) -> dict:
    """The puzzle's difficulty, measured where it is not known; nothing of a problem or a puzzle without statements."""
    if isinstance(puzzle, Problem) or not puzzle.statements:
        return {}
    measures = puzzle.difficulty if "score" in puzzle.difficulty else difficulty(puzzle.statements)
    return {"difficulty": {name: measures[name] for name in ("score", "band") if name in measures}}


def response_row(puzzle: Puzzle, rollout: Rollout, step: int, phase: str, place: int) -> dict:
    """One row of the public response format; `place` is that of the puzzle among those sampled."""
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
        "language": puzzle.language,
        "names": list(puzzle.names),
        "roles": list(puzzle.roles),
        "solution": list(puzzle.solution),
        "statements": [to_row(statement) for statement in puzzle.statements],
    }
