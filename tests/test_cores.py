"""How many cores a process keeps busy under taskset and under a container's quota, and how its threads wait."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from pathlib import Path

import pytest

from logic_rl import cores
from logic_rl.cores import cpu_quota, usable_cores
from logic_rl.threads import PRODUCTS, SPINS, WAITING, said_about_waiting, settle_threads

GROUP = "/kubepods/pod7/box"
# What /proc/self shows: (cgroup, mountinfo with {at} for the folder the groups are mounted at).
SECOND = (f"0::{GROUP}\n", "31 24 0:26 / {at} rw,nosuid shared:9 - cgroup2 cgroup2 rw,nsdelegate\n")
SECOND_INSIDE = ("0::/\n", f"31 24 0:26 {GROUP} {{at}} ro - cgroup2 cgroup rw\n")
FIRST = (f"9:memory:/x\n4:cpu,cpuacct:{GROUP}\n", "33 30 0:29 / {at} rw - cgroup cgroup rw,cpu,cpuacct\n"
         "34 30 0:30 / /nowhere rw - cgroup cgroup rw,memory\n")  # fmt: skip
FIRST_INSIDE = (f"4:cpu,cpuacct:{GROUP}\n", f"33 30 0:29 {GROUP} {{at}} ro - cgroup cgroup rw,cpuacct,cpu\n")
FIRST_FOREIGN = (f"4:cpu:{GROUP}\n", "33 30 0:29 /docker/5a {at} ro - cgroup cgroup rw,cpu\n")


def shown(folder: Path, kind: tuple[str, str], quotas: dict[str, str]) -> Path:
    """A pretended /proc/self; `quotas` are files below the folder that the groups are mounted at."""
    at, proc = folder / "groups", folder / "self"
    for name, text in quotas.items():
        (at / name).parent.mkdir(parents=True, exist_ok=True)
        (at / name).write_text(f"{text}\n")
    proc.mkdir()
    (proc / "cgroup").write_text(kind[0])
    (proc / "mountinfo").write_text("25 1 254:0 / / rw,relatime - ext4 /dev/vda rw\n" + kind[1].format(at=at))
    return proc


def first(quota: int, folder: str = ".", period: int = 100_000) -> dict[str, str]:
    return {f"{folder}/cpu.cfs_quota_us": str(quota), f"{folder}/cpu.cfs_period_us": str(period)}


INNER = GROUP[1:]
CASES = [
    (SECOND, {f"{INNER}/cpu.max": "200000 100000"}, 2.0),
    (SECOND, {f"{INNER}/cpu.max": "150000 100000"}, 1.5),
    (SECOND, {f"{INNER}/cpu.max": "30000 20000"}, 1.5),
    (SECOND, {f"{INNER}/cpu.max": "max 100000"}, None),
    (SECOND, {f"{INNER}/cpu.max": "max 100000", "kubepods/cpu.max": "400000 100000"}, 4.0),
    (SECOND, {f"{INNER}/cpu.max": "800000 100000", "kubepods/pod7/cpu.max": "50000 100000"}, 0.5),
    (SECOND, {}, None),
    (SECOND_INSIDE, {"cpu.max": "300000 100000"}, 3.0),
    (FIRST, first(250_000, INNER), 2.5),
    (FIRST, first(-1, INNER), None),
    (FIRST, first(-1, INNER) | first(100_000, "kubepods/pod7", 50_000), 2.0),
    (FIRST_INSIDE, first(75_000), 0.75),
    (FIRST_FOREIGN, first(600_000), 6.0),
    (FIRST_FOREIGN, {"cpu.cfs_quota_us": "garbage", "cpu.cfs_period_us": "100000"}, None),
]


@pytest.mark.parametrize(("kind", "quotas", "expected"), CASES)
def test_a_quota_is_the_least_of_the_groups_a_process_is_in(kind, quotas, expected, tmp_path) -> None:
    assert cpu_quota(shown(tmp_path, kind, quotas)) == expected


def test_where_the_kernel_shows_nothing_there_is_no_quota(tmp_path) -> None:
    assert cpu_quota(tmp_path) is None


@pytest.mark.parametrize(
    ("quota", "count"), [(None, 64), (64.0, 64), (100.0, 64), (63.9, 63), (2.0, 2), (1.5, 1), (0.5, 1), (0.01, 1)]
)
def test_a_quota_limits_the_cores_and_leaves_one(quota, count, monkeypatch) -> None:
    monkeypatch.setattr(cores, "permitted_cores", lambda: list(range(100, 164)))
    monkeypatch.setattr(cores, "cpu_quota", lambda: quota)
    chosen = usable_cores()
    assert len(set(chosen)) == len(chosen) == count
    assert chosen == sorted(chosen) and set(chosen) <= set(range(100, 164))


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, {"GOMP_SPINCOUNT": SPINS}),
        ({"HOME": "/root"}, {"HOME": "/root", "GOMP_SPINCOUNT": SPINS}),
        ({"GOMP_SPINCOUNT": "7"}, {"GOMP_SPINCOUNT": "7"}),
        ({"OMP_WAIT_POLICY": "active"}, {"OMP_WAIT_POLICY": "active"}),
        ({"KMP_BLOCKTIME": "0"}, {"KMP_BLOCKTIME": "0"}),
    ],
)
def test_what_a_person_has_set_about_waiting_stays(given, expected, monkeypatch) -> None:
    monkeypatch.setattr("logic_rl.threads.usable_cores", lambda: [0, 1])
    monkeypatch.setattr("logic_rl.threads.permitted_cores", lambda: [0, 1])
    settle_threads(given)
    assert given.pop("ONEDNN_PRIMITIVE_CACHE_CAPACITY") == PRODUCTS
    assert given == expected
    assert said_about_waiting(given) == {name: value for name, value in expected.items() if name != "HOME"}


def test_threads_follow_a_quota_unless_a_person_has_said_how_many(monkeypatch) -> None:
    monkeypatch.setattr("logic_rl.threads.usable_cores", lambda: [4, 5])
    monkeypatch.setattr("logic_rl.threads.permitted_cores", lambda: list(range(64)))
    limited, set_by_hand = {}, {"OMP_NUM_THREADS": "8", "ONEDNN_PRIMITIVE_CACHE_CAPACITY": "7"}
    settle_threads(limited)
    settle_threads(set_by_hand)
    assert limited["OMP_NUM_THREADS"] == "2"
    assert (set_by_hand["OMP_NUM_THREADS"], set_by_hand["ONEDNN_PRIMITIVE_CACHE_CAPACITY"]) == ("8", "7")


ROOMS = ("logic_rl.rollout.weights", "logic_rl.training.learning.models", "logic_rl.rollout.torch_engine")


@pytest.mark.parametrize("room", ROOMS)
def test_it_is_set_when_torch_is_loaded_by_whatever_way(room) -> None:
    """A finder that stands before all others notes the variable at the moment torch is looked for."""
    code = """
import os, sys
class Watch:
    def find_spec(self, name, path=None, target=None):
        if name == "torch":
            print(os.environ.get("GOMP_SPINCOUNT"))
            os._exit(0)
sys.meta_path.insert(0, Watch())
import {room}
"""
    without = {name: value for name, value in os.environ.items() if name not in WAITING}
    run = subprocess.run([sys.executable, "-c", code.format(room=room)], env=without, capture_output=True, text=True)
    assert run.stdout == f"{SPINS}\n", run.stderr


FAULTS = """
import ctypes, os, resource, sys
from logic_rl.threads import keep_memory
if sys.argv[1] == "kept":
    assert keep_memory() is (not os.environ.get("MALLOC_ARENA_MAX"))
libc = ctypes.CDLL(None)
libc.malloc.restype, libc.free.argtypes = ctypes.c_void_p, [ctypes.c_void_p]
def use():
    place = libc.malloc(ctypes.c_size_t(96 * 2**20))
    ctypes.memset(place, 1, 96 * 2**20)
    libc.free(place)
use()
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
for _ in range(4):
    use()
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="what glibc does with freed memory")
def test_freed_memory_is_used_again_without_the_kernel() -> None:
    """96 MiB five times: the pages of the last four are new ones, 24,576 each, or those of the first."""

    def faults(how: str, **said: str) -> int:
        clean = {name: value for name, value in os.environ.items() if not name.startswith("MALLOC_")}
        run = subprocess.run([sys.executable, "-c", FAULTS, how], env=clean | said, capture_output=True, text=True)
        return int(run.stdout or run.stderr)

    as_it_is, kept = faults("as it is"), faults("kept")
    assert kept < 100 < as_it_is
    assert faults("kept", MALLOC_ARENA_MAX="2") > 100  # its user has said something of memory
