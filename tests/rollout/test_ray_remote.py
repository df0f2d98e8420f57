"""The pool on real Ray: placement, lost and frozen processes, lost nodes. Workers draw numbers instead of sampling."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from importlib.util import find_spec

import pytest

from logic_rl.errors import UsageError
from logic_rl.rollout.engine import Request, SamplingParams
from logic_rl.rollout.pool.crew import Limits
from logic_rl.rollout.pool.pool import Pool
from tests.rollout.light_worker import LightWorker, drawn

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not find_spec("ray"), reason="ray is not installed: make setup-vllm"),
    pytest.mark.filterwarnings("ignore"),  # Ray's own
]
PARAMS, STORE = SamplingParams(max_new_tokens=8), 100 * 2**20
PLAIN = {"include_dashboard": False, "object_store_memory": STORE, "num_cpus": 1}


def requests(count: int) -> list[Request]:
    return [Request((1, 2, 3), seed) for seed in range(count)]


def opened(workers: int, **limits: float) -> Pool:
    """A pool whose model is a number."""
    import torch

    from logic_rl.rollout.pool.ray_remote import RayRemote
    from logic_rl.rollout.vllm_engine.worker import EngineSettings

    settings = EngineSettings("", "float32", on_gpu=False, slots=16, max_tokens=64, kv_bytes=0)
    weights = lambda model: {"weight": torch.tensor([float(model)])}  # noqa: E731
    remote = RayRemote(settings, workers, (1, 2, 3), STORE, weights, LightWorker)
    return Pool(
        remote, workers, slots=16, max_tokens=64, limits=Limits(**{"start_seconds": 120, "stall_seconds": 8} | limits),
        probe=(1, 2, 3), score=lambda model, prompt, reply: [float(model)], tolerance=1e-6, model=-1.0,
    )  # fmt: skip


def whereabouts(pool: Pool) -> dict[int, tuple[str, str, int]]:
    """Machine, node and process id of each worker."""
    import ray

    return {place: ray.get(hello) for place, hello in pool.remote.hellos.items()}


def serve(pool: Pool, count: int, version: int) -> None:
    assert pool.generate(requests(count), PARAMS) == [drawn(request, version) for request in requests(count)]


def test_chaos() -> None:
    """Ten workers killed and one frozen: every sample is there once, and is that of its seed."""
    pool, rng = opened(2, failures=100), random.Random(5)
    blows = [signal.SIGKILL] * 5 + [signal.SIGSTOP] + [signal.SIGKILL] * 5
    struck: set[int] = set()

    def strike(done: int, tokens: int) -> None:
        if blows and done >= (12 - len(blows)) * 30:
            places = sorted(pool.crew.well)
            found = [pid for place, (_, _, pid) in whereabouts(pool).items() if place in places and pid not in struck]
            if found:
                struck.add(victim := rng.choice(found))
                os.kill(victim, blows.pop(0))

    try:
        found = pool.generate(requests(600), PARAMS, strike)
        assert found == [drawn(request, 0) for request in requests(600)]
        assert len(struck) == 11
        told = pool.metrics()
        assert told["system/worker_restarts"] >= 10 and told["system/requests_reissued"] > 0
        pool.load_weights(-2.0, 3)
        serve(pool, 50, version=3)
    finally:
        pool.close()


@pytest.fixture
def cluster(monkeypatch):
    """Two nodes of one core each, joined through RAY_ADDRESS."""
    from ray.cluster_utils import Cluster

    made = Cluster(initialize_head=True, head_node_args=PLAIN)
    try:
        made.second = made.add_node(**PLAIN)
        monkeypatch.setenv("RAY_ADDRESS", made.address)
        yield made
    finally:
        made.shutdown()


def test_a_pool_spans_two_nodes_and_outlives_one(cluster) -> None:
    import ray

    with pytest.raises(UsageError, match="3 needs 1 CPU for each, and Ray has room for 2"):
        opened(3)
    pool = opened(2)
    try:
        before = whereabouts(pool)
        nodes = {node["NodeID"] for node in ray.nodes()}
        assert {node for _, node, _ in before.values()} == nodes and len(nodes) == 2
        pool.load_weights(-2.0, 1)
        [weights] = pool.remote.boxed
        assert set(ray.experimental.get_object_locations([weights])[weights]["node_ids"]) == nodes, "once on each"
        assert sorted(pool.remote.seats.values()) == sorted((node, 0) for node in nodes), "each the first on its node"

        loss = threading.Thread(target=lambda: (time.sleep(1), cluster.remove_node(cluster.second, False)))
        loss.start()
        serve(pool, 500, version=1)
        loss.join()
        pool.load_weights(-3.0, 2)
        assert len(pool.crew.well) == len(pool.crew.absent) == 1
        serve(pool, 100, version=2)

        cluster.add_node(**PLAIN)
        deadline = time.monotonic() + 120
        while len(pool.crew.well) < 2 and time.monotonic() < deadline:
            serve(pool, 50, version=2)
        assert pool.crew.well == {0, 1}, "a new node is taken into use"
        serve(pool, 100, version=2)
    finally:
        pool.close()
