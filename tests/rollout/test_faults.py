"""Workers that are killed and frozen, and a node that is lost, with real vLLM and Ray. Some minutes."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from importlib.util import find_spec
from itertools import islice
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from benchmarks.mass import family
from logic_rl.errors import RunFailed
from puzzles import PuzzleSpec, sample_distinct, write_puzzles
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


@pytest.mark.parametrize(("error", "told"), [(KeyboardInterrupt(), KeyboardInterrupt), (OSError("no"), RunFailed)])
def test_a_ray_that_does_not_start_leaves_no_folder(tmp_path: Path, monkeypatch, error, told) -> None:
    import ray

    from logic_rl.rollout.pool.cluster import connect

    def init(**_: object) -> None:
        raise error

    monkeypatch.setattr(ray, "init", init)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.delenv("RAY_ADDRESS", raising=False)
    with pytest.raises(told):
        connect(2**27)
    assert not list(tmp_path.iterdir())


def test_folders_of_killed_runs_go_and_those_of_living_ones_stay(tmp_path: Path, monkeypatch) -> None:
    import fcntl

    from logic_rl.rollout.pool import cluster

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    names = ("logicrl-ray-killed", "logicrl-ray-alive", "logicrl-ray-of-something-else")
    killed, alive, other = folders = [tmp_path / name for name in names]
    for folder in folders:
        folder.mkdir()
    (killed / "lock").touch()
    with (alive / "lock").open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        made = cluster._new_folder()
    assert set(tmp_path.iterdir()) == {alive, other, made}


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


@pytest.mark.parametrize("end", ["SIGINT", "SIGTERM", "failure"])
def test_the_command_leaves_nothing_behind(tmp_path: Path, repository: Path, end: str) -> None:
    """However it ends. In the third case the engine finds weights of another shape, three times."""
    folder = saved_model(tmp_path / "model", tied=True, head_size=32)
    temporary = Path(tempfile.mkdtemp(prefix="k-"))  # not below tmp_path: names of sockets are short
    if end == "failure":
        weights = load_file(folder / "model.safetensors")
        save_file({name: torch.cat([tensor, tensor]) for name, tensor in weights.items()}, folder / "model.safetensors")
    write_puzzles(tmp_path / "p.jsonl", list(islice(sample_distinct(PuzzleSpec(3), random.Random(3)), 500)))
    out, shared = tmp_path / "r.jsonl", set(os.listdir("/dev/shm"))
    process = subprocess.Popen(
        [sys.executable, "-m", "logic_rl", "sample", "--model", str(folder), "--puzzles", str(tmp_path / "p.jsonl"),
         "--samples", "64", "--engine", "vllm", "--max-new-tokens", "64", "--slots", "16", "--out", str(out)],
        cwd=repository, env=os.environ | {"TMPDIR": str(temporary)}, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    seen: set[int] = set()
    while process.poll() is None and not (out.exists() and out.stat().st_size):
        seen |= set(family(process.pid))
        time.sleep(0.5)
    if end != "failure":
        seen |= set(family(process.pid))
        process.send_signal(getattr(signal, end))
    complaint = process.communicate(timeout=60)[1]
    assert len(seen) > 5, "Ray and a worker were there"
    if end == "failure":
        assert process.returncode == 1
        assert "failed 3 times in a row" in complaint and "stderr: " in complaint and "Traceback" not in complaint
        assert not out.exists()
    else:
        assert process.returncode == 130
        assert "the same command goes on from there" in complaint
    deadline = time.monotonic() + 20
    while any(map(is_alive, seen)) and time.monotonic() < deadline:
        time.sleep(0.2)
    assert not [pid for pid in seen if is_alive(pid)]
    left = [path.name for path in temporary.iterdir() if not path.name.startswith("torchinductor_")]  # torch's cache
    shutil.rmtree(temporary)
    assert not left
    assert not {name for name in set(os.listdir("/dev/shm")) - shared if "plasma" in name or "ray" in name}
