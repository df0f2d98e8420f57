"""The pool's workers as Ray actors, on this machine or on a cluster."""

from __future__ import annotations

import atexit
import contextlib
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import ray
from ray.actor import ActorHandle
from ray.exceptions import GetTimeoutError, RayError, RayTaskError
from ray.util.placement_group import PlacementGroup, placement_group
from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy, PlacementGroupSchedulingStrategy

from logic_rl.errors import UsageError
from logic_rl.rollout.engine import SamplingParams
from logic_rl.rollout.loaded import Sums
from logic_rl.rollout.pool.cluster import connect, disconnect, in_short
from logic_rl.rollout.remote import Answer, Job, Probe, WorkerLost
from logic_rl.rollout.vllm_engine.host import end_process, this_machine
from logic_rl.rollout.vllm_engine.worker import EngineSettings, VllmWorker
from logic_rl.rollout.weights import packed, sums_of

LAST_LINES, FETCH_SECONDS = 6, 60.0


class RayRemote:
    """The remote interface of `rollout.remote`, through Ray; see there.

    Weights go into Ray's object store once: on each host they lie in shared memory, from where all workers read them.

    Args:
        weights_of: a model's state dictionary, with every name, as a plain model has it.
        worker: the class of the actors; it has the methods of `VllmWorker`.
    """

    def __init__(
        self,
        settings: EngineSettings,
        workers: int,
        probe: tuple[int, ...],
        object_bytes: int,
        weights_of: Callable[[Any], dict],
        worker: type = VllmWorker,
    ):
        self.settings, self.workers, self.probe, self.weights_of = settings, workers, probe, weights_of
        self.worker = worker
        self.version = 0
        self.boxed: list[ray.ObjectRef] = []
        self.sums: Sums = {}
        self.actors: dict[int, ActorHandle] = {}  # place → worker; likewise below
        self.hellos: dict[int, ray.ObjectRef] = {}
        self.groups: dict[int, PlacementGroup] = {}
        self.seats: dict[int, tuple[str, int]] = {}  # (node, its number among the workers there)
        self.folder, self.is_open = connect(object_bytes), True
        atexit.register(self.close)
        try:
            self._check_resources()
        except BaseException:
            self.close()
            raise

    def publish(self, model, version: int) -> None:
        weights, dtype = self.weights_of(model), self.settings.dtype
        self.boxed, self.version = [ray.put(packed(weights, dtype))], version
        self.sums = sums_of(weights, dtype)

    def revive(self, place: int) -> ray.ObjectRef:
        options, seat, seats = self._seat(place)
        actor = ray.remote(self.worker).options(max_restarts=0, max_task_retries=0, **options).remote()
        self.actors[place], self.hellos[place] = actor, actor.hello.remote()
        return actor.start.remote(self.settings, seat, seats, self.boxed, self.version, self.probe)

    def room(self) -> int:
        return sum(self._room(node) for node in _living_nodes())

    def is_running(self, place: int) -> bool:
        return place in self.hellos and bool(ray.wait([self.hellos[place]], timeout=0)[0])

    def load(self, place: int) -> ray.ObjectRef:
        return self.actors[place].load.remote(self.boxed, self.version, self.probe)

    def advance(
        self, place: int, turn: int, jobs: Sequence[Job], params: SamplingParams, give_back: int = 0
    ) -> ray.ObjectRef:
        return self.actors[place].advance.remote(turn, list(jobs), params, give_back)

    def wait(self, tickets: Sequence[ray.ObjectRef], seconds: float) -> list[ray.ObjectRef]:
        if not tickets:
            time.sleep(min(seconds, 0.1))
            return []
        done, others = ray.wait(list(tickets), timeout=seconds)
        return done + (ray.wait(others, num_returns=len(others), timeout=0)[0] if others else [])

    def answer(self, ticket: ray.ObjectRef) -> Answer | Probe:
        try:
            return ray.get(ticket, timeout=FETCH_SECONDS)
        except RayTaskError as error:
            cause = error.cause if isinstance(error.cause, BaseException) else error
            raise WorkerLost(f"{type(cause).__name__}: {' '.join(str(cause).split())[:600]}") from None
        except (RayError, GetTimeoutError) as error:
            raise WorkerLost(in_short(error)) from None

    def bury(self, place: int) -> str:
        actor, last_lines = self.actors.pop(place, None), ""
        self.seats.pop(place, None)
        try:
            machine, node, pid = ray.get(self.hellos.pop(place), timeout=1.0)
        except (RayError, GetTimeoutError, KeyError):
            machine = node = pid = None
        # A stopped process does not hear Ray.
        if machine == this_machine():
            end_process(pid)
            last_lines = self._stderr(pid)
        elif node in {alive["NodeID"] for alive in _living_nodes()}:
            strategy = NodeAffinitySchedulingStrategy(node, soft=False)
            ray.remote(end_process).options(num_cpus=0, scheduling_strategy=strategy).remote(pid)
        if actor is not None:
            with contextlib.suppress(RayError):
                ray.kill(actor)
        if place in self.groups:
            ray.util.remove_placement_group(self.groups.pop(place))
        return last_lines

    def close(self) -> None:
        atexit.unregister(self.close)
        for place in list(self.actors):
            with contextlib.suppress(Exception):  # whatever is broken, the others must be ended too
                self.bury(place)
        self.boxed = []
        if self.is_open:
            self.is_open = False
            disconnect()

    def _check_resources(self) -> None:
        settings = self.settings
        if (room := self.room()) < self.workers:
            each = "1 CPU" if not settings.on_gpu else f"{settings.tensor_parallel} GPUs of one machine"
            raise UsageError(
                f"--workers {self.workers} needs {each} for each, and Ray has room for {room}: "
                "ask for fewer workers, or set RAY_ADDRESS to a larger cluster"
            )

    def _room(self, node: dict) -> int:
        """Workers that a node can hold."""
        have, settings = node["Resources"], self.settings
        return int(have.get("GPU", 0)) // settings.tensor_parallel if settings.on_gpu else int(have.get("CPU", 0))

    def _seat(self, place: int) -> tuple[dict, int, int]:
        """Where a worker goes: Ray's options, and its number among how many on the same node."""
        settings = self.settings
        if settings.on_gpu and settings.tensor_parallel > 1:
            group = placement_group([{"GPU": 1, "CPU": 1}] * settings.tensor_parallel, strategy="STRICT_PACK")
            self.groups[place] = group
            strategy = PlacementGroupSchedulingStrategy(group, placement_group_capture_child_tasks=True)
            return {"num_cpus": 0, "num_gpus": 0, "scheduling_strategy": strategy}, 0, 1
        if settings.on_gpu:
            return {"num_cpus": 1, "num_gpus": 1}, 0, 1
        taken: dict[str, list[int]] = {node["NodeID"]: [] for node in _living_nodes() if self._room(node)}
        free = {node["NodeID"]: self._room(node) for node in _living_nodes()}
        for node, seat in self.seats.values():
            if node in taken:
                taken[node].append(seat)
        node = min(taken, key=lambda node: (len(taken[node]) >= free[node], len(taken[node]), node))
        seat = next(number for number in range(len(taken[node]) + 1) if number not in taken[node])
        self.seats[place] = (node, seat)
        strategy = NodeAffinitySchedulingStrategy(node, soft=True)
        seats = max(seat + 1, min(free[node], -(-self.workers // len(taken))))
        return {"num_cpus": 1, "scheduling_strategy": strategy}, seat, seats

    def _stderr(self, pid: int) -> str:
        folder = (self.folder or Path("/tmp/ray")) / "session_latest" / "logs"
        lines = [
            line
            for path in folder.glob(f"worker-*-{pid}.err")
            for line in path.read_text("utf-8", "replace").split("\n")
        ]
        return " | ".join([line.strip() for line in lines if line.strip() and not line.startswith(":")][-LAST_LINES:])


def _living_nodes() -> list[dict]:
    return [node for node in ray.nodes() if node["Alive"]]
