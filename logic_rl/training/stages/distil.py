"""A stage of distillation: a teacher's distribution over every token, along rows or along the student's own replies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from transformers import PreTrainedModel

from logic_rl.config.run import DistilStage, RunConfig
from logic_rl.errors import UsageError
from logic_rl.metrics import mean
from logic_rl.resources import model_path
from logic_rl.rollout.attention import use_block_attention
from logic_rl.rollout.collect import collect_groups, response_rows
from logic_rl.seeding import derive, stream
from logic_rl.training.compute import following_compute, price_of
from logic_rl.training.learning.batch import Sample, samples_of
from logic_rl.training.learning.distilling import Distillation
from logic_rl.training.learning.model_folder import load_tokenizer
from logic_rl.training.learning.models import load_model
from logic_rl.training.stages.origin import begin_stage
from logic_rl.training.stages.sft import examples
from logic_rl.training.stages.steps import take_steps
from logic_rl.training.supervised.sft.request import SftConfig
from logic_rl.types import RolloutGroup

if TYPE_CHECKING:
    from logic_rl.training.trainer import Trainer


def follow(trainer: Trainer, stage: DistilStage) -> None:
    """Every step writes a row of metrics; states to resume from are those of the run."""
    teacher = _teacher(trainer, stage)
    begin_stage(trainer, stage)
    if stage.is_on_policy:
        trainer.display.say(f"stage {stage.name!r}: {stage.steps} steps on the student's own replies")
        take_steps(trainer, stage.name, stage.steps, _on_own_replies(trainer, stage, teacher))
        return
    samples = examples(trainer, stage)
    settings = SftConfig(stage.epochs, stage.batch_size, stage.learning_rate, derive(trainer.config.seed, stage.name))
    num_steps = settings.num_steps(len(samples))
    trainer.display.say(f"stage {stage.name!r}: a teacher along {len(samples)} replies, {num_steps} steps")
    take_steps(trainer, stage.name, num_steps, _along_rows(trainer, stage, teacher, samples, settings))


def check_teachers(config: RunConfig, tokenizer) -> None:
    """Whether every teacher that is followed token by token speaks in the student's tokens, seen before the run begins.

    Raises:
        UsageError: one does not.
    """
    for stage in (one for one in config.phases if isinstance(one, DistilStage)):
        if load_tokenizer(model_path(stage.teacher)).get_vocab() != tokenizer.get_vocab():
            raise UsageError(
                f"phases.{stage.name}.teacher: {stage.teacher} has another tokenizer than {config.model}, so their "
                "distributions cannot be compared: learn its replies instead, by a stage of kind: sample with "
                f"model: {stage.teacher} and one of kind: sft after it"
            )


def _teacher(trainer: Trainer, stage: DistilStage) -> PreTrainedModel:
    """Frozen, on the student's device."""
    teacher, _ = load_model(stage.teacher, device=trainer.learner.model.device, say=trainer.display.say)
    use_block_attention(teacher)
    return teacher.eval().requires_grad_(False)


def _along_rows(
    trainer: Trainer, stage: DistilStage, teacher: PreTrainedModel, samples: Sequence[Sample], settings: SftConfig
) -> Iterator[dict[str, float]]:
    how, price = Distillation(False, stage.alpha, stage.softening, stage.top_k), price_of(teacher)
    for _, rate, batch in settings.batches(samples, trainer.curriculum.phase_step):
        yield trainer.learner.distil(batch, teacher, rate, how) | following_compute(trainer.price, price, batch)


def _on_own_replies(trainer: Trainer, stage: DistilStage, teacher: PreTrainedModel) -> Iterator[dict[str, float]]:
    """Each step samples anew; its rows are those of `rollouts/`, with scores, which nothing is learnt from."""
    settings, price = SftConfig(1, 1, stage.learning_rate), price_of(teacher)
    for step in range(trainer.curriculum.phase_step, stage.steps):
        groups = _sampled(trainer, stage, step)
        rate = settings.rate_at(step, stage.steps)
        samples = samples_of(groups)
        report = trainer.learner.distil(samples, teacher, rate, Distillation(on_policy=True))
        report |= following_compute(trainer.price, price, samples, groups)
        rows = response_rows(groups, trainer.step + 1, stage.name, trainer.curriculum.task)
        trainer.folder.write_rollouts(trainer.step + 1, rows)
        verdicts = [row["score"]["verdict"] for row in rows]
        yield report | {
            "accuracy/mean": mean(verdict == "correct" for verdict in verdicts),
            "reward/format_rate": mean(verdict != "bad_format" for verdict in verdicts),
            "length/mean": mean(row["num_tokens"] for row in rows),
        }


def _sampled(trainer: Trainer, stage: DistilStage, step: int) -> list[RolloutGroup]:
    curriculum, seed = trainer.curriculum, trainer.config.seed
    rng = stream(seed, "stage questions", stage.name, step)
    questions = curriculum.draw(stage.name, curriculum.levels(stage), stage.prompts, rng)
    trainer.engine.load_weights(trainer.learner.model, trainer.step)
    return collect_groups(
        questions, trainer.make_prompt, trainer.engine, trainer.sampler.params(stage.temperature), stage.group_size,
        seed=derive(seed, "stage", stage.name, step), progress=trainer.display.sampling,
        rubric=trainer.sampler.new_rubric(stage.name),
    )  # fmt: skip
