"""The options that say which engine samples, the same for every command that has one."""

from __future__ import annotations

from collections.abc import Callable

import click

from logic_rl.extras import require_engine


def installed_engine(ctx: click.Context, param: click.Parameter, engine: str | None) -> str | None:
    """The callback of an --engine: raises UsageError for one that is not installed, before anything begins."""
    if engine:
        require_engine(engine)
    return engine


OPTIONS = (
    click.option("--engine", type=click.Choice(["torch", "vllm"]), default="torch", show_default=True,
                 callback=installed_engine),  # fmt: skip
    click.option("--workers", type=click.IntRange(1), default=1, show_default=True, help="Engines of --engine vllm."),
    click.option(
        "--tensor-parallel", type=click.IntRange(1), default=1, show_default=True, help="GPUs per vLLM engine."
    ),
    click.option(
        "--slots", type=click.IntRange(1), default=256, show_default=True, help="Sequences an engine runs at once."
    ),
    click.option(
        "--dtype", type=click.Choice(["auto", "float32", "bfloat16", "float16"]), default="auto", show_default=True,
        help="Of the engine's weights; auto is float32, of vLLM on a GPU bfloat16.",
    ),  # fmt: skip
)


def engine_options(command: Callable) -> Callable:
    """Adds --engine, --workers, --tensor-parallel, --slots and --dtype."""
    for option in reversed(OPTIONS):
        command = option(command)
    return command
