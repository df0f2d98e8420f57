"""`logicrl ask`: one puzzle to one model, with logic beside it."""

from __future__ import annotations

import sys

import click

from logic_rl.cli.shared.engine_options import engine_options
from logic_rl.cli.shared.options import Finite
from logic_rl.cli.shared.tables import print_json

STYLES = {"true": "green", "false": "bold red", "unreadable": "dim"}
SHOWN = ("assumption", "answer")  # claims that may be wrong without any fault, told otherwise


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
      logicrl ask smollm2-cold --dtype bfloat16 < puzzle.txt
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

    from logic_rl.cli.shared.solving import world_in_words
    from logic_rl.console import plain_console

    console = plain_console(stderr=False)
    roles = (found["roles"][0], found["roles"][1])
    for number, reply in enumerate(found["replies"], start=1):
        if len(found["replies"]) > 1:
            console.print(Text(f"reply {number}", style="bold"))
        console.print(_coloured(reply))
        console.print(Text(_verdict(reply), style="bold"))
    told = world_in_words(found["names"], roles, found["language"], found["solution"])
    console.print(Text(f"logic: {told}", style="bold"))


def _coloured(reply: dict):
    from rich.text import Text

    text = Text(reply["response"])
    for span in reply["spans"]:
        text.stylize("underline", span["start"], span["end"])
    for claim in reply["claims"]:
        if claim["kind"] not in SHOWN:
            text.stylize(STYLES[claim["truth"]], claim["start"], claim["end"])
    return text


def _verdict(reply: dict) -> str:
    """`right and earned · 12 of 12 steps true · verification 3, backtracking 2 · 240 tokens`"""
    verdict = reply["score"]["verdict"]
    earned = "right and earned" if reply.get("verified") else "right, but not earned by its steps"
    truths = [claim["truth"] for claim in reply["claims"] if claim["kind"] not in SHOWN]
    steps = [truth for truth in truths if truth != "unreadable"]
    counts = ", ".join(f"{name.replace('_', ' ')} {count}" for name, count in reply["counts"].items() if count)
    return " · ".join(
        filter(None, [
            earned if verdict == "correct" else f"{verdict.replace('_', ' ')}: {reply['score']['reason']}",
            f"{steps.count('true')} of {len(steps)} steps true" if steps else "no step that can be read",
            counts, f"{reply['num_tokens']} tokens",
        ])
    )  # fmt: skip
