"""Measuring a model on held-out puzzles."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from logic_rl.metrics import mean
from logic_rl.rewards.batch import Rubric
from logic_rl.rollout.collect import collect_groups
from logic_rl.rollout.engine import Engine, Progress, SamplingParams
from logic_rl.seeding import stream
from logic_rl.types import Prompt, RolloutGroup
from puzzles import Puzzle


def choose_puzzles(pool: Sequence[Puzzle], people: Sequence[int], count: int, seed: int) -> list[Puzzle]:
    """`count` puzzles, shared evenly among the sizes; a size with too few gives its share to the larger ones."""
    rng = stream(seed, "evaluation puzzles")
    chosen: list[Puzzle] = []
    for place, size in enumerate(sorted(people)):
        share = -(-(count - len(chosen)) // (len(people) - place))
        candidates = [puzzle for puzzle in pool if puzzle.num_people == size]
        chosen += rng.sample(candidates, min(share, len(candidates)))
    return chosen


def evaluate(
    engine: Engine,
    make_prompt: Callable[[Puzzle], Prompt],
    puzzles: Sequence[Puzzle],
    samples: int,
    params: SamplingParams,
    seed: int,
    progress: Progress | None = None,
    rubric: Rubric | None = None,
) -> list[RolloutGroup]:
    """`samples` scored completions of every puzzle; same seed, same puzzles: the same draws for every model."""
    return collect_groups(puzzles, make_prompt, engine, params, samples, seed, progress, rubric)


def evaluation_summary(groups: Sequence[RolloutGroup], label: str, step: int) -> dict:
    """Accuracy per number of people (mean over samples, then puzzles), format rate and length."""
    people: dict[int, list[RolloutGroup]] = {}
    for group in groups:
        people.setdefault(group.prompt.puzzle.num_people, []).append(group)
    rollouts = [rollout for group in groups for rollout in group.rollouts]
    return {
        "label": label,
        "step": step,
        "num_samples": len(rollouts),
        "people": {
            str(size): {
                "accuracy": mean(_accuracy(group) for group in own),
                "num_puzzles": len(own),
                "num_samples": sum(len(group.rollouts) for group in own),
            }
            for size, own in sorted(people.items())
        },
        "accuracy": mean(_accuracy(group) for group in groups),
        "format_rate": mean(rollout.score.verdict != "bad_format" for rollout in rollouts),
        "mean_length": mean(len(rollout.completion.token_ids) for rollout in rollouts),
        "truncated_rate": mean(rollout.completion.finish_reason == "length" for rollout in rollouts),
    }


def _accuracy(group: RolloutGroup) -> float:
    return mean(rollout.score.verdict == "correct" for rollout in group.rollouts)
