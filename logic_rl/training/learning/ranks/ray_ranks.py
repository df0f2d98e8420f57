"""Ranks through Ray Train, on this machine or on a cluster.

Ray Train places the ranks, gives each its card, joins them by `torch.distributed` (NCCL between cards, gloo between
CPUs) and tells when one is gone. It is not asked to restart them: their state must agree with the trainer's, so the
whole run is opened again from its last checkpoint (`training.attempts`).
"""

from __future__ import annotations

import atexit
import contextlib
import os
import tempfile
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import ray
import torch
from ray.exceptions import RayError

from logic_rl.config.run import RunConfig
from logic_rl.cores import usable_cores
from logic_rl.errors import LogicRLError, UsageError
from logic_rl.extras import command_for
from logic_rl.resources import model_path
from logic_rl.rollout.pool.cluster import connect, disconnect, in_short
from logic_rl.training.learning.interface import LearnersLost
from logic_rl.training.learning.ranks.mailbox import Mailbox, serve

STALL_SECONDS = 1800  # that a rank waits for the others, which may be loading a large model
CLOSE_SECONDS = 10.0


class RayRanks:
    """The `Ranks` of `learners.group`.

    Args:
        object_bytes: room in the shared memory of a Ray of our own, for all who will use it.

    Raises:
        UsageError: more ranks than cards (or, on one machine without any, than cores), or Ray Train is not installed.
        LearnersLost: a rank died while it was starting.
    """

    def __init__(self, config: RunConfig, pad_id: int, object_bytes: int):
        self.count, self.on_gpu = config.learners, torch.cuda.is_available()
        self.lost, self.is_open = "", True
        _check_ray_train()
        connect(object_bytes, more_cpus=self.count)
        atexit.register(self.close)
        self.folder = tempfile.TemporaryDirectory(prefix="logicrl-train-", ignore_cleanup_errors=True)
        try:
            self._check_resources()
            threads = 4 * self.count + 4
            self.mailbox = ray.remote(Mailbox).options(num_cpus=0, max_concurrency=threads).remote(self.count)
            config = replace(config, model=_from_anywhere(config.model))
            self.thread = threading.Thread(target=self._run, args=(config, pad_id), daemon=True)
            self.thread.start()
            self.ask("start")
        except BaseException:
            self.close()
            raise

    def ask(self, name: str, *args: object) -> Any:
        try:
            said = self._answer_of_rank_0(name, args)
        except RayError as error:
            self.lost = self.lost or in_short(error)
            raise LearnersLost(f"training on {self.count} learners ended during '{name}': {self.lost}") from None
        if isinstance(said, LogicRLError):
            raise said
        return said

    def _answer_of_rank_0(self, name: str, args: tuple) -> Any:
        order = (name, [ray.put(args)])  # in a list, for a reference alone would be resolved on its way
        waiting = self.mailbox.answers_to.remote(ray.get(self.mailbox.post.remote(order)))
        while not ray.wait([waiting], timeout=0.5)[0]:
            if not self.thread.is_alive():
                raise RayError(self.lost)
        first = ray.get(waiting)[0]
        return ray.get(first[0]) if isinstance(first, list) else first

    def close(self) -> None:
        atexit.unregister(self.close)
        if not self.is_open:
            return
        self.is_open = False
        with contextlib.suppress(RayError, AttributeError):  # whatever there is not, or no longer
            ray.get(self.mailbox.post.remote(None), timeout=CLOSE_SECONDS)
            self.thread.join(CLOSE_SECONDS)
            ray.kill(self.mailbox)
        disconnect()
        self.folder.cleanup()

    def _run(self, config: RunConfig, pad_id: int) -> None:
        """In a thread of its own, as long as the ranks live."""
        from ray import train
        from ray.train.torch import TorchConfig, TorchTrainer

        backend = "cpu:gloo,cuda:nccl" if self.on_gpu else "gloo"
        trainer = TorchTrainer(
            _rank_loop,
            train_loop_config={"mailbox": self.mailbox, "config": config, "pad_id": pad_id, "on_gpu": self.on_gpu},
            torch_config=TorchConfig(backend=backend, timeout_s=STALL_SECONDS),
            scaling_config=train.ScalingConfig(num_workers=self.count, use_gpu=self.on_gpu),
            run_config=train.RunConfig(
                name="learners", storage_path=self.folder.name, failure_config=train.FailureConfig(max_failures=0)
            ),
        )
        try:
            trainer.fit()
            self.lost = "the ranks ended by themselves"
        except Exception as error:
            self.lost = _last_words(error)

    def _check_resources(self) -> None:
        cores = len(usable_cores())
        if not self.on_gpu and not os.environ.get("RAY_ADDRESS") and self.count > cores:
            raise UsageError(f"--learners {self.count}: this machine has {cores} cores; ask for at most one rank each")
        kind = "GPU" if self.on_gpu else "CPU"
        have = ray.cluster_resources().get(kind, 0)
        if have < self.count:
            raise UsageError(f"--learners {self.count} needs as many {kind}s, and Ray has {have:g}: ask for fewer")


def _rank_loop(settings: dict) -> None:
    """What Ray Train runs on every rank."""
    import ray.train.torch
    import torch.distributed as dist

    from logic_rl.training.learning.ranks.rank import Rank

    mailbox, on_gpu, number = settings["mailbox"], settings["on_gpu"], dist.get_rank()
    if on_gpu:
        torch.cuda.set_device(ray.train.torch.get_device())
    else:
        torch.set_num_threads(max(1, len(usable_cores()) // ray.train.get_context().get_local_world_size()))

    def take(order: int) -> tuple[str, tuple] | None:
        found = ray.get(mailbox.take.remote(order))
        return found and (found[0], ray.get(found[1][0]))

    def answer(order: int, value: object) -> None:
        large = None if value is None or isinstance(value, LogicRLError) else [ray.put(value)]
        ray.get(mailbox.answer.remote(number, order, value if large is None else large))

    serve(take, answer, lambda: Rank(settings["config"], settings["pad_id"], "cuda" if on_gpu else "cpu"))


def _last_words(error: Exception) -> str:
    """The ranks' own last words, if Ray Train passes any on."""
    failures = getattr(error, "worker_failures", None) or {"": error}
    said = []
    for rank, failure in sorted(failures.items()):
        lines = [line.strip() for line in str(failure).strip().splitlines() if line.strip()]
        last = next((line for line in reversed(lines) if "Error" in line), lines[0] if lines else repr(failure))
        last = last[:300].rstrip(".")
        said.append(f"rank {rank}: {last}" if rank != "" else last)
    return "; ".join(said)


def _from_anywhere(name: str) -> str:
    """A model's folder as ranks find it, who work in other folders; a hub id as it is."""
    path = Path(model_path(name))
    return str(path.absolute()) if path.is_dir() else name


def _check_ray_train() -> None:
    os.environ.setdefault("RAY_TRAIN_METRICS_ENABLED", "0")
    try:
        import ray.train.torch  # noqa: F401
    except ImportError as error:
        raise UsageError(f"learners need Ray Train ({error}): {command_for('learners')}") from None
