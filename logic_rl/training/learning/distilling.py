"""A step of distillation: the student's distribution over every token of some replies moves towards a teacher's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch.utils.checkpoint import checkpoint
from transformers import PreTrainedModel

from logic_rl.algorithms.distillation import reverse_kl, soft_label_loss
from logic_rl.algorithms.logprobs import token_logprobs
from logic_rl.config.run import LOGITS_AT_ONCE, OptimiserConfig
from logic_rl.metrics import WeightedMean
from logic_rl.training.learning.batch import Sample, TrainBatch
from logic_rl.training.learning.learner import Learner
from logic_rl.training.learning.readout import reply_states


@dataclass(frozen=True, slots=True)
class Distillation:
    """What of the teacher is learnt.

    Attributes:
        on_policy: replies are the student's own, and KL(student || teacher) goes down; else soft labels.
        alpha: weight of the soft labels; the rest is that of the token that stands there.
        temperature, top_k: of `algorithms.distillation.soft_label_loss`.
    """

    on_policy: bool = False
    alpha: float = 1.0
    temperature: float = 1.0
    top_k: int = 0


def distil(
    learner: Learner, teacher: PreTrainedModel, samples: Sequence[Sample], learning_rate: float, how: Distillation
) -> dict[str, float]:
    """One optimiser step down the mean loss of the replies' tokens; returns `optim/` and `distil/` metrics."""
    num_tokens = sum(len(sample.completion_ids) for sample in samples)

    def work(model, batch: TrainBatch) -> tuple[int, torch.Tensor]:
        divergence_N, logprobs_N = token_divergences(model, teacher, batch.to(model.device), how, learner.limits)
        loss_N = divergence_N if how.on_policy else how.alpha * divergence_N - (1 - how.alpha) * logprobs_N
        (loss_N.sum() / num_tokens).backward()
        return len(loss_N), torch.stack([loss_N, divergence_N, -logprobs_N]).detach().mean(-1)

    reports = learner.learn(learner.policy, samples, work)
    means = {name: WeightedMean() for name in ("optim/loss", "distil/divergence", "distil/token_loss")}
    for count, values in reports:
        for mean, value in zip(means.values(), values.tolist(), strict=True):
            mean.add(value, count)
    grad_norm = learner.policy.step(learning_rate, learner.limits.max_grad_norm)
    report = {name: mean.value for name, mean in means.items()}
    return {"optim/lr": learning_rate, "optim/grad_norm": grad_norm} | report


def token_divergences(
    student: PreTrainedModel, teacher: PreTrainedModel, batch: TrainBatch, how: Distillation, limits: OptimiserConfig
) -> tuple[torch.Tensor, torch.Tensor]:
    """How far apart student and teacher are at each reply token, and the student's log-probability of it, `[N]` each.

    Logits are made some tokens at a time, and made again in the backward pass: two vocabularies of numbers a token
    would be more than all else.
    """
    read_student, student_NH = reply_states(student, batch, limits)
    with torch.no_grad():
        read_teacher, teacher_NH = reply_states(teacher, batch, limits)

    def part(student_CH: torch.Tensor, teacher_CH: torch.Tensor, tokens_C: torch.Tensor):
        student_CV = read_student(student_CH)
        with torch.no_grad():
            teacher_CV = read_teacher(teacher_CH)
        divergence_C = (
            reverse_kl(student_CV, teacher_CV)
            if how.on_policy
            else soft_label_loss(student_CV, teacher_CV, how.temperature, how.top_k)
        )
        return divergence_C, token_logprobs(student_CV, tokens_C)

    size = max(1, LOGITS_AT_ONCE // 2 // student.config.vocab_size)
    parts = [
        checkpoint(part, *chunk, use_reentrant=False, preserve_rng_state=False)
        for chunk in zip(
            student_NH.split(size), teacher_NH.split(size), batch.token_ids[batch.mask].split(size), strict=True
        )
    ]
    divergences, logprobs = zip(*parts, strict=True)
    return torch.cat(divergences), torch.cat(logprobs)
