"""Distillation as one call, for `logicrl distill` and `logic_rl.distill`: a curriculum of one or two stages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from os import PathLike
from pathlib import Path
from typing import Any, Literal

from logic_rl.config.places import anchored, check_sources
from logic_rl.config.reading import config_from_tree
from logic_rl.config.run import RunConfig
from logic_rl.prompts import chosen_prompt, read_prompt_format
from logic_rl.rows import require_writable
from logic_rl.tasks.trial import try_tasks
from logic_rl.training.run import require_ready, run, train


@dataclass(frozen=True, slots=True)
class DistillSettings:
    """How a student learns from a teacher.

    Attributes:
        mode: "hard" learns the teacher's replies, "soft" its distributions along them (arXiv 1503.02531), "on-policy"
            its distributions along the student's own replies, KL(student || teacher) (arXiv 2306.13649).
        puzzles: dataset folder made by `logicrl generate`; without it puzzles are drawn as needed.
        people: size → weight; every size of the puzzles, or of the task, where it is empty.
        prompts, samples: hard and soft: questions to the teacher, and replies to each. On-policy: questions a step, of
            one reply each, are `batch_size`.
        all_replies: learn wrong replies of the teacher too; else right ones, each once.
        steps: on-policy only; epochs: hard and soft only.
        alpha, softening, top_k: soft: weight of the teacher's distribution, temperature of both distributions, and how
            many of the teacher's tokens count (0: all).
        temperature: of whatever is sampled.
        num_puzzles: held-out puzzles to measure on before and after.
    """

    mode: Literal["hard", "soft", "on-policy"] = "hard"
    puzzles: str | None = None
    people: Mapping[int, float] = field(default_factory=dict)
    prompts: int = 200
    samples: int = 4
    all_replies: bool = False
    steps: int = 100
    epochs: int = 1
    batch_size: int = 32
    learning_rate: float = 1e-5
    alpha: float = 1.0
    temperature: float = 1.0
    softening: float = 1.0
    top_k: int = 0
    max_new_tokens: int = 640
    max_slots: int = 64
    lora_rank: int = 0
    num_puzzles: int = 120
    seed: int = 1


def distill(teacher: str, model: str, out: str | PathLike, *, resume: bool = False, **settings: Any) -> dict:
    """Train a student on a teacher, into the run folder `out`, which is then a model's name as any other.

    Args:
        teacher, model: packaged name, folder or hub id; `model` is the student. But for "hard" they need one tokenizer.
        resume: go on with the run in `out`, with its own settings.
        settings: those of `DistillSettings`.

    Returns:
        As `logic_rl.train`.

    Raises:
        UsageError: something given cannot be used; RunFailed: the training cannot go on.

    Example: `logic_rl.distill("runs/demo", "tiny-base", "runs/distilled", prompts=400, learning_rate=3e-4)`
    """
    if resume:
        return train(out=out, resume=True)
    config = _configuration(teacher, model, DistillSettings(**settings))
    require_writable(Path(out))
    require_ready(config, Path(out), "all", resume=False)
    try_tasks(config)
    return run(config, Path(out), "all", resume=False)


def _configuration(teacher: str, model: str, settings: DistillSettings) -> RunConfig:
    template, open_think = chosen_prompt(read_prompt_format(model), template=None, open_think=False)
    tree = {
        "name": f"{settings.mode} distillation", "model": model, "seed": settings.seed, "puzzles": settings.puzzles,
        "phases": _phases(teacher, settings), "prompt": {"template": template, "open_think": open_think},
        "rollout": {"max_new_tokens": settings.max_new_tokens, "max_slots": settings.max_slots},
        "lora": {"rank": settings.lora_rank},
        "evaluation": {"num_puzzles": settings.num_puzzles, "samples": 1, "people": sorted(settings.people)},
        "checkpoint": {"every": 20},
    }  # fmt: skip
    config = anchored(config_from_tree(tree, "distill"))
    check_sources(config)
    return config


def _phases(teacher: str, settings: DistillSettings) -> list[dict[str, Any]]:
    drawn = {"people": dict(settings.people), "temperature": settings.temperature}
    learnt = {"name": "distil", "learning_rate": settings.learning_rate}
    followed = {"kind": "distil", "teacher": teacher}
    if settings.mode == "on-policy":
        sampled = {"mode": "on-policy", "steps": settings.steps, "prompts": settings.batch_size}
        return [learnt | followed | drawn | sampled]
    filters = [] if settings.all_replies else ["right", "distinct"]
    rows = {"name": "teacher", "kind": "sample", "model": teacher, "prompts": settings.prompts,
            "group_size": settings.samples, "filters": filters, **drawn}  # fmt: skip
    learnt |= {"epochs": settings.epochs, "batch_size": settings.batch_size}
    if settings.mode == "hard":
        return [rows, learnt | {"kind": "sft"}]
    soft = {"alpha": settings.alpha, "softening": settings.softening, "top_k": settings.top_k}
    return [rows, learnt | followed | soft]
