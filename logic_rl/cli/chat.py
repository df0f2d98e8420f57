"""`logicrl chat`: a model in the terminal."""

from __future__ import annotations

import sys
from contextlib import closing
from typing import TYPE_CHECKING

import click

from logic_rl.cli.shared.options import Finite
from logic_rl.cli.shared.prompt_options import prompt_options

if TYPE_CHECKING:
    from logic_rl.serving.talk import Talk

HELP = "/new forgets what was said, /quit or Ctrl-D ends, Ctrl-C ends a reply."


@click.command()
@click.argument("model")
@click.option("--temperature", type=Finite(0), default=0.7, show_default=True, help="0 is greedy.")
@prompt_options
@click.option("--seed", type=int, default=0, show_default=True)
def chat(model: str, temperature: float, seed: int, **opening) -> None:
    """Talk with MODEL, a line a turn: replies appear as they are written.

    To a puzzle the steps that hold are green, false ones red, behaviours underlined, as `logicrl ask` shows them, and
    logic's own answer stands at the end. Models with a chat template remember what was said; others get each turn
    alone.

    \b
    Example:
      logicrl chat tiny-base
      logicrl chat runs/first --temperature 0
      echo "Alice says that Bob is a knave. Bob says that Alice and Bob are knaves." | logicrl chat tiny-base
    """
    from logic_rl.interruption import termination_as_interrupt
    from logic_rl.serving.served import Opening, opened_model
    from logic_rl.serving.talk import Talk

    with termination_as_interrupt():
        served = opened_model(model, Opening(**opening, slots=1), queue=1)
        with closing(served.worker):
            talk = Talk(served, temperature, seed)
            if not talk.remembers:
                click.echo(f"note: {model} was trained on single questions: each turn is asked alone", err=True)
            if sys.stdin.isatty():
                click.echo(HELP, err=True)
            _converse(talk)


def _converse(talk: Talk) -> None:
    from logic_rl.errors import UsageError

    while (text := _line()) is not None:
        if text in ("/quit", "/exit"):
            return
        if text == "/new":
            talk.forget()
        elif text.startswith("/"):
            click.echo(HELP, err=True)
        elif text:
            try:
                _answer(talk, text)
            except UsageError as error:
                click.echo(f"error: {error}", err=True)
            except KeyboardInterrupt:
                click.echo("\n(ended)", err=True)


def _line() -> str | None:
    """A turn; None at the end of the input."""
    try:
        return input("\n> " if sys.stdin.isatty() else "").strip()
    except EOFError:
        return None


def _answer(talk: Talk, text: str) -> None:
    from logic_rl.cli.shared.replies import Unrolled, verdict
    from logic_rl.console import plain_console
    from logic_rl.errors import UsageError
    from logic_rl.evaluation.asking import checked_reply, puzzle_of
    from logic_rl.evaluation.solving import world_in_words
    from logic_rl.serving.talk import written
    from logic_rl.serving.worker import Piece

    try:
        puzzle = puzzle_of(text)
    except UsageError:
        puzzle = None
    console = plain_console(stderr=False)
    shown, whole = Unrolled(console, puzzle), Piece()
    for piece in talk.say(text):
        whole.add(piece)
        shown.show(written(whole, talk.opened_think), is_whole=whole.is_last)
    if puzzle is None:
        return
    reply = checked_reply(puzzle, written(whole, talk.opened_think), talk.opened_think, whole.num_tokens)
    told = world_in_words(puzzle.names, puzzle.roles, puzzle.language, puzzle.solution)
    console.print(f"{verdict(reply)}\nlogic: {told}", style="bold")
