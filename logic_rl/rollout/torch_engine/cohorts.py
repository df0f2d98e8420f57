"""Key-value memory for continuous batching: cohorts of sequences that were admitted together.

The sequences of a cohort have about the same length, and attention reads just that many keys: with one
memory for all, a short sequence would pay for the longest one, and decoding on a CPU is bound by
the memory that attention reads. Rows are aligned on the right, so that the next key of every row goes
into the same column. Shapes: n rows, K key-value heads, C columns, D head size, H heads.
"""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import torch
import torch.nn.functional as F
from transformers import AttentionInterface

from logic_rl.errors import UsageError
from logic_rl.rollout.attention import block_attention, pays

ATTENTION_NAME = "logic_rl_cohorts"
GROWTH = 1.5  # a full memory is copied into one larger by this factor
STRIDE = 128  # columns that a memory in bfloat16 grows by: its products read all columns, used or not


class DecodeCache:
    """Stands in for a `transformers` cache; `PromptMemory` and the cohorts keep all."""

    def update(
        self, keys: torch.Tensor, values: torch.Tensor, layer: int, *_: object, **__: object
    ) -> tuple[torch.Tensor, ...]:
        return keys, values

    def get_seq_length(self, layer: int = 0) -> int:
        return 0

    def get_query_offset(self, layer: int = 0) -> int:
        return 0


def without_cache(model: torch.nn.Module) -> dict[str, DecodeCache]:
    """A `DecodeCache` under the model's name for it: "cache" since transformers 5.24, "past_key_values" before."""
    known = inspect.signature(model.forward).parameters
    return {"cache" if "cache" in known else "past_key_values": DecodeCache()}


class PromptMemory:
    """Each layer's keys and values of prompts that are being read, for a cohort to take over.

    Taken where attention sees them, not from the cache, where some models (DeepSeek-V3) put a compressed form.
    """

    def __init__(self) -> None:
        self.keys: list[torch.Tensor] = []
        self.values: list[torch.Tensor] = []

    def keep(self, keys: torch.Tensor, values: torch.Tensor) -> None:
        self.keys.append(keys)
        self.values.append(values)


class Cohort:
    """Keys and values of n sequences, `[n, K, C, D]` per layer, of which `width` columns are in use.

    Values may have another head size than keys.

    Attributes:
        slots: `[n]`, the number by which the engine knows each sequence.
        pads: `[n]`, columns before a sequence begins.
        limit: columns that will ever be needed.
    """

    def __init__(self, slots: torch.Tensor, pads: torch.Tensor, width: int, limit: int, keys: list, values: list):
        self.slots, self.pads, self.width, self.limit = slots, pads, width, limit
        self.keys, self.values = keys, values
        self._hide_padding()

    @classmethod
    def of_prompts(
        cls, prompts: PromptMemory, rows: torch.Tensor, lengths: torch.Tensor, slots: torch.Tensor, extra: int
    ) -> Cohort:
        """A cohort from prompts that were read with padding on the right.

        Args:
            rows: `[n]`, the prompt that sequence i continues; lengths: `[n]`, its tokens.
            extra: tokens that will be sampled at most.
        """
        width = int(lengths.max())
        pads = width - lengths
        source = (torch.arange(width, device=rows.device) - pads[:, None]).clamp_(min=0)[:, None, :, None]
        capacity = min(width + 64, width + extra)

        def aligned(memory: torch.Tensor) -> torch.Tensor:
            result = memory.new_zeros(len(rows), memory.shape[1], capacity, memory.shape[3])
            result[:, :, :width] = memory[rows].take_along_dim(source, dim=2)
            return result

        return cls(slots, pads, width, width + extra, [*map(aligned, prompts.keys)], [*map(aligned, prompts.values)])

    def __len__(self) -> int:
        return len(self.slots)

    def attend(
        self, layer: int, query: torch.Tensor, key: torch.Tensor, value: torch.Tensor, output: torch.Tensor
    ) -> None:
        """Store one key and value a row, and write into `output` what the rows attend to.

        Args:
            query, output: `[n, K, H/K, D]`, the query already scaled, the output with the size of values;
                key, value: `[n, K, 1, D]`.
        """
        n, width = len(self), self.width
        # A product in bfloat16 first copies a memory of which columns are left out.
        columns = self.keys[layer].shape[2] if pays(query) else width
        self.keys[layer][:n, :, width - 1] = key[:, :, 0]
        self.values[layer][:n, :, width - 1] = value[:, :, 0]
        keys = self.keys[layer][:n, :, :columns]
        if pays(query):  # of the two orders of the product bfloat16 has only this one fast on a CPU, by four times
            scores = torch.matmul(keys, query.transpose(-1, -2)).transpose(-1, -2)
        else:
            scores = torch.matmul(query, keys.transpose(-1, -2))
        if self.hidden is not None:
            scores[..., : self.hidden.shape[-1]].masked_fill_(self.hidden, float("-inf"))
        scores[..., width:] = float("-inf")
        weights = torch.softmax(scores, dim=-1, dtype=torch.float32).to(value.dtype)
        torch.matmul(weights, self.values[layer][:n, :, :columns], out=output)

    def widen(self) -> None:
        """Make room for one more column."""
        self.width += 1
        if self.width > self.keys[0].shape[2]:
            capacity = min(_larger(self.width, self.keys[0].dtype), self.limit)
            for memories in (self.keys, self.values):
                for layer, memory in enumerate(memories):
                    memories[layer] = _resized(memory[: len(self)], capacity, self.width - 1, shift=0)

    def drop(self, gone: torch.Tensor) -> None:
        """Forget the rows where `gone` `[n]` is true; the last rows move into the gaps."""
        left = len(self) - int(gone.sum())
        gaps = gone[:left].nonzero()[:, 0]
        movers = (~gone[left:]).nonzero()[:, 0] + left
        if len(gaps):
            for memory in (*self.keys, *self.values):
                memory[gaps, :, : self.width] = memory[movers, :, : self.width]
            self.slots[gaps], self.pads[gaps] = self.slots[movers], self.pads[movers]
        self.slots, self.pads = self.slots[:left], self.pads[:left]
        self._hide_padding()

    @staticmethod
    def joined(cohorts: Sequence[Cohort]) -> Cohort:
        """One cohort with the rows of all."""
        width = max(cohort.width for cohort in cohorts)
        limit = max(cohort.limit - cohort.width for cohort in cohorts) + width
        capacity = min(_larger(width, cohorts[0].keys[0].dtype), limit)

        def stacked(name: str, layer: int) -> torch.Tensor:
            parts = [(getattr(cohort, name)[layer][: len(cohort)], cohort.width) for cohort in cohorts]
            return torch.cat([_resized(memory, capacity, used, shift=width - used) for memory, used in parts])

        layers = range(len(cohorts[0].keys))
        return Cohort(
            torch.cat([cohort.slots for cohort in cohorts]),
            torch.cat([cohort.pads + width - cohort.width for cohort in cohorts]),
            width,
            limit,
            [stacked("keys", layer) for layer in layers],
            [stacked("values", layer) for layer in layers],
        )

    def _hide_padding(self) -> None:
        """Which of the first columns hold no key, `[n, 1, 1, C']`; None when every row begins at column 0."""
        most = int(self.pads.max()) if len(self) else 0
        columns = torch.arange(most, device=self.pads.device)
        self.hidden = (columns < self.pads[:, None])[:, None, None, :] if most else None


@dataclass(frozen=True, slots=True)
class Together:
    """All cohorts of a pass as one thing: of a list compiled code knows the length, and is compiled anew for others."""

    cohorts: Sequence[Cohort]


def _larger(columns: int, dtype: torch.dtype) -> int:
    return columns + STRIDE if dtype == torch.bfloat16 else int(columns * GROWTH)


def _resized(memory: torch.Tensor, capacity: int, used: int, shift: int) -> torch.Tensor:
    """A copy with other columns; the first `used` ones begin at column `shift`."""
    result = memory.new_zeros(*memory.shape[:2], capacity, memory.shape[3])
    result[:, :, shift : shift + used] = memory[:, :, :used]
    return result


def cohort_attention(
    module: torch.nn.Module,
    query: torch.Tensor,
    key: torch.Tensor,
    value: torch.Tensor,
    attention_mask: torch.Tensor | None,
    scaling: float | None = None,
    together: Together | None = None,
    prompts: PromptMemory | None = None,
    softcap: float | None = None,
    s_aux: torch.Tensor | None = None,
    **others: object,  # what else transformers hands to every kind of attention
) -> tuple[torch.Tensor, None]:
    """Attention for both passes, without ever expanding grouped keys.

    Args:
        query: `[N, H, T, D]`; key, value: `[N, K, T, D]`, the new ones only.
        together: where the N rows live, one token each (T = 1); None when reading prompts, where attention is causal.
        scaling: of query times key; None for 1 / √D.
        prompts: keeps keys and values of the prompts.

    Raises:
        UsageError: the model caps its scores or attends to sinks, which is not done here.
    """
    if softcap is not None or s_aux is not None:
        raise UsageError(f"{type(module).__name__} caps scores or has sinks, which --engine torch lacks: take vllm")
    if together is None:
        assert prompts is not None, "without cohorts, prompts are read"
        prompts.keep(key, value)
        if pays(query):
            output = block_attention(query, key, value, query.shape[-1] ** -0.5 if scaling is None else scaling)
        else:
            output = F.scaled_dot_product_attention(query, key, value, is_causal=True, scale=scaling, enable_gqa=True)
        return output.transpose(1, 2), None
    rows, heads, _, size = query.shape
    scale = size**-0.5 if scaling is None else scaling
    grouped = query.view(rows, key.shape[1], heads // key.shape[1], size) * scale
    output = grouped.new_empty(*grouped.shape[:3], value.shape[-1])
    layer = cast(int, module.layer_idx)
    rows_of = [len(cohort) for cohort in together.cohorts]
    parts = (tensor.split(rows_of) for tensor in (grouped, key, value, output))
    for cohort, *own in zip(together.cohorts, *parts, strict=True):
        cohort.attend(layer, *own)
    return output.view(rows, 1, heads, value.shape[-1]), None


AttentionInterface.register(ATTENTION_NAME, cohort_attention)
