"""A stage of reinforcement learning: steps until its last one, or until it is promoted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from logic_rl.config.run import PhaseConfig
from logic_rl.training.stages.origin import begin_stage

if TYPE_CHECKING:
    from logic_rl.training.trainer import Trainer


def reinforce(trainer: Trainer, stage: PhaseConfig) -> None:
    begin_stage(trainer, stage)
    trainer.expect(stage.steps)
    while not trainer.train_step():
        pass
    trainer.end_stage(stage.name)
