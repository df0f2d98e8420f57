"""How torch's threads wait for each other, and that memory it gives back is kept for the next tensor.

Waiting is said by environment variables, which count when torch is loaded, not later.

Threads that share an operation wait at its end for the slowest. GNU's OpenMP, which torch is built with on Linux, lets
them spin for 300,000 turns (3 ms and more) before they sleep. On a machine with other work a waiting thread then holds
the very core that the awaited one needs: beside a second training a step took ten times as long. Some thousand turns
bridge the pauses within a pass, so an idle machine is as fast, and a busy one only shares (docs/scaling.md).
"""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Mapping, MutableMapping

from logic_rl.cores import permitted_cores, usable_cores

SPINS = "5000"
# Matrix products that oneDNN keeps compiled, one for each shape. Passes of learning hardly ever have the shapes of
# passes before, and its own 1,024 took some GiB; a pass has about 20 of its own.
PRODUCTS = "64"
# Of mallopt(3), in glibc's malloc.h, and sizes in bytes.
TRIM_THRESHOLD, MMAP_THRESHOLD = (-1, 2**31 - 1), (-3, 2**30)
WAITING = ("GOMP_SPINCOUNT", "OMP_WAIT_POLICY", "KMP_BLOCKTIME")  # any of them says what its user wants


def settle_threads(environment: MutableMapping[str, str] = os.environ) -> None:
    """Set what is not set yet: short spinning, few compiled products kept, and where a quota leaves fewer cores than
    can be seen, fewer threads.

    To be called before torch is loaded. Processes started later inherit it.
    """
    environment.setdefault("ONEDNN_PRIMITIVE_CACHE_CAPACITY", PRODUCTS)
    if not any(name in environment for name in WAITING):
        environment["GOMP_SPINCOUNT"] = SPINS
    cores = usable_cores()
    if len(cores) < len(permitted_cores()):
        environment.setdefault("OMP_NUM_THREADS", str(len(cores)))


def keep_memory(environment: Mapping[str, str] = os.environ) -> bool:
    """Let glibc keep freed memory of up to 1 GiB a piece, and hand it out again; whether it does from now on.

    By itself it gives large tensors back to the kernel, which has to clear every page when the next one is made: of a
    135 M model's update that was a tenth of the time. A user's own MALLOC_ variables win.
    """
    if not sys.platform.startswith("linux") or any(name.startswith("MALLOC_") for name in environment):
        return False
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (OSError, AttributeError):  # another C library
        return False
    return all([mallopt(*MMAP_THRESHOLD), mallopt(*TRIM_THRESHOLD)])


def said_about_waiting(environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The variables about waiting that are set, and their values: for workers on machines that do not inherit them."""
    return {name: environment[name] for name in WAITING if name in environment}
