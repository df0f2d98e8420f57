"""Puzzles in, scored groups out. No torch: the engine does the sampling."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from logic_rl.rewards.batch import Rubric
from logic_rl.rollout.engine import Engine, Progress, Request, SamplingParams
from logic_rl.seeding import derive
from logic_rl.tasks.task import Task
from logic_rl.types import Completion, Prompt, Question, Reply, Rollout, RolloutGroup

MakePrompt = Callable[[Question], Prompt]


def collect_groups(
    questions: Sequence[Question],
    make_prompt: MakePrompt,
    engine: Engine,
    params: SamplingParams,
    group_size: int,
    seed: int,
    progress: Progress | None = None,
    rubric: Rubric | None = None,
) -> list[RolloutGroup]:
    """`group_size` scored samples of every question, in the order of the questions.

    The seed of a sample is derived from (seed, place of the question, place in the group), so it
    matters neither which engine serves it nor in which order. Without a rubric the reward is the default one.
    """
    prompts = [make_prompt(question) for question in questions]
    requests = [
        Request(prompt.token_ids, derive(seed, place, sample))
        for place, prompt in enumerate(prompts)
        for sample in range(group_size)
    ]
    completions = engine.generate(requests, params, progress)
    completions_PG = [completions[place * group_size : (place + 1) * group_size] for place in range(len(prompts))]
    replies_PG = [
        [reply_to(prompt, completion) for completion in group]
        for prompt, group in zip(prompts, completions_PG, strict=True)
    ]
    scores_PG = (rubric or Rubric()).score_groups(replies_PG)
    return [
        RolloutGroup(prompt, tuple(Rollout(*pair, index) for index, pair in enumerate(zip(group, scores, strict=True))))
        for prompt, group, scores in zip(prompts, completions_PG, scores_PG, strict=True)
    ]


def reply_to(prompt: Prompt, completion: Completion) -> Reply:
    """A completion as the rubric takes it."""
    ids = completion.token_ids
    return Reply(completion.text, prompt.question, prompt.opened_think, len(ids), prompt.text, ids)


def response_rows(groups: Sequence[RolloutGroup], step: int, phase: str, task: Task) -> list[dict]:
    """The rows of the public response format, one per sample."""
    return [
        response_row(group.prompt, rollout, step, phase, place) | fields | verified_field(task, group.prompt, rollout)
        for place, group in enumerate(groups)
        for fields in [task.row_fields(group.prompt.question)]
        for rollout in group.rollouts
    ]


def verified_field(task: Task, prompt: Prompt, rollout: Rollout) -> dict[str, bool]:
    """`{"verified": …}` of a reply; nothing where the task cannot tell."""
    is_right = rollout.score.verdict == "correct"
    value = task.verified(prompt.question, rollout.completion.text, is_right)
    return {} if value is None else {"verified": value}


def response_row(prompt: Prompt, rollout: Rollout, step: int, phase: str, place: int) -> dict:
    """What a row says of the reply; `place` is that of the question among those sampled."""
    completion, outcome = rollout.completion, rollout.score
    return {
        "id": f"{step:06d}-{place:04d}-{rollout.sample_index:03d}",
        "puzzle_id": prompt.question.id,
        "step": step,
        "phase": phase,
        "policy_version": completion.policy_version,
        "sample_index": rollout.sample_index,
        "response": completion.text,
        **({"opened_think": True} if prompt.opened_think else {}),
        "num_tokens": len(completion.token_ids),
        "finish_reason": completion.finish_reason,
        "score": {
            "total": outcome.total,
            "parts": outcome.parts,
            "verdict": outcome.verdict,
            "reason": outcome.reason,
        },
    }
