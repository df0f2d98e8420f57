"""Going on by itself after a learner was lost, as `--resume` would."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from logic_rl.config.run import RunConfig
from logic_rl.record import RunFolder
from logic_rl.training.learning.interface import LearnersLost
from logic_rl.training.progress import Display
from logic_rl.training.setup import build_trainer, open_run
from logic_rl.training.trainer import Trainer

MOST_LOSSES = 3  # in a row, with no step finished in between


def train_through_losses(config: RunConfig, out: Path, phase: str, resume: bool, display: Display) -> Trainer:
    """Train to the end; after every loss everything is made anew and goes on from the last whole checkpoint.

    Raises:
        LearnersLost: `MOST_LOSSES` times at the same step.
        UsageError: another process writes to the run; see also `open_run` and `build_trainer`.
    """
    with RunFolder(out).lock(display.say):
        return _train(config, out, phase, resume, display)


def _train(config: RunConfig, out: Path, phase: str, resume: bool, display: Display) -> Trainer:
    losses, lost_at = 0, -1
    while True:
        folder, config, checkpoint = open_run(config, out, phase, resume, display.say)
        try:
            trainer = build_trainer(config, folder, checkpoint, phase, display)
            if checkpoint:
                display.say(f"going on after step {trainer.step} ({checkpoint})")
            with closing(trainer):
                trainer.run()
            return trainer
        except LearnersLost as loss:
            rows = folder.metrics() if folder.exists else []
            step = rows[-1]["step"] if rows else 0
            losses, lost_at = (losses + 1 if step == lost_at else 1), step
            if losses == MOST_LOSSES:
                raise LearnersLost(f"{loss}. That was {losses} times after step {step}; mend it and --resume") from None
            display.say(f"warning: {loss}; starting again from the last checkpoint")
            resume = folder.exists
