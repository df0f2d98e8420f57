"""Metrics: every key with its unit in one table, and means that carry their weight."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TypeGuard

METRICS = {
    "reward/mean": "mean total reward of the step's samples",
    "reward/PART": "mean weighted points of a part of the rubric: format, answer, language, preference, verified, "
    "steps_true, first_error, process, length, overlong, function",
    "reward/format_rate": "share of samples with the right tags",
    "accuracy/mean": "share of samples with the right answer in the right format",
    "accuracy/people_N": "the same for puzzles of N people; of other tasks accuracy/level_N",
    "accuracy/verified": "share of samples that are right and earned it: no false step, and the answer held against "
    "every statement; only of tasks that can check steps",
    "length/mean": "tokens per sample",
    "length/max": "longest sample, tokens",
    "length/truncated_rate": "share of samples cut at the cap",
    "behaviour/claims_true": "share of true ones among the claims that can be read in some of the step's replies; only "
    "of tasks that can check them",
    "behaviour/true_KIND": "the same of a kind of claim that is made often there: fits, verdict, mark, …",
    "proxy/points": "mean points of the parts beside answer and verified: what is paid without a right answer",
    "proxy/kl": "KL(policy || start of the phases) of a whole reply at the sampling temperature, nats: k3 estimate "
    "summed over its tokens; with a kl_weight or algorithm.measure_kl",
    "proxy/unanswered": "share of samples without an answer that can be read, or of bad format",
    "proxy/steps": "sentences of thinking in a sample; like the next three of some of the step's replies",
    "proxy/distinct": "share of a sample's steps that it has not said before, mean",
    "proxy/said_again": "share of the readable claims that only repeat what is given: quotations, lookups, expected",
    "proxy/false_success": "share of false ones among claims that something fits or everything holds, where often made",
    "rollout/temperature": "sampling temperature",
    "rollout/staleness": "updates between the oldest weights that sampled and those that are trained on the samples",
    "rollout/zero_variance_rate": "share of groups whose rewards are all equal",
    "rollout/refilled_groups": "groups sampled beyond the step's own, to replace those with equal rewards",
    "optim/lr": "learning rate",
    "optim/loss": "surrogate plus weighted KL, less weighted entropy, mean over tokens; like the entropy, the clip "
    "fraction and the gap left out of steps without a gradient",
    "optim/kl": "k3 estimate of KL(policy || base), nats per token; left out where there is no penalty",
    "optim/entropy": "nats per token at the sampling temperature",
    "optim/clip_fraction": "share of tokens at which the policy's clip acted",
    "optim/grad_norm": "gradient norm before clipping, mean over the step's updates; 0 without a gradient",
    "optim/skipped": "share of the step's updates left out because their gradient was not finite",
    "optim/logprob_gap": "mean |engine - trainer| log-probability before the first update, nats; near 0 if they "
    "agree and the samples are fresh",
    "optim/effective_sample_size": "share of tokens, 0 to 1, that would tell as much if the policy itself had sampled "
    "them: mean(r)^2 / mean(r^2) of the ratios r of policy to engine; with several updates or importance weights",
    "optim/importance_weight": "mean weight of a token for the gap between engine and trainer, after the cap",
    "optim/value_loss": "half the squared error of the critic, mean over tokens",
    "optim/value_clip_fraction": "share of tokens at which the critic's clip acted",
    "optim/value_grad_norm": "gradient norm of the critic before clipping, mean over the step's updates",
    "preference/accuracy": "share of the step's pairs whose better reply has the larger log-ratio to the reference",
    "preference/margin": "log-ratio of the better reply to the reference, less that of the worse one, nats, mean",
    "preference/chosen": "log-ratio of the better reply to the reference, nats, mean over pairs",
    "preference/rejected": "the same of the worse reply",
    "distil/divergence": "KL(teacher || student) times the softening squared, or on-policy KL(student || teacher), "
    "nats per token",
    "distil/token_loss": "negative log-probability of the token that stands there, nats, mean",
    "curriculum/phase_step": "steps done in this phase, counting this one",
    "curriculum/people_N": "share of the step's puzzles that have N people; of other tasks curriculum/level_N",
    "health/alarms": "alarms that ring in this step",
    "health/ALARM": "1 if it rings: gradient, drift, truncated, zero_variance, sample_size, format, entropy or claims; "
    "of reward hacking parting, quoting, guessing, endless, repeating or lenient",
    "compute/sampled_tokens": "tokens that the step sampled",
    "compute/flop": "floating-point operations that the step's sampling and learning need, of all its models",
    "time/rollout_seconds": "seconds sampling and scoring, beside the training of other steps in a pipelined run",
    "time/wait_seconds": "seconds the trainer waited for the step's samples when it came to them",
    "time/update_seconds": "seconds updating",
    "time/save_seconds": "seconds writing checkpoints since the row before, at the end of its step or phase",
    "time/step_seconds": "seconds in all, with those saves, and without evaluations",
    "time/sync_seconds": "seconds sending weights to rollout workers and checking them, since the step before",
    "system/worker_restarts": "rollout workers made anew since the step before",
    "system/rollout_workers": "rollout workers there are; fewer than asked for while no node has room for a lost one",
    "system/requests_reissued": "samples begun anew because their worker was lost",
    "system/sync_gap": "largest |engine - trainer| log-probability on the probe prompt after weights were sent, nats",
    "system/weights_compared": "share of the weights whose sums, as workers hold them, were compared after each load",
    "system/tokens_per_second": "sampled tokens per second of the whole step",
}
MACHINE_DEPENDENT = ("time/", "system/")


class WeightedMean:
    """A mean that remembers how much it is a mean of, so that means of means come out right."""

    def __init__(self) -> None:
        self.total = self.weight = 0.0

    def add(self, value: float, weight: float = 1.0) -> None:
        self.total += value * weight
        self.weight += weight

    @property
    def value(self) -> float:
        return self.total / self.weight if self.weight else 0.0


def mean(values: Iterable[float]) -> float:
    """Arithmetic mean; 0 for nothing."""
    values = list(values)
    return sum(values) / len(values) if values else 0.0


def is_number(value: object) -> TypeGuard[float]:
    """Whether a value read from JSON can be drawn and added up: a finite number, and no truth value."""
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
