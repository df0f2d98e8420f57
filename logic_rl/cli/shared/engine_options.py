"""The options that say which engine samples, the same for every command that has one."""

from __future__ import annotations

from collections.abc import Callable
from typing import get_args

import click

from logic_rl.cli.shared.options import two_prices
from logic_rl.config.rollout import Dtype
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
        "--slots", type=click.IntRange(1), help="Sequences an engine runs at once, or calls to --endpoint.  "
        "[default: 256, or 8 calls]",
    ),  # fmt: skip
    click.option(
        "--dtype", type=click.Choice(get_args(Dtype)), default="auto", show_default=True,
        help="Of the engine's weights; auto is float32, of vLLM on a GPU bfloat16; native is bfloat16 where the device "
        "multiplies it itself.",
    ),  # fmt: skip
)


ENDPOINT_OPTIONS = (
    click.option("--endpoint", default="", metavar="URL",
                 help="Ask a model there instead: OpenAI-compatible, as in http://localhost:8000/v1."),
    click.option("--key", default="OPENAI_API_KEY", show_default=True, metavar="VARIABLE",
                 help="Environment variable that holds the endpoint's key."),
    click.option("--price", metavar="IN,OUT",
                 callback=lambda ctx, param, text: two_prices(text or None) or (0.0, 0.0),
                 help="Of a million tokens read and written there: tells the cost beforehand."),
    click.option("--cost-limit", type=click.FloatRange(0), help="Stop when so much is spent; 0 only says the cost."),
)  # fmt: skip


def engine_options(command: Callable) -> Callable:
    """Adds --engine, --workers, --tensor-parallel, --slots, --dtype, and those of an endpoint."""
    for option in reversed((*OPTIONS, *ENDPOINT_OPTIONS)):
        command = option(command)
    return command
