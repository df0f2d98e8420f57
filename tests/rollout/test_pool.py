"""The pool as an engine: order, weights that are checked, and what it tells."""

from __future__ import annotations

import math

import pytest

from logic_rl.errors import RunFailed, UsageError
from logic_rl.rollout.engine import Request, SamplingParams
from logic_rl.rollout.pool.crew import Limits
from logic_rl.rollout.pool.pool import Pool, largest_gap
from logic_rl.rollout.remote import Probe
from tests.rollout.scripted import ScriptedRemote, Worker, completion

PARAMS = SamplingParams(max_new_tokens=8)
REQUESTS = [Request((1, 2, 3), seed) for seed in range(50)]


class Remote(ScriptedRemote):
    """Workers whose log-probabilities are off by `error` nats from the second version on."""

    error, closed = 0.0, False

    def publish(self, model: object, version: int) -> None:
        self.version = version

    def close(self) -> None:
        self.closed = True

    def _probe(self, worker: Worker) -> Probe:
        return Probe(self.version, (1, 2), (-0.5, -0.25 + (self.error if self.version else 0.0)))


def pool_of(remote: Remote, model: object = "weights") -> Pool:
    return Pool(
        remote, len(remote.workers), slots=16, max_tokens=100, limits=Limits(60, 10, 3), probe=(7, 8, 9),
        score=lambda model, prompt, reply: [-0.5, -0.25], tolerance=1e-3, model=model, clock=remote.clock,
    )  # fmt: skip


def test_completions_come_in_the_order_of_the_requests_with_the_version() -> None:
    remote = Remote(Worker(speed=1), Worker(speed=5))
    pool, seen = pool_of(remote), []
    pool.load_weights("new weights", version=4)
    results = pool.generate(REQUESTS, PARAMS, lambda done, tokens: seen.append((done, tokens)))
    assert results == [completion(request, version=4) for request in REQUESTS]
    assert seen[-1] == (50, 50)


def test_right_weights_are_accepted_and_the_gap_told() -> None:
    remote = Remote(Worker(), Worker())
    remote.error = 5e-4
    pool = pool_of(remote)
    pool.load_weights("new weights", version=1)
    assert pool.metrics()["system/sync_gap"] == pytest.approx(5e-4)
    assert pool.metrics()["system/sync_gap"] == 0.0


@pytest.mark.parametrize("error", [2.07, -0.002, math.nan])
def test_stale_weights_stop_the_run(error: float) -> None:
    remote = Remote(Worker(), Worker())
    remote.error = error
    pool = pool_of(remote)
    with pytest.raises(RunFailed, match=r"does not sample with the trainer's weights 1.*sync_tolerance"):
        pool.load_weights("new weights", version=1)


def test_a_worker_made_anew_is_checked_against_the_same_probe() -> None:
    remote = Remote(Worker(fate=lambda call: "dies" if call == 3 else "ok"))
    pool = pool_of(remote)
    pool.load_weights("new weights", version=1)
    remote.error = 1.0  # the new process comes up with something else
    with pytest.raises(RunFailed, match="does not sample with the trainer's weights"):
        pool.generate(REQUESTS, PARAMS)


def test_losses_are_told() -> None:
    remote = Remote(Worker(fate=lambda call: "dies" if call == 2 else "ok"), Worker())
    pool = pool_of(remote)
    pool.generate(REQUESTS, PARAMS)
    told = pool.metrics()
    assert told["system/worker_restarts"] == 1
    assert told["system/requests_reissued"] > 0
    assert told["system/rollout_workers"] == 2
    remote.known_room = lambda: 1
    remote.workers[0].fate = lambda call: "dies"
    pool.generate(REQUESTS, PARAMS)
    assert (pool.metrics()["system/rollout_workers"], pool.metrics()["system/worker_restarts"]) == (1, 0)


def test_too_long_a_prompt_is_told_before_it_is_sent() -> None:
    with pytest.raises(UsageError, match="95 tokens.*room for 100"):
        pool_of(Remote(Worker())).generate([Request((1,) * 95, 1)], PARAMS)


def test_a_pool_that_does_not_start_leaves_nothing_behind() -> None:
    remote = Remote(Worker(fate=lambda call: "dies"))
    with pytest.raises(RunFailed, match="worker 0 failed 3 times"):
        pool_of(remote)
    assert remote.closed


def test_gap() -> None:
    probe = Probe(1, (5, 6, 7), (-1.0, -2.0, -3.0))
    assert largest_gap((5, 6, 7), (-1.0, -2.5, -3.0), probe) == 0.5
    assert largest_gap((5, 6, 8), (-1.0, -2.0, -9.0), probe) == 0.0, "draws may part after a while"
    assert largest_gap((4, 6, 7), (-1.0, -2.0, -3.0), probe) == math.inf
    assert math.isnan(largest_gap((5, 6, 7), (-1.0, math.nan, -3.0), probe))
