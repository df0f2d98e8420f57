"""What a step of reinforcement learning says of itself; keys and units in `logic_rl.metrics`."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Sequence

from logic_rl.claims.claim import NO_STEPS, TRUE, UNKNOWN
from logic_rl.metrics import mean
from logic_rl.tasks.task import Task
from logic_rl.training.proxies import OFTEN, Read
from logic_rl.training.sampling.refill import is_informative
from logic_rl.training.sampling.sampler import Sampled
from logic_rl.types import RolloutGroup


def rollout_metrics(groups: Sequence[RolloutGroup], task: Task) -> dict[str, float]:
    """What the samples of a step look like, in all and by level."""
    rollouts = [rollout for group in groups for rollout in group.rollouts]
    lengths = [len(rollout.completion.token_ids) for rollout in rollouts]
    row = {
        "reward/mean": mean(rollout.score.total for rollout in rollouts),
        "reward/format_rate": mean(rollout.score.verdict != "bad_format" for rollout in rollouts),
        "accuracy/mean": mean(rollout.score.verdict == "correct" for rollout in rollouts),
        "length/mean": mean(lengths),
        "length/max": max(lengths),
        "length/truncated_rate": mean(rollout.completion.finish_reason == "length" for rollout in rollouts),
        "rollout/zero_variance_rate": mean(not is_informative(group) for group in groups),
    }
    for part in rollouts[0].score.parts:
        row[f"reward/{part}"] = mean(rollout.score.parts[part] for rollout in rollouts)
    word = task.level_word
    for level in sorted({group.prompt.question.level for group in groups}):
        of_level = [group for group in groups if group.prompt.question.level == level]
        verdicts = [rollout.score.verdict for group in of_level for rollout in group.rollouts]
        row[f"accuracy/{word}_{level}"] = mean(verdict == "correct" for verdict in verdicts)
        row[f"curriculum/{word}_{level}"] = len(of_level) / len(groups)
    return row


def verified_metrics(rows: Sequence[dict]) -> dict[str, float]:
    """The share of a step's samples that earned their answer; nothing of a task that cannot tell."""
    told = [row["verified"] for row in rows if "verified" in row]
    return {"accuracy/verified": mean(told)} if told else {}


def claims_metrics(read: Sequence[Read]) -> dict[str, float]:
    """How much of what the step's replies claim is true, in all and by kind; nothing of a task that cannot check.

    Reward can grow while single steps become false: this is where it shows.
    """
    truths: dict[str, list[bool]] = defaultdict(list)
    for claim in (claim for _, claims in read for claim in claims):
        if claim.truth != UNKNOWN and claim.kind not in NO_STEPS:
            truths[claim.kind].append(claim.truth == TRUE)
    row = {f"behaviour/true_{kind}": mean(of_kind) for kind, of_kind in sorted(truths.items()) if len(of_kind) >= OFTEN}
    every = [truth for of_kind in truths.values() for truth in of_kind]
    return {"behaviour/claims_true": mean(every)} | row if every else {}


def timing(
    sampled: Sampled, started: float, rolled_out: float, updated: float, save_seconds: float
) -> dict[str, float]:
    """Seconds of a step of reinforcement learning; `started` to `updated` are readings of the clock."""
    tokens = sum(len(rollout.completion.token_ids) for group in sampled.groups for rollout in group.rollouts)
    whole = step_timing(started, save_seconds)
    return {
        "time/rollout_seconds": round(sampled.seconds, 3),
        "time/wait_seconds": round(rolled_out - started, 3),
        "time/update_seconds": round(updated - rolled_out, 3),
        **whole,
        "system/tokens_per_second": round(tokens / max(whole["time/step_seconds"], 1e-3), 1),
    }


def step_timing(started: float, save_seconds: float) -> dict[str, float]:
    """Seconds since the reading `started` of the clock, and of the saves before it, which belong to no other row."""
    return {
        "time/save_seconds": round(save_seconds, 3),
        "time/step_seconds": round(time.perf_counter() - started + save_seconds, 3),
    }
