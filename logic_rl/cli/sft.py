"""`logicrl sft`: supervised fine-tuning on response rows."""

from __future__ import annotations

from pathlib import Path

import click

from logic_rl.cli.shared.options import Finite

FILE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.option("--model", required=True, help="Packaged name, folder (of a run its last checkpoint) or hub id.")
@click.option("--responses", required=True, multiple=True, type=FILE, help="Response rows. May be repeated.")
@click.option("--puzzles", type=FILE, help="Puzzle file, unless rows hold their puzzles.")
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="Model folder to write.")
@click.option("--valid", type=FILE, help="Response rows whose loss is told before and after.")
@click.option("--only-right", is_flag=True, help="Learn only from right answers in the right format.")
@click.option("--keep-test", is_flag=True, help="Learn from puzzles of the test split too.")
@click.option("--template", type=click.Choice(["plain", "r1-zero", "chat"]),
              help="Default: as the model was asked before, by its logicrl.json; else plain.")  # fmt: skip
@click.option("--open-think", is_flag=True, help="End the prompt with an open <think>.")
@click.option("--epochs", type=click.IntRange(1), default=1, show_default=True)
@click.option("--batch-size", type=click.IntRange(1), default=32, show_default=True, help="Rows per step.")
@click.option("--learning-rate", type=Finite(0, min_open=True), default=1e-5, show_default=True,
              help="The highest; 1e-5 suits models of some billions, 3e-4 the tiny base.")  # fmt: skip
@click.option("--max-tokens", type=click.IntRange(2), default=4096, show_default=True,
              help="Leave out rows that are longer with their prompt.")  # fmt: skip
@click.option("--tokens-per-pass", type=click.IntRange(1), default=4096, show_default=True,
              help="Padded tokens that go through the model at once.")  # fmt: skip
@click.option("--gradient-checkpointing", is_flag=True, help="Less memory, a third more time.")
@click.option("--lora-rank", type=click.IntRange(0), default=0, show_default=True,
              help="0 trains all weights; above it OUT/adapter holds the adapter alone.")  # fmt: skip
@click.option("--lora-dtype", type=click.Choice(["float32", "bfloat16"]), default="float32", show_default=True,
              help="Of OUT/adapter; bfloat16 takes half the room.")  # fmt: skip
@click.option("--save-every", type=click.IntRange(1), help="Steps between states to resume from.  [default: 100]")
@click.option("--seed", type=int, default=0, show_default=True)
@click.option("--resume", is_flag=True, help="Go on from the last state in --out.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
def sft(model, responses, out, as_json, **options) -> None:
    """Fine-tune a model on replies, for a cold start or to compare with reinforcement learning.

    A row is {"response": …} with its puzzle ("puzzle_id" and --puzzles, or the puzzle's own fields), as `sample`
    writes them, or with any "question". Only the reply is learnt, not the prompt. Rows about puzzles of the test split
    are left out, so that evaluations stay fair. OUT/sft.json keeps the settings and the losses.

    \b
    Example:
      logicrl sample --model tiny-base --puzzles data/puzzles/train.jsonl --samples 4 --only-right --out right.jsonl
      logicrl sft --model tiny-base --responses right.jsonl --learning-rate 3e-4 --out models/tuned
      logicrl train --phase all --model models/tuned --out runs/tuned
    """
    from logic_rl.training.supervised.sft.begin import sft as finetuned
    from logic_rl.training.supervised.sft.request import SftRequest

    def warn(request: SftRequest) -> None:
        from logic_rl.planning.warnings import tuning_warnings

        for warning in tuning_warnings(request.model, request.limits, request.lora):
            click.echo(f"warning: {warning}", err=True)

    _print_report(finetuned(model, responses, out, **options, on_ready=warn), out, as_json)


def _print_report(report: dict, out: Path, as_json: bool) -> None:
    from logic_rl.cli.shared.tables import print_json

    if as_json:
        print_json(report)
        return
    loss = f"loss {report['loss_first_epoch']:.4f} in the first epoch, {report['loss_last_epoch']:.4f} in the last"
    if report["valid_loss_before"] is not None:
        loss += f"; on --valid {report['valid_loss_before']:.4f} before, {report['valid_loss_after']:.4f} after"
    click.echo(f"{out}: {report['num_examples']} examples, {report['num_steps']} steps, {loss} (nats per reply token)")
