"""Distillation as one call, for `logicrl distill` and `logic_rl.distill`: a curriculum of one or two stages."""

from __future__ import annotations

from collections.abc import Mapping
from os import PathLike
from pathlib import Path
from typing import Any, Literal

from logic_rl.config.places import anchored, check_sources
from logic_rl.config.reading import config_from_tree
from logic_rl.prompts import chosen_prompt, read_prompt_format
from logic_rl.rows import require_writable
from logic_rl.tasks.trial import try_tasks
from logic_rl.training.run import require_ready, run, train

Mode = Literal["hard", "soft", "on-policy"]


def distill(
    teacher: str,
    model: str,
    out: str | PathLike,
    *,
    mode: Mode = "hard",
    puzzles: str | None = None,
    people: Mapping[int, float] | None = None,
    prompts: int = 200,
    samples: int = 4,
    all_replies: bool = False,
    steps: int = 100,
    epochs: int = 1,
    batch_size: int = 32,
    learning_rate: float = 1e-5,
    alpha: float = 1.0,
    temperature: float = 1.0,
    softening: float = 1.0,
    top_k: int = 0,
    max_new_tokens: int = 640,
    max_slots: int = 64,
    lora_rank: int = 0,
    num_puzzles: int = 120,
    seed: int = 1,
    resume: bool = False,
) -> dict:
    """Train a student on a teacher, into the run folder `out`, which is then a model's name as any other.

    Args:
        teacher, model: packaged name, folder or hub id; `model` is the student. But for "hard" they need one tokenizer.
        mode: "hard" learns the teacher's replies, "soft" its distributions along them (arXiv 1503.02531), "on-policy"
            its distributions along the student's own replies, KL(student || teacher) (arXiv 2306.13649).
        puzzles: dataset folder made by `logicrl generate`; without it puzzles are drawn as needed.
        people: size → weight; every size of the puzzles, or of the task, where it is left out.
        prompts, samples: hard and soft: questions to the teacher, and replies to each. On-policy: questions a step, of
            one reply each, are `batch_size`.
        all_replies: learn wrong replies of the teacher too; else right ones, each once.
        steps: on-policy only.
        alpha, softening, top_k: soft: weight of the teacher's distribution, temperature of both distributions, and how
            many of the teacher's tokens count (0: all).
        temperature: of whatever is sampled.
        num_puzzles: held-out puzzles to measure on before and after.
        resume: go on with the run in `out`, with its own settings.

    Returns:
        As `logic_rl.train`.

    Raises:
        UsageError: something given cannot be used; RunFailed: the training cannot go on.

    Example: `logic_rl.distill("runs/demo", "tiny-base", "runs/distilled", prompts=400, learning_rate=3e-4)`
    """
    if resume:
        return train(out=out, resume=True)
    drawn = {"people": dict(people)} if people else {}
    learnt = {"name": "distil", "learning_rate": learning_rate}
    rows = {"name": "teacher", "kind": "sample", "model": teacher, "prompts": prompts, "group_size": samples, **drawn,
            "temperature": temperature, "filters": [] if all_replies else ["right", "distinct"]}  # fmt: skip
    followed = {"kind": "distil", "teacher": teacher}
    epochs_of = {"epochs": epochs, "batch_size": batch_size}
    phases: dict[str, list[dict[str, Any]]] = {
        "hard": [rows, learnt | {"kind": "sft"} | epochs_of],
        "soft": [rows, learnt | followed | epochs_of | {"alpha": alpha, "softening": softening, "top_k": top_k}],
        "on-policy": [learnt | followed | drawn | {"mode": "on-policy", "steps": steps, "prompts": batch_size,
                                                   "temperature": temperature}],
    }  # fmt: skip
    template, open_think = chosen_prompt(read_prompt_format(model), template=None, open_think=False)
    tree = {
        "name": f"{mode} distillation", "model": model, "seed": seed, "puzzles": puzzles, "phases": phases[mode],
        "prompt": {"template": template, "open_think": open_think},
        "rollout": {"max_new_tokens": max_new_tokens, "max_slots": max_slots},
        "lora": {"rank": lora_rank},
        "evaluation": {"num_puzzles": num_puzzles, "samples": 1, "people": sorted(people) if people else []},
        "checkpoint": {"every": 20},
    }  # fmt: skip
    config = anchored(config_from_tree(tree, "distill"))
    check_sources(config)
    require_writable(Path(out))
    require_ready(config, Path(out), "all", resume=False)
    try_tasks(config)
    return run(config, Path(out), "all", resume=False)
