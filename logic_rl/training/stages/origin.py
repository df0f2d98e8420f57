"""Which model a stage starts from, told by the configuration alone, so that a resumed run finds the same.

A stage of reinforcement learning that follows another one and starts from `previous` simply goes on: the same
weights, the same optimiser, the same reference for a KL penalty. Every other start takes the weights of a model and an
optimiser as new; a stage of reinforcement learning then has that model as its reference. Sampling changes no model, so
such stages are passed over when the one before is looked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from logic_rl.config.run import RunConfig, Stage

if TYPE_CHECKING:
    from logic_rl.training.trainer import Trainer

BASE = "base"


def begin_stage(trainer: Trainer, stage: Stage) -> None:
    """Put the model that a stage starts from into the learner, unless it is there already."""
    config, learner = trainer.config, trainer.learner
    if stage.kind == "rl" and config.needs_reference and (reference := reference_of(config, stage)) != BASE:
        learner.set_reference(model_of(trainer, reference))
    if trainer.curriculum.phase_step == 0 and not goes_on(config, stage):
        learner.begin(model_of(trainer, config.origin(stage.name)))


def goes_on(config: RunConfig, stage: Stage) -> bool:
    """Whether the stage takes over model and optimiser as they are."""
    before = config.maker_before(stage.name)
    return before is None or (is_current(config, stage) and before.kind == stage.kind == "rl")


def reference_of(config: RunConfig, stage: Stage) -> str:
    """What a KL penalty of the stage is about: the model that its chain of stages of this kind started from."""
    before = config.maker_before(stage.name)
    return reference_of(config, before) if before and goes_on(config, stage) else config.origin(stage.name)


def is_current(config: RunConfig, stage: Stage) -> bool:
    """Whether the model that a stage starts from is the one that the learner holds when the stage begins."""
    before = config.maker_before(stage.name)
    return config.origin(stage.name) == (before.name if before else BASE)


def model_of(trainer: Trainer, origin: str) -> str:
    """What the weights of `base` or of a finished stage are loaded from."""
    return trainer.config.model if origin == BASE else str((trainer.folder.checkpoints / origin).absolute())
