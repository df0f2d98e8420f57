"""From scored groups to tensors. Index t of every per-token array speaks of token t of `token_ids`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Sized
from dataclasses import dataclass
from typing import TypeVar

import torch

from logic_rl.types import RolloutGroup

Item = TypeVar("Item", bound=Sized)


@dataclass(frozen=True, slots=True)
class Sample:
    """One completion ready for the update; `advantage` holds for all of its tokens."""

    prompt_ids: tuple[int, ...]
    completion_ids: tuple[int, ...]
    old_logprobs: tuple[float, ...]
    advantage: float

    def __len__(self) -> int:
        return len(self.prompt_ids) + len(self.completion_ids)


@dataclass(frozen=True, slots=True)
class TrainBatch:
    """B samples padded on the right to T tokens.

    `token_ids`, `mask`, `old_logprobs`, `advantages` are all `[B, T]`; `mask` is true for
    completion tokens, and the last two are 0 elsewhere.
    """

    token_ids: torch.Tensor
    mask: torch.Tensor
    old_logprobs: torch.Tensor
    advantages: torch.Tensor

    def to(self, device: torch.device) -> TrainBatch:
        return TrainBatch(*(getattr(self, name).to(device) for name in self.__slots__))


def rewards_of(groups: Sequence[RolloutGroup]) -> torch.Tensor:
    """Total rewards, `[P, G]`."""
    return torch.tensor([[rollout.score.total for rollout in group.rollouts] for group in groups])


def samples_of(groups: Sequence[RolloutGroup], advantages_PG: torch.Tensor) -> list[Sample]:
    """All samples, groups in order."""
    return [
        Sample(group.prompt.token_ids, rollout.completion.token_ids, rollout.completion.logprobs, advantage)
        for group, advantages_G in zip(groups, advantages_PG.tolist(), strict=True)
        for rollout, advantage in zip(group.rollouts, advantages_G, strict=True)
    ]


def passes(samples: Sequence[Sample], tokens_per_pass: int, pad_id: int) -> Iterator[TrainBatch]:
    """Padded batches of samples of similar length."""
    return (_padded(bucket, pad_id) for bucket in length_buckets(samples, tokens_per_pass))


def length_buckets(items: Iterable[Item], tokens_per_pass: int) -> Iterator[list[Item]]:
    """Items of similar length (`len` in tokens) whose padded size stays within `tokens_per_pass`.

    A single item longer than the budget gets a bucket of its own.
    """
    bucket: list[Item] = []
    for item in sorted(items, key=len):
        if bucket and (len(bucket) + 1) * len(item) > tokens_per_pass:
            yield bucket
            bucket = []
        bucket.append(item)
    if bucket:
        yield bucket


def _padded(samples: Sequence[Sample], pad_id: int) -> TrainBatch:
    shape = (len(samples), max(map(len, samples)))
    batch = TrainBatch(
        token_ids=torch.full(shape, pad_id),
        mask=torch.zeros(shape, dtype=torch.bool),
        old_logprobs=torch.zeros(shape),
        advantages=torch.zeros(shape),
    )
    for row, sample in enumerate(samples):
        start, end = len(sample.prompt_ids), len(sample)
        batch.token_ids[row, :end] = torch.tensor(sample.prompt_ids + sample.completion_ids)
        batch.mask[row, start:end] = True
        batch.old_logprobs[row, start:end] = torch.tensor(sample.old_logprobs)
        batch.advantages[row, start:end] = sample.advantage
    return batch
