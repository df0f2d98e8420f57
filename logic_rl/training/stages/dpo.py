"""A stage of direct preference optimisation on replies that the run has sampled, or on files of scored replies.

`samples/NAME.json` keeps what the stage starts with: how many pairs, and the log-probabilities of their replies under
the reference, which is the model that the stage starts from. So no second model is held, and a resumed stage compares
with the same numbers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from random import Random
from typing import TYPE_CHECKING

from logic_rl.config.run import DpoStage
from logic_rl.errors import RunFailed
from logic_rl.rows import read_json, write_json
from logic_rl.seeding import derive, stream
from logic_rl.training.compute import learning_compute
from logic_rl.training.learning.batch import Sample
from logic_rl.training.learning.preference import Pair
from logic_rl.training.stages.filters import right, verified
from logic_rl.training.stages.origin import begin_stage
from logic_rl.training.stages.sources import scored_paths
from logic_rl.training.stages.steps import take_steps
from logic_rl.training.supervised.sft.examples import Choice, read_scored
from logic_rl.training.supervised.sft.request import SftConfig

if TYPE_CHECKING:
    from logic_rl.training.trainer import Trainer


BETTER: dict[str, Callable[[dict], bool]] = {"right": right, "verified": verified}


def prefer(trainer: Trainer, stage: DpoStage) -> None:
    """Every step writes a row of metrics; states to resume from are those of the run."""
    couples = _couples(trainer, stage)
    settings = SftConfig(stage.epochs, stage.batch_size, stage.learning_rate, derive(trainer.config.seed, stage.name))
    num_steps = settings.num_steps(len(couples))
    trainer.display.say(f"stage {stage.name!r}: {len(couples)} pairs, {num_steps} steps")
    path = trainer.folder.samples / f"{stage.name}.json"
    if trainer.curriculum.phase_step == 0:
        begin_stage(trainer, stage)
        sums = trainer.learner.reply_sums([sample for couple in couples for sample in couple])
        path.parent.mkdir(exist_ok=True)
        write_json(path, {"pairs": len(couples), "reference_logprobs": sums})
    sums = read_json(path)["reference_logprobs"]
    references = zip(sums[::2], sums[1::2], strict=True)
    pairs = [Pair(*couple, reference) for couple, reference in zip(couples, references, strict=True)]
    take_steps(trainer, stage.name, num_steps, _steps(trainer, stage, pairs, settings))


def _steps(trainer: Trainer, stage: DpoStage, pairs: Sequence[Pair], settings: SftConfig) -> Iterator[dict]:
    for _, rate, batch in settings.batches(pairs, trainer.curriculum.phase_step):
        cost = learning_compute(trainer.price, [reply for pair in batch for reply in (pair.chosen, pair.rejected)])
        yield trainer.learner.prefer(batch, rate, stage.beta, stage.smoothing) | cost


def _couples(trainer: Trainer, stage: DpoStage) -> list[tuple[Sample, Sample]]:
    """Better and worse reply of every pair, the same whenever the run goes on."""
    paths = [path for source in trainer.config.sources(stage.name) for path in scored_paths(trainer, source)]
    rows = read_scored(paths, Choice(max_tokens=stage.max_tokens), trainer.make_prompt, trainer.files.tokenizer)
    rng = stream(trainer.config.seed, "pairs", stage.name)
    couples = list(coupled(rows, BETTER[stage.better], stage.pairs, rng))
    if not couples:
        raise RunFailed(
            f"stage {stage.name!r}: no question has both a {stage.better} reply and another: sample more of each, or "
            "other questions"
        )
    return couples


def coupled(
    rows: Iterable[tuple[dict, Sample]], is_better: Callable[[dict], bool], most: int, rng: Random
) -> Iterator[tuple[Sample, Sample]]:
    """Pairs of a better and a worse reply to the same question, at most so many of each; every reply is in one."""
    questions: dict[str, tuple[list[Sample], list[Sample]]] = defaultdict(lambda: ([], []))
    for row, sample in rows:
        questions[row["puzzle_id"]][not is_better(row)].append(sample)
    for better, worse in questions.values():
        rng.shuffle(better)
        rng.shuffle(worse)
        yield from list(zip(better, worse, strict=False))[:most]
