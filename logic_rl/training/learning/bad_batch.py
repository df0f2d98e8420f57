"""The minibatch of an update that was left out, kept for a look.

`bad_batches/step_000012_0.safetensors` (no code in it, unlike a pickle) holds the samples one after the other:
`prompt_ids` and `completion_ids` (int32), cut by `prompt_lengths` and `completion_lengths`; `rewards` `[B]`; and what
was known of every completion token (`engine_logprobs`, `advantages`, …, float32). Step and settings are in its header.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from itertools import chain
from pathlib import Path

import torch
from safetensors.torch import save

from logic_rl.curriculum import StepSettings
from logic_rl.rows import write_bytes
from logic_rl.training.learning.batch import Sample, TokenData, joined

MOST_KEPT = 10  # of a run: they would fill the disk of one that goes wrong every other step


def keep_bad_batch(folder: Path, step: int, settings: StepSettings, samples: Sequence[Sample]) -> None:
    """Write the samples of one update into `folder`, unless it holds enough already."""
    if len(list(folder.glob("step_*"))) >= MOST_KEPT:
        return
    number = len(list(folder.glob(f"step_{step:06d}_*")))
    about = {
        "step": step,
        "phase": settings.phase.name,
        "temperature": settings.temperature,
        "learning_rate": settings.learning_rate,
        "kl_weight": settings.kl_weight,
    }
    content = save(_tensors(samples), {name: str(value) for name, value in about.items()})
    write_bytes(folder / f"step_{step:06d}_{number}.safetensors", content)


def _tensors(samples: Sequence[Sample]) -> dict[str, torch.Tensor]:
    tokens = joined([sample.tokens for sample in samples])
    columns = {field.name: getattr(tokens, field.name) for field in fields(TokenData)}
    ids = {name: [getattr(sample, f"{name}_ids") for sample in samples] for name in ("prompt", "completion")}
    return {
        **{f"{name}_ids": _integers(chain.from_iterable(rows)) for name, rows in ids.items()},
        **{f"{name}_lengths": _integers(map(len, rows)) for name, rows in ids.items()},
        "rewards": torch.tensor([sample.reward for sample in samples]),
        **{name: column.contiguous() for name, column in columns.items() if column is not None},
    }


def _integers(values) -> torch.Tensor:
    return torch.tensor(list(values), dtype=torch.int32)
