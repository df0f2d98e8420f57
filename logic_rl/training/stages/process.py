"""A stage that learns to judge steps, for the reward of a later stage.

`samples/NAME/` has the model, `samples/NAME.json` what it learnt from and how well it judges held-out steps, in all and
by kind of claim; `samples/NAME.steps.jsonl.gz` the labelled steps in TRL's stepwise format, before any label is turned
around. While it learns, `samples/NAME.training/` has states to resume from.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from logic_rl.config.run import ProcessStage
from logic_rl.rewards.located import model_folder
from logic_rl.rows import write_json, write_rows
from logic_rl.training.process.learn import learn_process
from logic_rl.training.process.model import new_process_model
from logic_rl.training.process.steps import read_solutions
from logic_rl.training.stages.origin import model_of
from logic_rl.training.stages.sources import scored_paths

if TYPE_CHECKING:
    from logic_rl.progress import Progress
    from logic_rl.training.trainer import Trainer


def judge_steps(trainer: Trainer, stage: ProcessStage) -> None:
    """Learn the model unless it is there, and go on to the next stage; the policy does not change."""
    folder = trainer.folder.samples
    record = folder / f"{stage.name}.json"
    if not record.is_file():
        folder.mkdir(exist_ok=True)
        facts = _learnt(trainer, stage)
        write_json(record, facts)
        shutil.rmtree(folder / f"{stage.name}.training", ignore_errors=True)
        trainer.display.say(f"stage {stage.name!r}: {told(facts)}")
    trainer.curriculum.next_stage()


def told(facts: dict) -> str:
    """What a model comes to, in words."""
    held_out = facts["held_out"]
    auc = "–" if held_out["auc"] is None else f"{held_out['auc']:.3f}"
    return (
        f"learnt from {facts['fitted_steps']} steps, {facts['turned_labels']} of them labelled wrong on purpose; of "
        f"{held_out['steps']} held-out steps {held_out['accuracy']:.3f} judged right, AUC {auc}"
    )


def _learnt(trainer: Trainer, stage: ProcessStage) -> dict:
    config, folder = trainer.config, trainer.folder.samples
    paths = [path for source in config.sources(stage.name) for path in _paths(trainer, source)]
    solutions = read_solutions(paths, trainer.curriculum.task, stage.labels)
    write_rows(folder / f"{stage.name}.steps.jsonl.gz", (one.to_row() for one in solutions))
    model = new_process_model(stage.model or model_of(trainer, config.origin(stage.name)), trainer.display.say)
    work, shown = folder / f"{stage.name}.training", _Beside(trainer.display, stage.name)
    facts = learn_process(model, solutions, stage, config.seed, config.optimiser, work, shown)
    model.save(model_folder(folder, stage.name), facts)
    return facts


def _paths(trainer: Trainer, source: str) -> list[Path]:
    """A file as it is named; of a stage what it has left: proofs are all kept."""
    kept, *dropped = scored_paths(trainer, source)
    return [kept, *(path for path in dropped if path.is_file())]


class _Beside:
    """The steps of this training beside the count of the run's own."""

    def __init__(self, display: Progress, name: str):
        self.display, self.name, self.total = display, name, 0

    def say(self, text: str) -> None:
        self.display.say(text)

    def begin(self, total: int, done: int = 0) -> None:
        self.total = total
        self.update(done, note="")

    def update(self, done: int, total: int | None = None, note: str | None = None) -> None:
        self.display.tell(f"{self.name} {done}/{self.total}  {note or ''}")
