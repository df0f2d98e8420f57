"""`logicrl distill`: a student learns from a teacher."""

from __future__ import annotations

from pathlib import Path

import click

from logic_rl.cli.generate import parse_people
from logic_rl.cli.shared.options import Finite


@click.command()
@click.option("--teacher", help="Packaged name, folder (of a run its last checkpoint) or hub id.")
@click.option("--model", help="The student, named likewise.")
@click.option("--mode", type=click.Choice(["hard", "soft", "on-policy"]), default="hard", show_default=True,
              help="The teacher's replies, its distributions along them, or along the student's own.")  # fmt: skip
@click.option("--puzzles", help="Dataset folder made by 'logicrl generate'; without it puzzles are drawn as needed.")
@click.option("--people", help="Sizes: 3, 2-4 or 2,4,6.  [default: every size there is]")
@click.option("--prompts", type=click.IntRange(1), default=200, show_default=True, help="Questions to the teacher.")
@click.option("--samples", type=click.IntRange(1), default=4, show_default=True, help="Its replies to each.")
@click.option("--all-replies", is_flag=True, help="Learn its wrong replies too; else right ones, each once.")
@click.option("--steps", type=click.IntRange(1), default=100, show_default=True, help="On-policy only.")
@click.option("--epochs", type=click.IntRange(1), default=1, show_default=True, help="Hard and soft.")
@click.option("--batch-size", type=click.IntRange(1), default=32, show_default=True, help="Replies per step.")
@click.option("--learning-rate", type=Finite(0, min_open=True), default=1e-5, show_default=True,
              help="The highest; 1e-5 suits models of some billions, 3e-4 the tiny base.")  # fmt: skip
@click.option("--alpha", type=Finite(0, 1), default=1.0, show_default=True,
              help="Soft: weight of the teacher's distribution; the rest is that of its reply.")  # fmt: skip
@click.option("--softening", type=Finite(0, min_open=True), default=1.0, show_default=True,
              help="Soft: temperature of both distributions.")  # fmt: skip
@click.option("--top-k", type=click.IntRange(0), default=0, show_default=True,
              help="Soft: tokens of the teacher's distribution that count; 0 for all.")  # fmt: skip
@click.option("--temperature", type=Finite(0), default=1.0, show_default=True, help="Of what is sampled.")
@click.option("--max-new-tokens", type=click.IntRange(1), default=640, show_default=True)
@click.option("--max-slots", type=click.IntRange(1), default=64, show_default=True, help="Replies sampled at once.")
@click.option("--lora-rank", type=click.IntRange(0), default=0, show_default=True, help="0 trains all weights.")
@click.option("--num-puzzles", type=click.IntRange(0), default=120, show_default=True,
              help="Held-out puzzles to measure on, before and after.")  # fmt: skip
@click.option("--seed", type=int, default=1, show_default=True)
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="Run folder.")
@click.option("--resume", is_flag=True, help="Go on with the run in --out, with its own settings.")
def distill(teacher, model, out, people, resume, **options) -> None:
    """Train a student on what a teacher says, or on how sure it is of every word.

    The teacher of --mode hard may have any tokenizer; the other modes compare distributions, so both must have the
    same. OUT is a run folder, and a model's name for other commands.

    \b
    Example:
      logicrl distill --teacher runs/demo --model tiny-base --people 2-3 --learning-rate 3e-4 --out runs/distilled
      logicrl distill --teacher runs/demo --model tiny-base --mode on-policy --learning-rate 3e-4 --out runs/followed
      logicrl evaluate --model runs/distilled --puzzles data/puzzles/test.jsonl --out runs/evaluation
    """
    from logic_rl.training.distill import distill as distilled

    for name, value in (("--teacher", teacher), ("--model", model)):
        if not value and not resume:
            raise click.UsageError(f"{name}: name a packaged model, a folder or a hub id")
    sizes = dict.fromkeys(parse_people(people), 1.0) if people else {}
    distilled(teacher, model, out, people=sizes, resume=resume, **options)
