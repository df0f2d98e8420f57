"""The Ray that this process uses: whoever needs it first starts or joins it, whoever leaves last ends it."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
import threading
from pathlib import Path

import ray

from logic_rl.cores import usable_cores
from logic_rl.errors import RunFailed


class _Use:
    """How many use it, and the folder of its files if it is our own."""

    count: int = 0
    folder: Path | None = None


def connect(object_bytes: int, more_cpus: int = 0) -> Path | None:
    """Join the cluster at RAY_ADDRESS, or start a Ray of our own that listens on this machine alone.

    Args:
        object_bytes: room in shared memory of our own Ray, for all who will use it.
        more_cpus: that our own Ray is told of beside the real ones, for those who never work while the workers do.

    Returns:
        The folder of our own Ray's files; None when a cluster was joined.

    Raises:
        RunFailed: Ray cannot be reached or started.
    """
    if _Use.count == 0:
        _Use.folder = _start(object_bytes, more_cpus)
    _Use.count += 1
    return _Use.folder


def disconnect() -> None:
    """To be called once for every `connect`."""
    _Use.count -= 1
    if _Use.count:
        return
    ray.shutdown()
    if _Use.folder:
        shutil.rmtree(_Use.folder, ignore_errors=True)


def _start(object_bytes: int, more_cpus: int) -> Path | None:
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    os.environ.setdefault("RAY_worker_niceness", "0")  # Ray's own 15 starves workers beside any other program
    common = {"log_to_driver": False, "logging_level": "ERROR", "configure_logging": False}
    address, handler = os.environ.get("RAY_ADDRESS"), signal.getsignal(signal.SIGTERM)
    folder = None if address else Path(tempfile.mkdtemp(prefix="logicrl-ray-"))
    try:
        if address:
            ray.init(address=address, **common)
        else:
            ray.init(
                address="local", num_cpus=len(usable_cores()) + more_cpus, include_dashboard=False,
                _node_ip_address="127.0.0.1", object_store_memory=object_bytes, _temp_dir=str(folder), **common,
            )  # fmt: skip
    except Exception as error:  # Ray raises many kinds here
        if folder:
            shutil.rmtree(folder, ignore_errors=True)
        cure = f"is a cluster running at RAY_ADDRESS={address}? Unset it to use this machine alone" if address else (
            "'logicrl doctor' says what is wrong here")  # fmt: skip
        raise RunFailed(f"Ray does not start: {in_short(error)}; {cure}") from None
    if threading.current_thread() is threading.main_thread():
        # Ray lays a handler that ends the process at once under Python's, and one of its own in place of ours.
        signal.signal(signal.SIGTERM, handler if callable(handler) else signal.getsignal(signal.SIGTERM))
    return folder


def in_short(error: Exception) -> str:
    """The kind of an error and its first words, in one line."""
    return f"{type(error).__name__}: {' '.join(str(error).split())[:300]}"
