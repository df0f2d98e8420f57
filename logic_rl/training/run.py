"""Training as one call: what `logicrl train` and `logic_rl.train` do."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import partial
from os import PathLike
from pathlib import Path
from typing import Any

import click

from logic_rl.config.reading import given_or_stored
from logic_rl.config.run import RunConfig
from logic_rl.errors import UsageError
from logic_rl.extras import require
from logic_rl.interruption import termination_as_interrupt
from logic_rl.loadable import require_chat_template, require_loadable, require_room, settled_model
from logic_rl.record import RunFolder
from logic_rl.rewards.process import require_process_model
from logic_rl.rows import require_writable
from logic_rl.tasks.knights.guessing import guessing_sentence
from logic_rl.tasks.trial import try_tasks
from logic_rl.trackers.live import require_trackers
from puzzles.formats.any_file import split_files
from puzzles.spelling import choose_from


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
    model = model and settled_model(model, partial(click.echo, err=True))
    config = configuration(
        Path(out), curriculum, resume=resume, model=model, task=task, task_options=task_options, puzzles=puzzles,
        algorithm=algorithm, engine=engine, workers=workers, pipelined=pipelined, learners=learners, seed=seed,
        track=track, settings=settings,
    )  # fmt: skip
    require_trackers(config.track)
    if config.lora.rank:
        require("lora", f"lora.rank={config.lora.rank}")
    require_writable(Path(out))
    require_ready(config, Path(out), phase, resume)
    try_tasks(config)  # before torch is loaded and the run folder is made
    return run(config, Path(out), phase, resume)


def require_ready(config: RunConfig, out: Path, phase: str, resume: bool) -> None:
    """Whatever can be known to fail is told before torch is loaded.

    Raises:
        UsageError: no such stage, nothing to resume, a model that is not whole, no puzzles where they should be.
    """
    names = [stage.name for stage in config.phases]
    if phase != "all" and phase not in names:
        raise UsageError(f"--phase {phase}: the curriculum has no such stage; {choose_from(phase, [*names, 'all'])}")
    folder = RunFolder(out)
    if resume and not folder.exists:
        raise UsageError(f"nothing to resume: {out} holds no run")
    if folder.exists:
        if not resume and phase == "all":
            raise UsageError(f"{out} already holds a run: continue it with --resume or choose another --out")
        return  # it has its own model and puzzles
    if out.is_dir() and (out / "config.json").is_file():
        raise UsageError(f"{out} holds a model: choose another --out")
    for name in (config.model, *config.other_models):
        require_loadable(name)
    for stage in config.phases:
        reward = config.reward_of(stage.name)
        if reward.process and reward.process_model not in names:
            require_process_model(str(reward.process_model))
    if config.prompt.template == "chat":
        require_chat_template(config.model)
    require_room(config.model, config.rollout.max_new_tokens)
    if config.puzzles is not None and not split_files(Path(config.puzzles), "train"):
        cure = f"make one with 'logicrl generate --out {config.puzzles}'"
        raise UsageError(f"--puzzles {config.puzzles}: no train.jsonl or train.parquet there; {cure}")


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
