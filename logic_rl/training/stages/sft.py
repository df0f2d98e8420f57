"""A stage of fine-tuning on rows that the run has sampled, or on files."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from logic_rl.config.run import DistilStage, SftStage
from logic_rl.seeding import derive, stream
from logic_rl.training.compute import learning_compute
from logic_rl.training.learning.batch import Sample
from logic_rl.training.stages.origin import begin_stage
from logic_rl.training.stages.sources import source_path
from logic_rl.training.stages.steps import take_steps
from logic_rl.training.supervised.sft.examples import Choice, read_examples
from logic_rl.training.supervised.sft.finetune import SftConfig, finetune

if TYPE_CHECKING:
    from logic_rl.training.trainer import Trainer


def imitate(trainer: Trainer, stage: SftStage) -> None:
    """Every step writes a row of metrics; states to resume from are those of the run."""
    samples = examples(trainer, stage)
    settings = SftConfig(stage.epochs, stage.batch_size, stage.learning_rate, derive(trainer.config.seed, stage.name))
    num_steps = settings.num_steps(len(samples))
    trainer.display.say(f"stage {stage.name!r}: fine-tuning on {len(samples)} replies, {num_steps} steps")
    begin_stage(trainer, stage)
    take_steps(trainer, stage.name, num_steps, _steps(trainer, samples, settings))


def _steps(trainer: Trainer, samples: Sequence[Sample], settings: SftConfig) -> Iterator[dict[str, float]]:
    first = trainer.curriculum.phase_step
    reports = finetune(trainer.learner.imitate, samples, settings, first)
    for report, (_, _, batch) in zip(reports, settings.batches(samples, first), strict=True):
        names = {"loss": "optim/loss", "grad_norm": "optim/grad_norm", "learning_rate": "optim/lr"}
        yield {key: report[name] for name, key in names.items()} | learning_compute(trainer.price, batch)


def examples(trainer: Trainer, stage: SftStage | DistilStage) -> list[Sample]:
    """What is learnt: of every source as many replies as its weight says, 1 being each of them once.

    A weight of 2.5 takes every reply twice and a random half of them once more.
    """
    samples: list[Sample] = []
    for source, weight in trainer.config.sources(stage.name).items():
        path = source_path(trainer, source)
        choice = Choice(max_tokens=stage.max_tokens)
        rows = read_examples((path,), {}, choice, trainer.make_prompt, trainer.files.tokenizer).samples
        whole, rest = divmod(weight, 1.0)
        samples += rows * int(whole)
        count = math.floor(rest * len(rows) + 0.5)
        samples += stream(trainer.config.seed, "sources", stage.name, source).sample(rows, count)
    return samples
