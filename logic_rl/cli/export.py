"""`logicrl export`: a run's numbers for the trackers."""

from __future__ import annotations

from pathlib import Path

import click

from logic_rl.errors import UsageError


@click.command()
@click.argument("runs", metavar="RUN...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--tensorboard", metavar="DIR", type=click.Path(path_type=Path), help="Folder for event files.")
@click.option("--wandb", metavar="PROJECT", help="Weights & Biases project; WANDB_MODE=offline keeps it here.")
def export(runs: tuple[Path, ...], tensorboard: Path | None, wandb: str | None) -> None:
    """Hand metrics, held-out accuracy and behaviours of runs to TensorBoard or Weights & Biases.

    The runs may still be training: exporting again adds what is new and doubles nothing. Behaviours are there
    once `logicrl analyze RUN` has tagged all that is recorded.

    \b
    Example:
      logicrl export runs/demo --tensorboard runs/tensorboard
      tensorboard --logdir runs/tensorboard
      logicrl export runs/three_phase_seed* --wandb logic-rl
    """
    from logic_rl.analysis.trackers import export_tensorboard, export_wandb

    if not tensorboard and not wandb:
        raise UsageError("nowhere to export to; give --tensorboard DIR or --wandb PROJECT")
    if tensorboard:
        for path in export_tensorboard(runs, tensorboard):
            click.echo(path)
    if wandb:
        for name in export_wandb(runs, wandb):
            click.echo(f"{wandb}/{name}")
