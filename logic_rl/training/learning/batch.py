"""From scored groups to tensors. Per-token arrays have one number per *completion* token, in order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Sized
from dataclasses import dataclass, fields, replace
from typing import Any, TypeVar

import torch

from logic_rl.types import RolloutGroup

Item = TypeVar("Item", bound=Sized)
UNKNOWN: Any = None  # a column that nobody has made; who reads one knows that its algorithm makes it


@dataclass(frozen=True, slots=True)
class TokenData:
    """What is known of N completion tokens, each `[N]` in float32; None where the algorithm has no use for it.

    Attributes:
        engine_logprobs: as sampled; old_logprobs: as the trainer's policy had them before the first update.
        reference_logprobs: under the frozen reference.
        advantages, weights: the token's loss is about the one and is multiplied by the other.
        values: the critic's estimate before the first update; returns: what it should have been.
    """

    engine_logprobs: torch.Tensor
    old_logprobs: torch.Tensor = UNKNOWN
    reference_logprobs: torch.Tensor = UNKNOWN
    advantages: torch.Tensor = UNKNOWN
    weights: torch.Tensor = UNKNOWN
    values: torch.Tensor = UNKNOWN
    returns: torch.Tensor = UNKNOWN

    def to(self, device: torch.device) -> TokenData:
        columns: list[Any] = [getattr(self, field.name) for field in fields(self)]
        return TokenData(*(UNKNOWN if column is None else column.to(device) for column in columns))


def joined(parts: Sequence[TokenData]) -> TokenData:
    """One after the other."""
    columns: list[Any] = [[getattr(part, field.name) for part in parts] for field in fields(TokenData)]
    return TokenData(*(UNKNOWN if column[0] is None else torch.cat(column) for column in columns))


@dataclass(frozen=True, slots=True)
class Sample:
    """One completion on its way to the update; `len` counts prompt and completion.

    `is_truncated`: it was cut at the cap on tokens.
    """

    prompt_ids: tuple[int, ...]
    completion_ids: tuple[int, ...]
    reward: float
    tokens: TokenData
    is_truncated: bool = False

    def __len__(self) -> int:
        return len(self.prompt_ids) + len(self.completion_ids)


@dataclass(frozen=True, slots=True)
class TrainBatch:
    """B samples padded on the right to T tokens.

    `token_ids` and `mask` are `[B, T]`; `mask` is true for the N completion tokens, which `tokens` speaks
    of row by row, as `token_ids[mask]` does.
    """

    token_ids: torch.Tensor
    mask: torch.Tensor
    tokens: TokenData

    @property
    def rows_N(self) -> torch.Tensor:
        """The row of each completion token."""
        return self.mask.nonzero()[:, 0]

    def idle(self) -> TrainBatch:
        """The first row alone, with a weight of 0: a pass that teaches nothing."""
        mask = self.mask[:1]
        first: list[Any] = [getattr(self.tokens, field.name) for field in fields(TokenData)]
        tokens = TokenData(*(UNKNOWN if column is None else column[: int(mask.sum())] for column in first))
        weights = UNKNOWN if tokens.weights is None else torch.zeros_like(tokens.weights)
        return TrainBatch(self.token_ids[:1], mask, replace(tokens, weights=weights))

    def to(self, device: torch.device) -> TrainBatch:
        return TrainBatch(self.token_ids.to(device), self.mask.to(device), self.tokens.to(device))


def samples_of(groups: Sequence[RolloutGroup]) -> list[Sample]:
    """All samples, groups in order."""
    return [
        Sample(
            group.prompt.token_ids,
            rollout.completion.token_ids,
            rollout.score.total,
            TokenData(torch.tensor(rollout.completion.logprobs)),
            rollout.completion.finish_reason == "length",
        )
        for group in groups
        for rollout in group.rollouts
    ]


def passes(samples: Sequence[Sample], tokens_per_pass: int, pad_id: int) -> Iterator[TrainBatch]:
    """Padded batches of samples of similar length; the samples come in the order of `by_length`."""
    return (_padded(bucket, pad_id) for bucket in length_buckets(samples, tokens_per_pass))


def by_length(items: Sequence[Item]) -> list[int]:
    """The indices of the items, short ones first; equals stay in order."""
    return sorted(range(len(items)), key=lambda index: len(items[index]))


def length_buckets(items: Iterable[Item], tokens_per_pass: int) -> Iterator[list[Item]]:
    """Items of similar length (`len` in tokens) whose padded size stays within `tokens_per_pass`.

    A single item longer than the budget gets a bucket of its own.
    """
    items = list(items)
    bucket: list[Item] = []
    for item in (items[index] for index in by_length(items)):
        if bucket and (len(bucket) + 1) * len(item) > tokens_per_pass:
            yield bucket
            bucket = []
        bucket.append(item)
    if bucket:
        yield bucket


def _padded(samples: Sequence[Sample], pad_id: int) -> TrainBatch:
    shape = (len(samples), max(map(len, samples)))
    token_ids, mask = torch.full(shape, pad_id), torch.zeros(shape, dtype=torch.bool)
    for row, sample in enumerate(samples):
        start, end = len(sample.prompt_ids), len(sample)
        token_ids[row, :end] = torch.tensor(sample.prompt_ids + sample.completion_ids)
        mask[row, start:end] = True
    return TrainBatch(token_ids, mask, joined([sample.tokens for sample in samples]))
