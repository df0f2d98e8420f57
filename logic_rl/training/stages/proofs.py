"""A stage of program-written proofs: rows for a fine-tuning, without any model.

`samples/NAME.jsonl.gz` has the rows, as `logicrl traces` writes them, `samples/NAME.json` the counts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from logic_rl.config.run import ProofStage
from logic_rl.cores import usable_cores
from logic_rl.proofs.request import ProofRequest, Shares
from logic_rl.proofs.writing import write_proofs
from logic_rl.rows import write_json
from logic_rl.seeding import derive, stream
from logic_rl.tasks.knights.task import KnightsTask

if TYPE_CHECKING:
    from logic_rl.training.trainer import Trainer


def write(trainer: Trainer, stage: ProofStage) -> None:
    """Write the proofs unless they are there, and go on to the next stage; no model changes."""
    folder = trainer.folder.samples
    if not (folder / f"{stage.name}.json").is_file():
        trainer.display.say(f"stage {stage.name!r}: {stage.count} proofs to write")
        folder.mkdir(exist_ok=True)
        tally = write_proofs(folder / f"{stage.name}.jsonl.gz", request_of(trainer, stage), "rows", len(usable_cores()))
        write_json(folder / f"{stage.name}.json", dict(tally))
        trainer.display.say(f"stage {stage.name!r}: {tally['proofs']} proofs, {tally['mistakes']} with a wrong turn")
    trainer.curriculum.next_stage()


def request_of(trainer: Trainer, stage: ProofStage) -> ProofRequest:
    """The same whenever a run goes on; its puzzles are those of the task with the options of the stage."""
    seed = trainer.config.seed
    sizes, weights = zip(*stage.people.items(), strict=True)
    people = stream(seed, "proof sizes", stage.name).choices(sizes, weights, k=stage.count)
    shares = Shares(stage.mistakes, stage.hesitation, stage.summary, stage.closing, stage.paths)
    spec = cast(KnightsTask, trainer.curriculum.tasks[stage.name]).spec
    return ProofRequest(
        people, stage.count, derive(seed, "proofs", stage.name), tuple(stage.style.items()), shares, spec=spec
    )
