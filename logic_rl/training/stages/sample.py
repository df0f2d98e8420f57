"""A stage of mass rollout: replies of the model as it stands, and which of them are kept.

`samples/NAME.jsonl.gz` has the rows that every filter lets through, `samples/NAME.dropped.jsonl.gz` the others with
the filter that stopped each (`dropped`), `samples/NAME.json` the counts, the tokens sampled, and the seconds since the
sampling was last begun. While it samples, `samples/NAME.part.jsonl`
and its state make an interruption cost next to nothing.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from logic_rl.config.run import SampleStage
from logic_rl.errors import RunFailed
from logic_rl.prompts import maker_of, read_prompt_format
from logic_rl.rewards.located import located
from logic_rl.rollout.collect import MakePrompt
from logic_rl.rollout.engine import Engine
from logic_rl.rollout.ledger import Ledger
from logic_rl.rollout.mass import Plan, TaskScorer, sample_into
from logic_rl.rows import read_rows, write_json, write_rows
from logic_rl.seeding import derive, stream
from logic_rl.tasks.shots import worked_examples
from logic_rl.training.engines import new_engine
from logic_rl.training.learning.models import load_model
from logic_rl.training.stages.filters import sieve
from logic_rl.training.stages.origin import is_current, model_of
from logic_rl.training.stages.summaries import with_summary
from logic_rl.types import Question

if TYPE_CHECKING:
    from logic_rl.training.trainer import Trainer


def collect(trainer: Trainer, stage: SampleStage) -> None:
    """Sample unless it is done, filter, and go on to the next stage; no model changes."""
    folder = trainer.folder.samples
    if not (folder / f"{stage.name}.json").is_file():
        ledger = _ledger(trainer, stage)
        started = time.perf_counter()
        with closing(ledger):
            if not ledger.complete:
                trainer.display.say(f"stage {stage.name!r}: {ledger.total} replies to sample, {ledger.done} are there")
                _sample(trainer, stage, ledger)
        cost = {"tokens": ledger.counts["tokens"], "seconds": round(time.perf_counter() - started, 1)}
        counts = _filter(folder, stage, read_rows(ledger.path), cost)
        Ledger.forget(ledger.path)
        trainer.display.say(f"stage {stage.name!r}: {told(counts)}")
    trainer.curriculum.next_stage()


def told(counts: dict) -> str:
    """The yield of a stage in words."""
    dropped = ", ".join(f"{name} {count}" for name, count in counts["dropped"].items())
    kept = f"{counts['kept']} of {counts['sampled']} replies kept"
    return f"{kept}; dropped by filter: {dropped}" if dropped else kept


def _ledger(trainer: Trainer, stage: SampleStage) -> Ledger:
    settings = {"stage": stage.name, "step": trainer.step, "seed": trainer.config.seed}
    return Ledger(trainer.folder.samples / f"{stage.name}.part.jsonl", settings, stage.prompts * stage.group_size)


def _sample(trainer: Trainer, stage: SampleStage, ledger: Ledger) -> None:
    config, curriculum = trainer.config, trainer.curriculum
    params = trainer.sampler.params(stage.temperature)
    if stage.model is not None:
        params = replace(params, banned=())  # those are the tokens of the run's own model
    rewarded = located(config.reward_of(stage.name), trainer.folder.samples)
    reward = replace(rewarded, length=0.0)  # it compares the replies of a training step
    plan = Plan(stage.group_size, derive(config.seed, "stage", stage.name), params, reward=reward)
    rng = stream(config.seed, "stage questions", stage.name)
    questions = curriculum.draw(stage.name, curriculum.levels(stage), stage.prompts, rng)
    scorer = TaskScorer(curriculum.tasks[stage.name], plan, stage.name, trainer.step, with_text=True)

    def report(filled: Ledger) -> None:
        trainer.display.sampling(filled.done, filled.counts["tokens"])

    with _sampled_model(trainer, stage, questions[0]) as (make_prompt, engine):
        sample_into(ledger, plan, questions, make_prompt, engine, scorer, report)


@contextmanager
def _sampled_model(trainer: Trainer, stage: SampleStage, probe: Question) -> Iterator[tuple[MakePrompt, Engine]]:
    """How the stage's model is asked, and an engine that holds it: the run's, or for another model one of its own."""
    config = trainer.config
    fmt = (stage.model and read_prompt_format(stage.model)) or trainer.files.fmt
    if stage.instruction is not None:
        fmt = replace(fmt, instruction=stage.instruction)
    if stage.shots:
        task = trainer.curriculum.tasks[stage.name]
        fmt = replace(fmt, examples=worked_examples(task, stage.shots, derive(config.seed, "shots", stage.name)))
    if stage.model is None:
        learner, origin = trainer.learner, config.origin(stage.name)
        model = learner.model if is_current(config, stage) else load_model(model_of(trainer, origin))[0]
        trainer.engine.load_weights(model, trainer.step)
        yield maker_of(fmt, trainer.files.tokenizer), trainer.engine
        return
    teacher, tokenizer = load_model(stage.model, say=trainer.display.say)
    make_prompt = maker_of(fmt, tokenizer)
    settings = replace(config.rollout, engine="torch", workers=1, tensor_parallel=1)
    with closing(new_engine(settings, stage.model, tokenizer, teacher, make_prompt(probe).token_ids)) as engine:
        yield make_prompt, engine


def _filter(folder: Path, stage: SampleStage, rows: Iterable[dict], cost: dict) -> dict:
    """Write what is kept and what is dropped; the counts are written last, for they say that the stage is done."""
    kept: list[dict] = []
    dropped: list[dict] = []
    if stage.add_summary:
        rows = map(with_summary, rows)
    for row, reason in sieve(rows, stage.filters, stage.per_prompt, stage.keep):
        (dropped.append(row | {"dropped": reason}) if reason else kept.append(row))
    if not kept:
        raise RunFailed(
            f"stage {stage.name!r}: none of {len(dropped)} replies passes the filters {', '.join(stage.filters)}: "
            "sample more, sample a better model, or ask for less"
        )
    write_rows(folder / f"{stage.name}.jsonl.gz", kept)
    write_rows(folder / f"{stage.name}.dropped.jsonl.gz", dropped)
    reasons = Counter(row["dropped"] for row in dropped)
    counts = {"sampled": len(kept) + len(dropped), "kept": len(kept), "dropped": dict(reasons)} | cost
    write_json(folder / f"{stage.name}.json", counts)
    return counts
