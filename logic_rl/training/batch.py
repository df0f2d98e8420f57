"""From scored groups to tensors. Index t of every per-token array speaks of token t of `token_ids`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch

from logic_rl.types import RolloutGroup


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
    """Batches of samples of similar length whose padded size stays within `tokens_per_pass`.

    A single sample longer than the budget gets a pass of its own.
    """
    current: list[Sample] = []
    for sample in sorted(samples, key=len):
        if current and (len(current) + 1) * len(sample) > tokens_per_pass:
            yield _padded(current, pad_id)
            current = []
        current.append(sample)
    if current:
        yield _padded(current, pad_id)


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
