"""`logicrl pretrain`: the tiny base model from the program-written corpus."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.option("--recipe", default="tiny", show_default=True, help="Name in training/supervised/pretrain/recipes.py.")
@click.option("--seed", type=int, default=0, show_default=True)
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="Model folder to write.")
@click.option("--resume", is_flag=True, help="Go on from the last state in --out.")
def pretrain(recipe, seed, out, resume) -> None:
    """Train the tiny base model and measure it.

    \b
    Example:
      logicrl pretrain --recipe tiny --out models/tiny-base
    """
    from logic_rl.training.supervised.pretrain.request import require_ready

    require_ready(recipe, out, resume)  # before torch is loaded
    from logic_rl.training.supervised.pretrain.run import run_pretraining

    run_pretraining(recipe, seed, out, resume)
