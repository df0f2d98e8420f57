"""What is paid beside what is wanted: how far the policy has moved, and by which cheap ways a reward is earned.

Reward is a proxy. Whether it and the gold (accuracy, verified accuracy) part ways shows over the distance to the model
that training started from (arXiv 2210.10760). Keys and units in `logic_rl.metrics`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from logic_rl.algorithms.kl import kl_k3
from logic_rl.claims.claim import FALSE, NO_STEPS, UNKNOWN, Claim
from logic_rl.metrics import mean
from logic_rl.rewards.process import step_texts
from logic_rl.tasks.task import Task, ability
from logic_rl.training.learning.batch import Sample
from logic_rl.types import Rollout, RolloutGroup

REPLIES_READ = 32  # of a step: reading all of them would take a tenth of the time of the tiny base's steps
OFTEN = 20  # claims of a kind, fewer say nothing of it
GOLD_PARTS = ("answer", "verified")  # of the rubric: paid for a right answer only
SAID_AGAIN = ("quotation", "lookup", "expected")  # claims that repeat what stands in the puzzle or was just assumed
SUCCESS = ("fits", "all_hold")


class Read(NamedTuple):
    """A reply whose claims were read; none for a task that cannot check."""

    rollout: Rollout
    claims: Sequence[Claim]


def read_some(groups: Sequence[RolloutGroup], task: Task) -> list[Read]:
    """Some of a step's replies, spread over its groups, with their claims."""
    check = ability(task, "check")
    replies = [(group.prompt.question, rollout) for group in groups for rollout in group.rollouts]
    return [
        Read(rollout, check(question, rollout.completion.text) if check else ())
        for question, rollout in replies[:: max(1, len(replies) // REPLIES_READ)]
    ]


def proxy_metrics(groups: Sequence[RolloutGroup], read: Sequence[Read], samples: Sequence[Sample]) -> dict[str, float]:
    """What is earned beside the answer and how, as `proxy/` metrics; what was not measured has no key."""
    scores = [rollout.score for group in groups for rollout in group.rollouts]
    steps = [[_words(one) for one in step_texts(each.rollout.completion.text)] for each in read]
    row = {
        "proxy/points": mean(sum(p for name, p in s.parts.items() if name not in GOLD_PARTS) for s in scores),
        "proxy/unanswered": mean(score.verdict in ("unparsed", "bad_format") for score in scores),
        "proxy/steps": mean(map(len, steps)),
    }
    if any(steps):
        row["proxy/distinct"] = mean(len(set(own)) / len(own) for own in steps if own)
    claims = [one for each in read for one in each.claims if one.kind not in NO_STEPS and one.truth != UNKNOWN]
    if claims:
        row["proxy/said_again"] = mean(claim.kind in SAID_AGAIN for claim in claims)
    success = [claim.truth == FALSE for claim in claims if claim.kind in SUCCESS]
    if len(success) >= OFTEN:
        row["proxy/false_success"] = mean(success)
    return row | distance(samples)


def distance(samples: Sequence[Sample]) -> dict[str, float]:
    """`proxy/kl`: KL(policy || start) of a whole reply in nats, by the k3 estimate summed over its tokens.

    Nothing where the start's log-probabilities were not made: set a `kl_weight`, or `algorithm.measure_kl`.
    """
    tokens = [sample.tokens for sample in samples]
    if not tokens or tokens[0].reference_logprobs is None:
        return {}
    return {"proxy/kl": mean(float(kl_k3(one.engine_logprobs, one.reference_logprobs).sum()) for one in tokens)}


def _words(text: str) -> str:
    return " ".join(text.lower().split())
