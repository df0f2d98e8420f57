"""The Ray that this process uses: whoever needs it first starts or joins it, whoever leaves last ends it."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import signal
import tempfile
import threading
from collections.abc import Iterator
from getpass import getuser
from pathlib import Path
from typing import BinaryIO

import ray

from logic_rl.cores import usable_cores
from logic_rl.errors import RunFailed
from logic_rl.threads import said_about_waiting

PREFIX = "logicrl-ray-"
JOB = "RAY_JOB_CONFIG_JSON_ENV_VAR"  # set by Ray for the entry point of a job that was submitted
_locks: list[BinaryIO] = []  # open for as long as this process lives


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
    folder = None if address else _new_folder()
    try:
        if folder is None:
            # A submitted job has handed on its own environment, and Ray refuses to be told a variable twice.
            handed_on = {} if JOB in os.environ else {"env_vars": said_about_waiting()}
            ray.init(address=address, runtime_env=handed_on, **common)
        else:
            with _temporary_files_in(folder / "tmp"):
                ray.init(
                    address="local", num_cpus=len(usable_cores()) + more_cpus, include_dashboard=False,
                    _node_ip_address="127.0.0.1", object_store_memory=object_bytes, _temp_dir=str(folder), **common,
                )  # fmt: skip
    except BaseException as error:  # Ray raises many kinds here, and starting it takes long enough to be interrupted
        ray.shutdown()
        if folder:
            shutil.rmtree(folder, ignore_errors=True)
        if not isinstance(error, Exception):
            raise
        cure = f"is a cluster running at RAY_ADDRESS={address}? Unset it to use this machine alone" if address else (
            "'logicrl doctor' says what is wrong here")  # fmt: skip
        raise RunFailed(f"Ray does not start: {in_short(error)}; {cure}") from None
    if threading.current_thread() is threading.main_thread():
        # Ray lays a handler that ends the process at once under Python's, and one of its own in place of ours.
        signal.signal(signal.SIGTERM, handler if callable(handler) else signal.getsignal(signal.SIGTERM))
    return folder


def _new_folder() -> Path:
    """A folder for Ray; those of processes that were killed and could not remove theirs go."""
    for stale in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError), (stale / "lock").open("rb") as lock:  # not ours, or its owner lives
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(stale, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    (folder / "tmp").mkdir()
    _locks.append((folder / "lock").open("wb"))
    fcntl.flock(_locks[-1], fcntl.LOCK_EX)
    return folder


@contextlib.contextmanager
def _temporary_files_in(folder: Path) -> Iterator[None]:
    """What is started meanwhile keeps its temporary files there: vLLM leaves some behind when it is killed."""
    cache = f"{tempfile.gettempdir()}/torchinductor_{getuser()}"  # where torch would have it, and find it again
    before = os.environ.get("TMPDIR")
    os.environ["TMPDIR"] = str(folder)
    os.environ.setdefault("TORCHINDUCTOR_CACHE_DIR", cache)
    try:
        yield
    finally:
        os.environ.pop("TMPDIR")
        if before is not None:
            os.environ["TMPDIR"] = before


def in_short(error: Exception) -> str:
    """The kind of an error and its first words, in one line."""
    return f"{type(error).__name__}: {' '.join(str(error).split())[:300]}"
