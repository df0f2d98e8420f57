"""`logicrl train`: reinforcement learning through the phases of a curriculum."""

from __future__ import annotations

from pathlib import Path

import click

from logic_rl.cli.shared.engine_options import installed_engine
from logic_rl.config.algorithm import ALGORITHMS
from logic_rl.interruption import termination_as_interrupt


@click.command()
@click.option("--phase", type=click.Choice(["warmup", "rollout", "anneal", "all"]), default="all", show_default=True)
@click.option("--curriculum", help="Packaged name, or a YAML file.  [default: three_phase]")
@click.option("--model", help="Packaged name, folder or hub id; replaces the curriculum's.")
@click.option("--puzzles", help="Dataset folder made by 'logicrl generate'; without it puzzles are drawn as needed.")
@click.option("--seed", type=int, help="Replaces the curriculum's seed.")
@click.option("--algorithm", help=f"One of {', '.join(ALGORITHMS)}; replaces the curriculum's, settings and all.")
@click.option("--engine", type=click.Choice(["torch", "vllm"]), callback=installed_engine,
              help="Replaces the curriculum's rollout engine.")  # fmt: skip
@click.option("--workers", type=click.IntRange(1), help="Rollout workers of --engine vllm, one engine each.")
@click.option("--pipelined", is_flag=True, help="Sample the next step while one trains: rollout.mode=pipelined.")
@click.option("--learners", type=click.IntRange(0), help="Ranks that train, each with a part of the model; see below.")
@click.option("--set", "overrides", multiple=True, metavar="KEY=VALUE", help="For example phases.rollout.steps=10.")
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="Run folder.")
@click.option("--resume", is_flag=True, help="Go on from the last checkpoint in --out, with its own configuration.")
def train(
    phase, curriculum, model, puzzles, seed, algorithm, engine, workers, pipelined, learners, overrides, out, resume
) -> None:
    """Train a model by reinforcement learning.

    With --learners M the model is trained on M ranks (Ray Train, FSDP2): one card each where there are cards, else an
    even share of the cores. A rank that is lost costs the step in flight: the run goes on from its last checkpoint. An
    interrupted run can go on with another M, or with 0, which trains in this process.

    \b
    Example:
      logicrl train --phase all --curriculum three_phase --model tiny-base --out runs/first
      logicrl train --out runs/first --resume
      logicrl train --algorithm ppo --set algorithm.critic.warmup_steps=5 --out runs/ppo
    """
    from logic_rl.config.reading import given_or_stored

    if engine:
        overrides = (*overrides, f"rollout.engine={engine}")
    if workers:
        overrides = (*overrides, f"rollout.workers={workers}")
    if pipelined:
        overrides = (*overrides, "rollout.mode=pipelined")
    config = given_or_stored(
        out / "config.yaml",
        curriculum,
        overrides,
        model=model,
        puzzles=puzzles,
        seed=seed,
        algorithm={"name": algorithm} if algorithm else None,
        learners=learners,
        resume=resume,
    )

    from logic_rl.tasks.knights.guessing import guessing_sentence
    from logic_rl.training.progress import Display
    from logic_rl.training.restarts import train_through_losses

    with termination_as_interrupt(), Display(sum(p.steps for p in config.rl_phases)) as display:
        if config.reward.partial_credit:
            sizes = {size for phase in config.rl_phases for size in phase.people}
            display.say(f"partial credit: {guessing_sentence(config.reward, sizes)}")
        display.say(f"loading {config.model}")
        trainer = train_through_losses(config, out, phase, resume, display)
        display.say(f"done: {trainer.step} steps in {out}")
