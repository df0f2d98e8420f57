"""Decoding without an end against the engine's own batches, and against a plain forward pass."""

from __future__ import annotations

import copy

import pytest
import torch

from logic_rl.rollout.engine import SamplingParams
from logic_rl.rollout.live import Settings
from logic_rl.rollout.torch_engine import TorchEngine
from logic_rl.rollout.torch_engine.live import TorchLive, nucleus
from tests.rollout.test_torch_engine import Tokens, model, requests  # noqa: F401 (a fixture)


@pytest.fixture
def live(model):  # noqa: F811
    own = copy.deepcopy(model)
    live = TorchEngine(own, Tokens(), max_slots=4).live()
    yield live
    live.close()
    assert own.config._attn_implementation == model.config._attn_implementation


def drained(live: TorchLive, found: dict[int, list] | None = None) -> dict[int, list]:
    """What every request got, until nothing is left to do."""
    found = {} if found is None else found
    while not live.is_idle:
        for new in live.step():
            found.setdefault(new.number, []).append(new)
    return found


def test_each_request_gets_what_a_batch_of_its_own_settings_gives(model, live) -> None:  # noqa: F811
    wanted = requests(24)
    settings = [Settings((0.0, 0.7, 1.3)[i % 3], 6 + i) for i in range(24)]
    found = {live.submit(request, own): [] for request, own in zip(wanted[:9], settings[:9], strict=True)}
    late = list(zip(wanted[9:], settings[9:], strict=True))
    while late or not live.is_idle:  # the others come while those before them run
        if late:
            found[live.submit(*late.pop(0))] = []
        for new in live.step():
            found[new.number].append(new)
    engine = TorchEngine(model, Tokens())
    for number, (request, own) in enumerate(zip(wanted, settings, strict=True)):
        [alone] = engine.generate([request], SamplingParams(own.temperature, own.max_new_tokens))
        assert tuple(new.token for new in found[number]) == alone.token_ids
        assert [new.logprob for new in found[number]] == pytest.approx(alone.logprobs, abs=1e-4)
        assert [new.finish_reason for new in found[number]] == [None] * (len(found[number]) - 1) + [alone.finish_reason]


def test_a_cancelled_request_frees_its_slot_and_disturbs_nobody(model, live) -> None:  # noqa: F811
    wanted, own = requests(8), Settings(1.0, 20)
    numbers = [live.submit(request, own) for request in wanted]
    found: dict[int, list] = {}
    for _ in range(3):
        for new in live.step():
            found.setdefault(new.number, []).append(new)
    running = sorted(found.keys() & live.settings.keys())
    assert len(live.free) + len(live.active) == 4
    for number in (running[0], numbers[-1], 999):  # one that runs, one that waits, one that is not known
        live.cancel(number)
    assert len(live.free) + len(live.active) == 4 and running[0] not in live.request_of[live.active].tolist()
    drained(live, found)
    assert len(live.free) == 4 and numbers[-1] not in found
    engine = TorchEngine(model, Tokens())
    for number in set(numbers) - {running[0], numbers[-1]}:
        [alone] = engine.generate([wanted[number]], SamplingParams(1.0, 20))
        assert tuple(new.token for new in found[number]) == alone.token_ids


def test_the_most_probable_tokens_are_those_of_a_forward_pass(model, live) -> None:  # noqa: F811
    [request] = requests(1)
    live.submit(request, Settings(0.8, 5, top_logprobs=3))
    live.submit(request, Settings(0.8, 5))
    found = drained(live)
    assert all(new.top == () for new in found[1])
    ids = torch.tensor([[*request.prompt_ids, *(new.token for new in found[0])]])
    logprobs = (model(ids).logits[0, len(request.prompt_ids) - 1 : -1] / 0.8).log_softmax(-1)
    for new, row in zip(found[0], logprobs, strict=True):
        best = row.topk(3)
        assert [token for token, _ in new.top] == best.indices.tolist()
        assert [value for _, value in new.top] == pytest.approx(best.values.tolist(), abs=1e-4)


def test_top_p_keeps_the_smallest_set_that_has_it() -> None:
    logits = torch.tensor([[0.1, 0.5, 0.15, 0.25]]).log() * 2 + 3
    kept = {p: torch.isfinite(nucleus(logits, 2.0, p))[0].tolist() for p in (0.01, 0.5, 0.51, 0.76, 1.0)}
    assert kept == {
        0.01: [False, True, False, False], 0.5: [False, True, False, False], 0.51: [False, True, False, True],
        0.76: [False, True, True, True], 1.0: [True, True, True, True],
    }  # fmt: skip


def test_tokens_outside_top_p_never_come(model, live) -> None:  # noqa: F811
    [request] = requests(1)
    probabilities = model(torch.tensor([request.prompt_ids])).logits[0, -1].softmax(-1)
    order = probabilities.argsort(descending=True)
    inside = set(order[: int((probabilities[order].cumsum(0) < 0.6).sum()) + 1].tolist())
    for seed in range(200):
        live.submit(type(request)(request.prompt_ids, seed), Settings(1.0, 1, top_p=0.6))
    assert {new.token for own in drained(live).values() for new in own} == inside
