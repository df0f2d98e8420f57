"""Fine-tuning as a function: what is asked for is checked first, and only then torch is loaded."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from os import PathLike
from pathlib import Path
from typing import Literal

import click

from logic_rl.config.run import LoraConfig, OptimiserConfig, PromptConfig
from logic_rl.interruption import termination_as_interrupt
from logic_rl.loadable import settled_model
from logic_rl.prompts import chosen_prompt, read_prompt_format
from logic_rl.training.supervised.sft.request import Choice, SftConfig, SftRequest, require_ready


def sft(
    model: str,
    responses: str | PathLike | Sequence[str | PathLike],
    out: str | PathLike,
    *,
    puzzles: str | PathLike | None = None,
    valid: str | PathLike | None = None,
    only_right: bool = False,
    keep_test: bool = False,
    template: str | None = None,
    open_think: bool = False,
    epochs: int = 1,
    batch_size: int = 32,
    learning_rate: float = 1e-5,
    max_tokens: int = 4096,
    tokens_per_pass: int = 4096,
    gradient_checkpointing: bool = False,
    lora_rank: int = 0,
    lora_dtype: Literal["float32", "bfloat16"] = "float32",
    save_every: int | None = None,
    seed: int = 0,
    resume: bool = False,
    on_ready: Callable[[SftRequest], None] = lambda request: None,
) -> dict:
    """Fine-tune a model on replies, into the model folder `out`; only the reply is learnt, not the prompt.

    Args:
        model: packaged name, folder or hub id.
        responses: one file of response rows or several; a row has its puzzle, or any `question`.
        puzzles: file of the puzzles that rows only name by id; valid: of rows whose loss is told before and after.
        only_right: only from right answers in the right format; keep_test: from puzzles of the test split too.
        template, open_think: how the model is asked; None as it was asked before.
        learning_rate: the highest; 1e-5 suits models of some billions, 3e-4 the tiny base.
        max_tokens: longer rows are left out; tokens_per_pass: padded tokens that go through the model at once.
        lora_rank: 0 trains all weights; above it `out` also has the adapter alone, in `adapter/` and in lora_dtype.
        save_every: steps between states to resume from, None is 100; resume: go on from the last one in `out`.
        on_ready: hears what was asked for when all is checked that can be without torch.

    Returns:
        What stands in OUT/sft.json: counts, losses in nats per reply token, settings.

    Raises:
        UsageError: a row or a setting cannot be used.
    """
    model = settled_model(model, partial(click.echo, err=True))
    files = (responses,) if isinstance(responses, str | PathLike) else tuple(responses)
    request = SftRequest(
        model, tuple(map(Path, files)), Path(out), Path(puzzles) if puzzles else None, Path(valid) if valid else None,
        Choice(only_right, keep_test, max_tokens),
        PromptConfig(*chosen_prompt(read_prompt_format(model), template, open_think)),
        SftConfig(epochs, batch_size, learning_rate, seed),
        OptimiserConfig(tokens_per_pass=tokens_per_pass, gradient_checkpointing=gradient_checkpointing),
        LoraConfig(rank=lora_rank, dtype=lora_dtype), save_every,
    )  # fmt: skip
    require_ready(request, resume)  # before torch is loaded
    on_ready(request)
    from logic_rl.training.supervised.sft.run import run_sft

    with termination_as_interrupt():
        return run_sft(request, resume)
