"""`logicrl train`: a model through the stages of a curriculum."""

from __future__ import annotations

from pathlib import Path

import click

from logic_rl.cli.shared.engine_options import installed_engine
from logic_rl.cli.shared.options import key_values
from logic_rl.config.algorithm import ALGORITHMS


@click.command()
@click.option("--phase", default="all", show_default=True, help="A stage of the curriculum, or all of them.")
@click.option("--curriculum", help="Packaged name, or a YAML file.  [default: three_phase; any_task with --task]")
@click.option("--model", help="Packaged name, folder or hub id; replaces the curriculum's.")
@click.option("--task", help="knights, maths, countdown, reasoning_gym:NAME, or your own as module:Factory.")
@click.option("--task-options", multiple=True, metavar="KEY=VALUE", help="For the task: file=gsm8k.jsonl. Repeatable.")
@click.option("--puzzles", help="Dataset folder made by 'logicrl generate'; without it puzzles are drawn as needed.")
@click.option("--seed", type=int, help="Replaces the curriculum's seed.")
@click.option("--algorithm", help=f"One of {', '.join(ALGORITHMS)}; replaces the curriculum's, settings and all.")
@click.option("--engine", type=click.Choice(["torch", "vllm"]), callback=installed_engine,
              help="Replaces the curriculum's rollout engine.")  # fmt: skip
@click.option("--workers", type=click.IntRange(1), help="Rollout workers of --engine vllm, one engine each.")
@click.option("--pipelined", is_flag=True, help="Sample the next step while one trains: rollout.mode=pipelined.")
@click.option("--learners", type=click.IntRange(0), help="Ranks that train, each with a part of the model; see below.")
@click.option("--track", multiple=True, type=click.Choice(["tensorboard", "trackio", "wandb"]), help="Live curves.")
@click.option("--set", "settings", multiple=True, metavar="KEY=VALUE", help="For example phases.rollout.steps=10.")
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="Run folder.")
@click.option("--resume", is_flag=True, help="Go on from the last checkpoint in --out, with its own configuration.")
def train(task_options, **options) -> None:
    """Train a model by reinforcement learning, and whatever other stages its curriculum has.

    With --learners M the model is trained on M ranks (Ray Train, FSDP2): one card each where there are cards, else an
    even share of the cores. A rank that is lost costs the step in flight: the run goes on from its last checkpoint. An
    interrupted run can go on with another M, or with 0, which trains in this process. With --resume, --set may give a
    phase more steps.

    \b
    Example:
      logicrl train --phase all --curriculum three_phase --model tiny-base --out runs/first
      logicrl train --out runs/first --resume
      logicrl train --task maths --task-options file=gsm8k.jsonl --model Qwen/Qwen2.5-0.5B --out runs/maths
      logicrl train --algorithm ppo --set algorithm.critic.warmup_steps=5 --out runs/ppo
    """
    from logic_rl.training.run import train as run_training

    run_training(task_options=key_values(task_options, "--task-options"), **options)
