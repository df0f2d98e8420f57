"""A worker's process on the machine it runs on: which one that is, its cores, and its end."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
from pathlib import Path

from logic_rl.cores import usable_cores

PR_SET_PDEATHSIG = 1


def this_machine() -> str:
    """The same for two processes exactly if a process id means the same to both."""
    try:
        return f"{Path('/proc/sys/kernel/random/boot_id').read_text().strip()} {os.readlink('/proc/self/ns/pid')}"
    except OSError:
        return f"{os.uname().sysname} {os.uname().nodename}"


def end_process(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def take_cores(seat: int, seats: int) -> None:
    """Bind this process, as number `seat` of `seats`, to an even share of the cores it may use."""
    cores = usable_cores()
    share = max(1, len(cores) // seats)
    own = [cores[(seat * share + i) % len(cores)] for i in range(share)]
    os.sched_setaffinity(0, own)  # before torch starts its threads, which inherit it
    os.environ["VLLM_CPU_OMP_THREADS_BIND"] = ",".join(map(str, own))
    os.environ["VLLM_CPU_NUM_OF_RESERVED_CPU"] = "0"
    os.environ["OMP_NUM_THREADS"] = str(share)


def die_with_parent() -> None:
    """Let the kernel end this process when Ray's daemon is gone, even if it is stopped at that moment."""
    if os.uname().sysname == "Linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
