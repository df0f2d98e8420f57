"""`logicrl ask`: one puzzle to one model, with logic beside it."""

from __future__ import annotations

import sys

import click

from logic_rl.cli.shared.engine_options import engine_options
from logic_rl.cli.shared.options import Finite
from logic_rl.cli.shared.tables import print_json


@click.command()
@click.argument("model")
@click.argument("text", required=False)
@click.option("--samples", type=click.IntRange(1), default=1, show_default=True, help="Replies.")
@click.option("--temperature", type=Finite(0), default=0.7, show_default=True, help="0 is greedy.")
@click.option("--max-new-tokens", type=click.IntRange(1), help="Default: as the model was asked in training; else 640.")
@click.option("--template", type=click.Choice(["plain", "r1-zero", "chat"]),
              help="Default: as the model was asked in training; else plain.")  # fmt: skip
@click.option("--open-think", is_flag=True, help="End the prompt with an open <think>.")
@click.option("--shots", type=click.IntRange(0), default=0, show_default=True,
              help="Worked examples before the puzzle.")  # fmt: skip
@click.option("--seed", type=int, default=0, show_default=True)
@engine_options
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
def ask(model: str, text: str | None, as_json: bool, **options) -> None:
    """Ask MODEL the puzzle TEXT, in your own words, English or Chinese; without TEXT it is read from standard input.

    Logic reads and solves it first. Steps of the reply that hold are green, false ones red, behaviours underlined; at
    the end stands whether the answer is right and was earned.

    \b
    Example:
      logicrl ask tiny-base "Alice says that Bob is a knave. Bob says that Alice and Bob are knaves."
      logicrl ask smollm2-cold --dtype native < puzzle.txt
    """
    from logic_rl.errors import UsageError
    from logic_rl.evaluation.asking import ask as asked

    text = text if text is not None else sys.stdin.read()
    if not text.strip():
        raise UsageError("no puzzle: give it as an argument, or on standard input")
    found = asked(model, text, **options)
    print_json(found) if as_json else _show(found)


def _show(found: dict) -> None:
    from rich.text import Text

    from logic_rl.cli.shared.replies import coloured, verdict
    from logic_rl.console import plain_console
    from logic_rl.evaluation.solving import world_in_words

    console = plain_console(stderr=False)
    roles = (found["roles"][0], found["roles"][1])
    for number, reply in enumerate(found["replies"], start=1):
        if len(found["replies"]) > 1:
            console.print(Text(f"reply {number}", style="bold"))
        console.print(coloured(reply))
        console.print(Text(verdict(reply), style="bold"))
    told = world_in_words(found["names"], roles, found["language"], found["solution"])
    console.print(Text(f"logic: {told}", style="bold"))
