"""A process reward model by itself, outside of a run: what `logic_rl.process_model` does."""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import Any

from logic_rl.config.checks import check
from logic_rl.config.run import OptimiserConfig, ProcessStage, RunConfig
from logic_rl.loadable import require_loadable
from logic_rl.progress import Progress
from logic_rl.rewards.process import RECORD
from logic_rl.tasks import make_task
from logic_rl.training.supervised.out import check_out


def process_model(
    rows: str | PathLike | Sequence[str | PathLike],
    out: str | PathLike,
    *,
    model: str = "tiny-base",
    task: str = "knights",
    task_options: Mapping[str, Any] | None = None,
    seed: int = 1,
    resume: bool = False,
    **settings: Any,
) -> dict:
    """Learn to judge steps, from files of labelled steps or of replies that the task can check.

    Args:
        rows: files of rows `{prompt, completions, labels}` (TRL's stepwise format, which `logicrl traces --format
            stepwise` writes), or of response rows with their questions.
        out: folder of the model: a token classifier of two classes, for `reward: {process: 1, process_model: OUT}`.
        model: whose body it begins with: a packaged name, a folder, or a hub id.
        task, task_options: of the questions of response rows.
        resume: go on with an unfinished training in `out`.
        settings: labels, held_out, label_noise, epochs, batch_size, learning_rate, max_tokens, as in a stage of kind
            process.

    Returns:
        What `process.json` says: how much was learnt from, and of held-out steps accuracy, AUC and loss, in all and by
        kind of claim.

    Raises:
        UsageError: a row, a setting or a place cannot be used.

    Example: `logic_rl.process_model("steps.jsonl", "models/judge")["held_out"]["auc"]`
    """
    paths = [Path(rows)] if isinstance(rows, str | PathLike) else [Path(path) for path in rows]
    stage = ProcessStage("process", tuple(map(str, paths)), **settings)
    check(RunConfig((stage,), model=model, task=task), "process_model")
    out = Path(out)
    work = out / "training"
    check_out(out, work, (out / RECORD).is_file(), resume)
    require_loadable(model)
    from logic_rl.training.process.learn import learn_process
    from logic_rl.training.process.model import new_process_model
    from logic_rl.training.process.steps import read_solutions

    questions = make_task(task, dict(task_options or {}))
    with Progress("learning to judge steps", note=f"loading {model}") as progress:
        solutions = read_solutions(paths, questions, stage.labels)
        judge = new_process_model(model, progress.say)
        begun = {"model": model, "seed": seed, **dataclasses.asdict(stage), "sources": [str(path) for path in paths]}
        facts = learn_process(judge, solutions, stage, seed, OptimiserConfig(), work, progress, begun)
    judge.save(out, facts)
    shutil.rmtree(work, ignore_errors=True)
    return facts
