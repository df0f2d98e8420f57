"""An engine that goes on with old weights is found by what it holds, in every precision."""

from __future__ import annotations

import pytest
import torch

from logic_rl.errors import RunFailed
from logic_rl.rollout.loaded import LoadedSums, agreements
from logic_rl.rollout.pool.crew import Limits
from logic_rl.rollout.pool.pool import Pool
from logic_rl.rollout.remote import Probe
from logic_rl.rollout.weights import packed, sums_of, unpacked
from tests.rollout.scripted import ScriptedRemote, Worker

JOINED = {"qkv": ("q", "k", "v"), "gate_up": ("gate", "up")}


class Engines(ScriptedRemote):
    """Workers that hold tensors, joined as vLLM joins them; log-probabilities are right whatever they hold.

    Attributes:
        deaf: workers that do not take new weights.
        packs: keeps what it holds in a form that has other sums.
    """

    def __init__(self, *workers: Worker, dtype: str, packs: bool = False):
        super().__init__(*workers)
        self.dtype, self.packs, self.deaf = dtype, packs, set()
        self.parcel, self.holds = {}, {}

    def publish(self, model: dict[str, torch.Tensor], version: int) -> None:
        self.parcel, self.version, self.sums = packed(model, self.dtype), version, sums_of(model, self.dtype)

    def close(self) -> None:
        pass

    def revive(self, place: int) -> int:
        self._take(place)
        return super().revive(place)

    def load(self, place: int) -> int:
        self._take(place)
        return super().load(place)

    def _take(self, place: int) -> None:
        if place not in self.deaf:
            self.holds[place] = {name: tensor.clone() for name, tensor in unpacked(self.parcel)}

    def _probe(self, worker: Worker) -> Probe:
        tensors = self.holds[self.workers.index(worker)]
        return Probe(self.version, (1, 2), (-0.5, -0.25), loaded_sums(tensors, packs=self.packs))


def loaded_sums(tensors: dict[str, torch.Tensor], packs: bool = False) -> LoadedSums:
    """Summed over the joined tensor, in another order than the trainer's."""
    sums: LoadedSums = {}
    for whole, parts in {**JOINED, "norm": ("norm",)}.items():
        joined = torch.cat([tensors[part].flatten() for part in parts])
        total = joined[torch.randperm(len(joined))].double().numpy().sum()
        sums[whole] = parts, (float(total) + 3.0 * packs,)
    return sums


def new_weights() -> dict[str, torch.Tensor]:
    torch.manual_seed(3)
    sizes = {"q": (64, 64), "k": (16, 64), "v": (16, 64), "gate": (128, 64), "up": (128, 64)}
    return {name: torch.randn(size) * 0.05 for name, size in sizes.items()} | {"norm": torch.ones(64)}


def after_one_update(weights: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """One step of AdamW at 1e-6, on weights in float32 as the trainer keeps them."""
    parameters = {name: tensor.clone().requires_grad_() for name, tensor in weights.items()}
    for tensor in parameters.values():
        tensor.grad = torch.randn_like(tensor)
    torch.optim.AdamW(parameters.values(), lr=1e-6).step()
    return {name: tensor.detach() for name, tensor in parameters.items()}


def pool_of(remote: Engines, weights: dict[str, torch.Tensor]) -> Pool:
    return Pool(
        remote, len(remote.workers), slots=16, max_tokens=100, limits=Limits(60, 10, 3), probe=(7, 8, 9),
        score=lambda model, prompt, reply: [-0.5, -0.25], tolerance=0.25, model=weights, clock=remote.clock,
    )  # fmt: skip


@pytest.mark.parametrize("dtype", ["float32", "bfloat16"])
def test_an_engine_that_ignores_new_weights_is_stopped_after_one_small_update(dtype: str) -> None:
    weights = new_weights()
    remote = Engines(Worker(), Worker(), dtype=dtype)
    pool = pool_of(remote, weights)
    assert pool.metrics()["system/weights_compared"] == 1.0
    for version in (1, 2):
        weights = after_one_update(weights)
        pool.load_weights(weights, version)
    remote.deaf = {1}
    with pytest.raises(RunFailed, match="worker 1 does not hold the trainer's weights 3: . of its tensors"):
        pool.load_weights(after_one_update(weights), 3)


@pytest.mark.parametrize("dtype", ["float32", "bfloat16"])
def test_equal_weights_pass_in_whatever_order_they_lie(dtype: str) -> None:
    pool = pool_of(Engines(Worker(), dtype=dtype), new_weights())
    for version in range(1, 20):
        pool.load_weights(after_one_update(new_weights()), version)


def test_tensors_that_an_engine_keeps_in_a_form_of_its_own_are_left_to_the_probe() -> None:
    pool = pool_of(Engines(Worker(), dtype="float32", packs=True), new_weights())
    pool.load_weights(after_one_update(new_weights()), 1)
    assert pool.metrics()["system/weights_compared"] == 0.0


def test_pieces_on_several_cards() -> None:
    sums = {"a": (6.0, 4), "b": (2.0, 4)}
    loaded: LoadedSums = {
        "split": (("a", "b"), (3.0, 5.0)), "whole": (("b",), (2.0, 2.0)), "stale": (("a",), (3.0, 2.5)),
        "unknown": (("a", "c"), (1.0,)),
    }  # fmt: skip
    assert agreements(loaded, sums) == {"split": True, "whole": True, "stale": False, "unknown": None}
