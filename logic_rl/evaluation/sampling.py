"""Mass rollout of a model over questions: what `logicrl sample` and `logic_rl.sample` do."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import Any, Unpack

from logic_rl.config.reading import read_reward
from logic_rl.errors import UsageError
from logic_rl.evaluation.filling import fill, fingerprint, opener, told_model
from logic_rl.evaluation.prompting import asking_for, loadable, recorded_day, the_task, warn_beforehand
from logic_rl.evaluation.questions import FRESH, fresh_questions, itself
from logic_rl.evaluation.settings import MAX_NEW_TOKENS, Sampling, SamplingSettings
from logic_rl.evaluation.spread import spread
from logic_rl.prompts import PromptFormat
from logic_rl.rollout.engine import SamplingParams
from logic_rl.rollout.ledger import Ledger
from logic_rl.rollout.mass import Plan, TaskScorer
from logic_rl.rows import require_new
from logic_rl.tasks.knights.task import KnightsTask
from logic_rl.tasks.task import Task
from logic_rl.types import Question
from puzzles.formats.load import load_puzzles

VERDICTS = ("correct", "wrong", "unparsed", "bad_format")


def sample(
    model: str,
    puzzles: str | PathLike | None,
    out: str | PathLike,
    *,
    task: str | None = None,
    task_options: Mapping[str, Any] | None = None,
    stop: Sequence[str] = (),
    limit: int | None = None,
    only_right: bool = False,
    reward: Sequence[str] = (),
    **sampling: Unpack[Sampling],
) -> dict:
    """Sample a model many times on every question and write scored response rows, in the order of the questions.

    After an interruption of any kind the same call goes on where it was: OUT.state.json remembers how far that is.

    Args:
        model: packaged name, folder or hub id.
        puzzles: a file of questions; None draws some of the task's train split.
        out: file of response rows.
        task, task_options: what the questions are; by default what the model was trained on, else knights.
        stop: texts after which a reply ends, besides the model's own end.
        limit: only so many questions, as evenly of every level as the file has them.
        only_right: write only replies with the right answer in the right format.
        reward: `key=value` settings of the rubric, as under `reward:` in a curriculum.
        sampling: see `SamplingSettings`.

    Returns:
        Counts of verdicts, accuracy, mean length, and what was kept.

    Raises:
        UsageError: something given cannot be used.
    """
    settings, out, rubric = SamplingSettings(**sampling), Path(out), read_reward(tuple(reward))
    require_new(out, puzzles)
    model = model if settings.endpoint else loadable(model)
    kind = the_task(model, task, task_options, puzzles is None, bool(settings.endpoint))

    def questions() -> Iterator[Question]:
        every = _questions(puzzles, kind, limit, settings.seed)
        return every if limit is None else iter(spread(list(every), limit, itself))

    count, digest = fingerprint(questions())  # tells bad rows before anything begins
    if not count:
        raise UsageError(f"{puzzles}: holds no question; give a file of questions")
    asking = asking_for(model, settings, kind)
    cap = asking.max_new_tokens or MAX_NEW_TOKENS
    params = SamplingParams(settings.temperature, cap, tuple(stop))
    plan = Plan(settings.samples, settings.seed, params, only_right, rubric)
    opened = opener(settings, model, asking, "logicrl sample", tuple(stop))
    about = {"model": model, "puzzles": digest, "limit": limit} | _depends_on(plan, asking)
    warn_beforehand(model, settings, asking, questions())
    ledger = Ledger(out, about | told_model(model, settings), total=count * settings.samples)
    scorer = TaskScorer(kind, plan, with_text=True)
    restarts = fill(ledger, plan, questions(), opened, scorer)
    kind.close()
    return _report(ledger, restarts)


def _depends_on(plan: Plan, asking: PromptFormat) -> dict:
    """What the samples of the same questions depend on."""
    return {
        "samples": plan.samples, "temperature": plan.params.temperature, "seed": plan.seed,
        "max_new_tokens": asking.max_new_tokens, "stop": list(plan.params.stop), "template": asking.template,
        "open_think": asking.open_think, "only_right": plan.only_right, "rubric": dataclasses.asdict(plan.reward),
        **({"examples": asking.examples} if asking.examples else {}), **recorded_day(asking),
    }  # fmt: skip


def _questions(given: str | PathLike | None, task: Task, limit: int | None, seed: int) -> Iterator[Question]:
    if given is None:
        return iter(fresh_questions(task, limit or FRESH, seed, "train"))
    if isinstance(task, KnightsTask):
        return load_puzzles(Path(given))
    return iter(task.read(Path(given)))


def _report(ledger: Ledger, restarts: int) -> dict:
    counts, total = ledger.counts, ledger.done
    return {
        "num_samples": total, "num_kept": counts["kept"], "counts": {v: counts[v] for v in VERDICTS},
        "accuracy": counts["correct"] / total, "mean_length": counts["tokens"] / total,
        "truncated_rate": counts["truncated"] / total, "worker_restarts": restarts,
    }  # fmt: skip
