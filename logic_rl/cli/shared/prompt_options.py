"""How a model is opened and asked, for the commands that talk with one."""

from __future__ import annotations

from collections.abc import Callable
from typing import get_args

import click

from logic_rl.config.rollout import Dtype

OPTIONS = (
    click.option("--max-new-tokens", type=click.IntRange(1),
                 help="Of a reply.  [default: as the model was asked in training; else 640]"),
    click.option("--template", type=click.Choice(["plain", "r1-zero", "chat"]),
                 help="[default: as the model was asked in training; else plain]"),
    click.option("--open-think", is_flag=True, help="End the prompt with an open <think>."),
    click.option("--dtype", type=click.Choice(get_args(Dtype)), default="auto", show_default=True,
                 help="Of the weights; auto is float32, native bfloat16 where this machine multiplies it itself."),
)  # fmt: skip


def prompt_options(command: Callable) -> Callable:
    """Adds --max-new-tokens, --template, --open-think, --dtype."""
    for option in reversed(OPTIONS):
        command = option(command)
    return command
