"""Training as one call: what `logicrl train` and `logic_rl.train` do."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import Any

from logic_rl.config.reading import given_or_stored
from logic_rl.config.run import RunConfig
from logic_rl.extras import require
from logic_rl.interruption import termination_as_interrupt
from logic_rl.record import RunFolder
from logic_rl.rows import require_writable
from logic_rl.tasks.knights.guessing import guessing_sentence
from logic_rl.tasks.trial import try_tasks
from logic_rl.trackers.live import require_trackers


def train(
    curriculum: str | PathLike | None = None,
    out: str | PathLike = "runs/run",
    *,
    model: str | None = None,
    task: str | None = None,
    task_options: Mapping[str, Any] | None = None,
    puzzles: str | None = None,
    algorithm: str | None = None,
    engine: str | None = None,
    workers: int | None = None,
    pipelined: bool = False,
    learners: int | None = None,
    seed: int | None = None,
    track: Sequence[str] = (),
    settings: Mapping[str, Any] | Sequence[str] = (),
    phase: str = "all",
    resume: bool = False,
) -> dict:
    """Train a model through the stages of a curriculum, into the run folder `out`.

    Args:
        curriculum: a packaged name or a YAML file; three_phase, or any_task for another task than knights and knaves.
        model: packaged name, folder or hub id; this and the following replace what the curriculum says.
        task, task_options: where questions come from; `logic_rl.tasks.make_task` says what names there are.
        puzzles: dataset folder made by `logicrl generate`.
        settings: further keys, such as `{"phases.rollout.steps": 10}` or `["phases.rollout.steps=10"]`.
        phase: one stage of the curriculum, or "all".
        resume: go on from the last checkpoint in `out`.

    Returns:
        `{"out", "steps", "evaluations"}`: the folder, the steps done in all, and the numbers of every evaluation by
        its label.

    Raises:
        UsageError: something given cannot be used; RunFailed: the training cannot go on.

    Example: `logic_rl.train("smoke", "runs/smoke", seed=3, settings={"phases.rollout.steps": 4})`
    """
    config = configuration(
        Path(out), curriculum, resume=resume, model=model, task=task, task_options=task_options, puzzles=puzzles,
        algorithm=algorithm, engine=engine, workers=workers, pipelined=pipelined, learners=learners, seed=seed,
        track=track, settings=settings,
    )  # fmt: skip
    require_trackers(config.track)
    if config.lora.rank:
        require("lora", f"lora.rank={config.lora.rank}")
    require_writable(Path(out))
    try_tasks(config)  # before torch is loaded and the run folder is made
    return run(config, Path(out), phase, resume)


def run(config: RunConfig, out: Path, phase: str, resume: bool) -> dict:
    """Train by a configuration."""
    from logic_rl.training.progress import Display
    from logic_rl.training.restarts import train_through_losses

    display = Display(sum(p.steps for p in config.rl_phases), shown=config.evaluation.shown)
    with termination_as_interrupt(), display:
        if config.reward.partial_credit and config.task == "knights":
            sizes = {size for p in config.rl_phases for size in p.people}
            display.say(f"partial credit: {guessing_sentence(config.reward, sizes)}")
        display.say(f"loading {config.model}")
        trainer = train_through_losses(config, out, phase, resume, display)
        display.say(f"done: {trainer.step} steps in {out}")
    folder = RunFolder(out)
    evaluations = {label: folder.evaluation(label) for label in folder.evaluation_labels()}
    return {"out": str(out), "steps": trainer.step, "evaluations": evaluations}


def configuration(
    out: Path,
    curriculum: str | PathLike | None,
    *,
    resume: bool,
    task: str | None,
    task_options: Mapping[str, Any] | None,
    algorithm: str | None,
    engine: str | None,
    workers: int | None,
    pipelined: bool,
    track: Sequence[str],
    settings: Mapping[str, Any] | Sequence[str],
    **replacements: Any,
) -> RunConfig:
    """The configuration that these arguments of `train` come to, or the one that is stored in `out`."""
    pairs = settings.items() if isinstance(settings, Mapping) else ()
    overrides = [f"{key}={json.dumps(value)}" for key, value in pairs] or [str(one) for one in settings]
    overrides += [f"rollout.engine={engine}"] if engine else []
    overrides += [f"rollout.workers={workers}"] if workers else []
    overrides += ["rollout.mode=pipelined"] if pipelined else []
    return given_or_stored(
        out / "config.yaml",
        None if curriculum is None else str(curriculum),
        tuple(overrides),
        resume=resume,
        task=task,
        task_options=dict(task_options) if task_options else None,
        algorithm={"name": algorithm} if algorithm else None,
        track=tuple(track) or None,
        **replacements,
    )
