"""The processor cores this process may use: fewer than the machine has in a container or under taskset."""

from __future__ import annotations

import os


def usable_cores() -> list[int]:
    """The numbers of the cores the operating system lets this process run on, ascending."""
    if hasattr(os, "sched_getaffinity"):  # not on macOS
        return sorted(os.sched_getaffinity(0))
    return list(range(os.cpu_count() or 1))
