"""What stages that learn step by step from rows at hand have in common: the record, the states, the evaluations."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING

from logic_rl.errors import RunFailed
from logic_rl.training.step_metrics import step_timing

if TYPE_CHECKING:
    from logic_rl.training.trainer import Trainer


def take_steps(trainer: Trainer, name: str, num_steps: int, reports: Iterable[dict[str, float]]) -> None:
    """Have every step of the stage on record, save what is due, and end the stage after the last.

    Args:
        reports: the metrics of one step after another; taking one makes the step. The first is that of
            `curriculum.phase_step`.

    Raises:
        RunFailed: a gradient is not finite.
    """
    curriculum, every = trainer.curriculum, trainer.config.checkpoint.every
    trainer.expect(num_steps)
    started = time.perf_counter()
    for report in reports:
        if not math.isfinite(report["optim/grad_norm"]):
            step = curriculum.phase_step + 1
            raise RunFailed(f"stage {name!r}, step {step}: the gradient is not finite; lower learning_rate")
        trainer.step += 1
        curriculum.phase_step += 1
        is_over = curriculum.phase_step == num_steps
        if is_over:
            curriculum.next_stage()
        row = {"step": trainer.step, "phase": name, **report}
        row |= step_timing(started, trainer.take_save_seconds())
        trainer.record(row)
        if is_over or trainer.step % every == 0:
            trainer.save_step()
        trainer.display.step(row)
        if not is_over and trainer.is_evaluation_due():
            trainer.evaluate_step()
        started = time.perf_counter()
    trainer.end_stage(name)
