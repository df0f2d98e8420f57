"""Workers that are killed and frozen, and a node that is lost, with real vLLM and Ray. Some minutes."""

from __future__ import annotations

import random
import threading
import time
from importlib.util import find_spec
from itertools import islice
from pathlib import Path

import pytest

from puzzles import PuzzleSpec, sample_distinct
from tests.rollout.test_vllm import is_alive, opened, params, pids, requests, saved_model

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not (find_spec("vllm") and find_spec("ray")), reason="vllm and ray are not installed: make setup-vllm"
    ),
    pytest.mark.filterwarnings("ignore"),  # Ray's and vLLM's own
]


def test_chaos() -> None:
    """The short form of benchmarks/chaos.py, which says more of time."""
    from benchmarks.chaos import compare
    from benchmarks.chaos import opened as opened_for_chaos

    puzzles = list(islice(sample_distinct(PuzzleSpec(3, fixed_cast=True), random.Random(3)), 50))
    pool, make_prompt = opened_for_chaos("tiny-base", slots=32, max_new_tokens=96, stall_seconds=10.0)
    try:
        found = compare(pool, make_prompt, puzzles, group=8, max_new_tokens=96, kills=3, freezes=1)
    finally:
        pool.close()
    assert (found["samples"], found["kills"], found["freezes"]) == (400, 3, 1)
    assert found["restarts"] >= 2 and found["reissued"] > 0
    assert found["same_samples"] >= 392, "equal seeds, equal samples, but for draws on the edge of rounding"


@pytest.fixture
def cluster(monkeypatch):
    """Two nodes of one core each."""
    from ray.cluster_utils import Cluster

    monkeypatch.setenv("RAY_worker_niceness", "0")
    made = Cluster(initialize_head=True, head_node_args={"num_cpus": 1, "object_store_memory": 300 * 2**20})
    made.second = made.add_node(num_cpus=1, object_store_memory=300 * 2**20)
    monkeypatch.setenv("RAY_ADDRESS", made.address)
    yield made
    made.shutdown()


def test_a_pool_spans_two_nodes_and_outlives_one(tmp_path: Path, cluster) -> None:
    import ray

    pool, model = opened(saved_model(tmp_path / "model", tied=True, head_size=32), workers=2, max_slots=64)
    try:
        nodes = {ray.get(hello)[1] for hello in pool.remote.hellos.values()}
        assert nodes == {node["NodeID"] for node in ray.nodes()} and len(nodes) == 2
        pool.load_weights(model, 1)
        [weights] = pool.remote.boxed
        assert set(ray.experimental.get_object_locations([weights])[weights]["node_ids"]) == nodes, "once on each"
        whole = pool.generate(requests(1000), params())

        def lose_the_node() -> None:
            time.sleep(0.5)
            cluster.remove_node(cluster.second, allow_graceful=False)

        before, loss = pids(pool), threading.Thread(target=lose_the_node)
        loss.start()
        again = pool.generate(requests(1000), params())
        loss.join()
        same = sum(a.token_ids == b.token_ids for a, b in zip(whole, again, strict=True))
        assert len(again) == 1000 and same >= 980
        assert sum(map(is_alive, before)) == 1
        pool.load_weights(model, 2)
        assert len(pool.crew.well) == len(pool.crew.absent) == 1
        cluster.add_node(num_cpus=1, object_store_memory=300 * 2**20)
        deadline = time.monotonic() + 300
        while len(pool.crew.well) < 2 and time.monotonic() < deadline:
            pool.generate(requests(50), params())
        assert pool.crew.well == {0, 1}, "a new node is taken into use"
        assert {done.policy_version for done in pool.generate(requests(200), params())} == {2}
    finally:
        pool.close()
