"""Log-probabilities in chunks are those of the whole batch, and never hold its logits."""

from __future__ import annotations

import weakref
from dataclasses import replace

import pytest
import torch
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

from logic_rl.config.run import OptimiserConfig
from logic_rl.training.learning import large_head, readout
from logic_rl.training.learning.batch import TrainBatch, passes
from tests.training.toy import GROUPS, SETTINGS, new_learner, new_model, prepared

LIMITS = OptimiserConfig(autocast=False)


def toy_batch(model) -> TrainBatch:
    return next(passes(prepared(new_learner(model), GROUPS, SETTINGS), 1000, pad_id=0))


def numbers_and_gradients(model, batch: TrainBatch) -> list[torch.Tensor]:
    model.zero_grad()
    logprobs, entropies = readout.reply_logprobs(model, batch, 1.25, LIMITS, entropy_has_gradient=True)
    (logprobs.sum() + 0.3 * entropies.square().sum()).backward()
    return [logprobs.detach(), entropies.detach(), *(parameter.grad.clone() for parameter in model.parameters())]


@pytest.mark.parametrize("tokens_at_once", [1, 5])
def test_chunks_change_neither_numbers_nor_gradients(monkeypatch, tokens_at_once: int) -> None:
    model = new_model()
    batch = toy_batch(model)
    whole = numbers_and_gradients(model, batch)
    monkeypatch.setattr(readout, "LOGITS_AT_ONCE", tokens_at_once * model.config.vocab_size)
    for own, other in zip(whole, numbers_and_gradients(model, batch), strict=True):
        assert torch.allclose(own, other, atol=1e-6)


class LiveBytes(TorchDispatchMode):
    """Counts the bytes of all tensors made inside that are alive at once."""

    def __init__(self) -> None:
        super().__init__()
        self.now = self.peak = 0
        self.seen: set[int] = set()

    def __torch_dispatch__(self, function, types, args=(), kwargs=None):
        out = function(*args, **(kwargs or {}))
        for tensor in tree_leaves(out):
            if isinstance(tensor, torch.Tensor):
                self.count(tensor.untyped_storage())
        return out

    def count(self, storage: torch.UntypedStorage) -> None:
        key, size = storage._cdata, storage.nbytes()
        if key not in self.seen:
            self.seen.add(key)
            self.now += size
            self.peak = max(self.peak, self.now)
            weakref.finalize(storage, self.forget, key, size)

    def forget(self, key: int, size: int) -> None:
        self.seen.discard(key)
        self.now -= size


def peak_bytes(model, batch: TrainBatch) -> int:
    with LiveBytes() as live:
        readout.reply_logprobs(model, batch, 1.0, LIMITS)[0].sum().backward()
    model.zero_grad()
    return live.peak


def test_peak_memory_is_far_below_the_logits(monkeypatch) -> None:
    """512 reply tokens of a vocabulary of 8192: 16 MiB of logits in float32, several times over if made at once."""
    model = new_model(vocab_size=8192)
    token_ids = torch.randint(8192, (16, 40))
    mask = torch.zeros(16, 40, dtype=torch.bool)
    mask[:, 8:] = True
    batch = TrainBatch(token_ids, mask, toy_batch(model).tokens)
    logits = 512 * 8192 * 4
    whole = peak_bytes(model, batch)
    monkeypatch.setattr(readout, "LOGITS_AT_ONCE", 32 * 8192)
    for name in ("AT_ONCE", "AGAIN", "PROBS_KEPT"):  # each scaled down as the batch is
        monkeypatch.setattr(large_head, name, 32 * 8192)
    chunked = peak_bytes(model, batch)
    print(
        f"\nlogits {logits / 2**20:.1f} MiB, peak at once {whole / 2**20:.1f} MiB, in chunks {chunked / 2**20:.1f} MiB"
    )
    assert whole > 2 * logits
    assert chunked < 0.75 * logits


def test_a_large_vocabulary_has_the_numbers_and_gradients_of_a_small_one(monkeypatch) -> None:
    """The way without a gradient of the entropy, for which no logits are kept."""
    model = new_model()
    batch = toy_batch(model)

    def measured() -> list[torch.Tensor]:
        model.zero_grad()
        logprobs, entropies = readout.reply_logprobs(model, batch, 1.25, LIMITS)
        logprobs.square().sum().backward()
        return [logprobs.detach(), entropies, *(parameter.grad.clone() for parameter in model.parameters())]

    small = measured()
    monkeypatch.setattr(readout, "LOGITS_AT_ONCE", model.config.vocab_size)
    for own, other in zip(measured(), small, strict=True):
        assert torch.allclose(own, other, atol=1e-5)


def test_float32_head_under_autocast(monkeypatch) -> None:
    """Only the last matrix differs: its product is exact in float32 although the layers are in bfloat16."""
    model = new_model()
    batch = toy_batch(model)
    kinds = []
    monkeypatch.setattr(model.lm_head, "forward", lambda x: kinds.append(x.dtype) or x @ model.lm_head.weight.T)
    for float32_head in (False, True):
        limits = replace(LIMITS, autocast=True, float32_head=float32_head)
        logprobs, _ = readout.reply_logprobs(model, batch, 1.0, limits)
        assert logprobs.dtype == torch.float32
    assert kinds[1] == torch.float32
