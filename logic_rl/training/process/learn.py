"""Training of a process reward model, with states to resume from, and what is measured of it at the end."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from logic_rl.algorithms.process import process_loss
from logic_rl.config.run import OptimiserConfig, ProcessStage
from logic_rl.errors import RunFailed, UsageError
from logic_rl.rollout.attention import use_block_attention
from logic_rl.seeding import derive, stream
from logic_rl.training.learning.batch import length_buckets
from logic_rl.training.learning.learner import Trainable, new_trainable
from logic_rl.training.learning.precision import with_precision
from logic_rl.training.process.measures import measured
from logic_rl.training.process.model import Encoded, ProcessModel, step_logits
from logic_rl.training.process.steps import Solution, set_aside, with_noise
from logic_rl.training.supervised.folder import Shown, SupervisedTraining
from logic_rl.training.supervised.sft.request import SftConfig

LEAST_SAVED, STATES = 10, 10  # steps between two states, and how many there are of a long training


@dataclass(frozen=True, slots=True)
class Example:
    """A solution as tokens, with the labels of its steps, as many as were encoded."""

    encoded: Encoded
    is_right: tuple[bool, ...]

    def __len__(self) -> int:
        return len(self.encoded)


def examples_of(model: ProcessModel, solutions: Sequence[Solution], max_tokens: int) -> list[Example]:
    """The solutions of which a step at least fits."""
    most, examples = min(max_tokens, model.max_tokens), []
    for solution in solutions:
        encoded = model.encoded(solution.prompt, [step.text for step in solution.steps], most)
        if encoded.ends:
            examples.append(Example(encoded, tuple(step.is_right for step in solution.steps)[: len(encoded.ends)]))
    return examples


def learn_process(
    model: ProcessModel,
    solutions: Sequence[Solution],
    stage: ProcessStage,
    seed: int,
    limits: OptimiserConfig,
    work: Path,
    progress: Shown,
    settings: dict | None = None,
) -> dict:
    """Train in place on most of the questions; returns the facts of the stage's record.

    Args:
        work: folder for states to resume from; it may be removed when the model is written.
        settings: what must not change between a start and a resume.

    Raises:
        UsageError: fewer than two questions, or no step fits; RunFailed: a gradient is not finite.
    """
    fitted, tested = set_aside(solutions, stage.held_out, stream(seed, "held out", stage.name))
    turned = with_noise(fitted, stage.label_noise, stream(seed, "label noise", stage.name))
    examples = examples_of(model, turned, stage.max_tokens)
    if not examples:
        raise UsageError(f"stage {stage.name!r}: no question with its first step fits into {stage.max_tokens} tokens; "
                         "raise max_tokens")  # fmt: skip
    limits = with_precision(limits, model.model.device)
    use_block_attention(model.model)
    plan = SftConfig(stage.epochs, stage.batch_size, stage.learning_rate, derive(seed, stage.name))
    trainable = new_trainable(model.model, limits)
    num_steps = plan.num_steps(len(examples))
    training = SupervisedTraining(
        work, model.model, model.tokenizer, [trainable.optimiser], num_steps, progress, settings or {},
        save_every=max(LEAST_SAVED, num_steps // STATES),
    )  # fmt: skip
    log = training.run(lambda first: _steps(trainable, examples, plan, first, limits, model.pad_id))
    asked = [(one.prompt, [step.text for step in one.steps]) for one in tested]
    chances = [chance for row in model.probabilities(asked) for chance in row]
    return {
        "questions": len({one.prompt for one in solutions}),
        "solutions": len(solutions),
        "fitted_solutions": len(examples),
        "fitted_steps": sum(len(one.is_right) for one in examples),
        "label_noise": stage.label_noise,
        "turned_labels": _differences(fitted, turned),
        "losses": [row["loss"] for row in log],
        "held_out": measured(chances, [step for one in tested for step in one.steps]),
    }


def process_step(
    trainable: Trainable, batch: Sequence[Example], learning_rate: float, limits: OptimiserConfig, pad: int
) -> tuple[float, float]:
    """One optimiser step down the mean loss of the batch's steps; (loss in nats a step, gradient norm)."""
    num_steps = sum(len(one.is_right) for one in batch)

    def work(model, bucket: Sequence[Example]) -> float:
        with torch.autocast(model.device.type, torch.bfloat16, enabled=bool(limits.autocast)):
            logits_S2 = step_logits(model, [one.encoded for one in bucket], pad)
        labels_S = torch.tensor([label for one in bucket for label in one.is_right], device=model.device)
        loss = process_loss(logits_S2, labels_S).sum() / num_steps
        loss.backward()
        return float(loss.detach())

    trainable.workers.train(True)
    passes: Sequence[Any] = list(length_buckets(batch, limits.tokens_per_pass))
    losses = trainable.workers.run(passes, work)
    trainable.workers.train(False)
    return sum(losses), trainable.step(learning_rate, limits.max_grad_norm)


def _steps(
    trainable: Trainable,
    examples: Sequence[Example],
    plan: SftConfig,
    first_step: int,
    limits: OptimiserConfig,
    pad: int,
) -> Iterator[dict]:
    for step, rate, batch in plan.batches(examples, first_step):
        loss, grad_norm = process_step(trainable, batch, rate, limits, pad)
        if not math.isfinite(grad_norm):
            raise RunFailed(f"process reward model, step {step + 1}: the gradient is not finite; lower learning_rate")
        yield {"step": step, "loss": round(loss, 6), "grad_norm": round(grad_norm, 6)}


def _differences(before: Sequence[Solution], after: Sequence[Solution]) -> int:
    pairs = zip(before, after, strict=True)
    return sum(a.is_right != b.is_right for one, other in pairs for a, b in zip(one.steps, other.steps, strict=True))
