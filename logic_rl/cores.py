"""The processor cores this process may use: fewer than the machine has in a container, under a quota or taskset.

A container is given processor time by its control group: so many microseconds in each period, whatever the number of
cores it can see. Threads beyond that share wait for each other while the kernel holds them back.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

PROC = Path("/proc/self")


def usable_cores() -> list[int]:
    """The numbers of the cores this process is to keep busy, ascending: at most as many as its quota, and at least one.

    A quota says how many of those it may run on, not which. Which ones follows from the machine's name, so that
    containers side by side do not all choose core 0.
    """
    cores, quota = permitted_cores(), cpu_quota()
    if quota is None or quota >= len(cores):
        return cores
    count, start = max(1, int(quota)), zlib.crc32(os.uname().nodename.encode()) % len(cores)
    return sorted((cores + cores)[start : start + count])


def permitted_cores() -> list[int]:
    """The numbers of the cores the operating system lets this process run on, ascending, whatever its quota."""
    if hasattr(os, "sched_getaffinity"):  # not on macOS
        return sorted(os.sched_getaffinity(0))
    return list(range(os.cpu_count() or 1))


def cpu_quota(proc: Path = PROC) -> float | None:
    """Cores' worth of time that control groups leave this process: 1.5 for 150 ms in each 100 ms; None: no limit.

    The least of a group and all above it counts. Both versions of Linux control groups are read.

    Args:
        proc: folder with `cgroup` and `mountinfo`, as the kernel shows them to a process.
    """
    quotas = [quota for folder in _groups(proc) if (quota := _quota_of(folder)) is not None]
    return min(quotas, default=None)


def _groups(proc: Path) -> Iterator[Path]:
    """Folders of the groups that may limit processor time, each with those above it as far as they can be seen."""
    memberships = [line.split(":", 2) for line in _lines(proc / "cgroup")]
    for line in _lines(proc / "mountinfo"):
        # id parent device root mountpoint options… - type source options
        place, _, kind = line.partition(" - ")
        (root, mountpoint), (name, *_, options) = place.split()[3:5], kind.split()
        for _, controllers, path in memberships:
            is_first = name == "cgroup" and "cpu" in options.split(",") and "cpu" in controllers.split(",")
            if not is_first and not (name == "cgroup2" and controllers == ""):
                continue
            # Inside a container the path may be the host's, of which only `root` is mounted.
            inside = PurePosixPath(path)
            inside = inside.relative_to(root) if inside.is_relative_to(root) else PurePosixPath()
            yield from (Path(mountpoint) / above for above in (inside, *inside.parents))


def _quota_of(group: Path) -> float | None:
    """Of one group: version 2 writes `quota period` or `max period` into one file, version 1 two files and -1."""
    words = " ".join(_lines(group / "cpu.max")).split()
    if not words:
        words = [*_lines(group / "cpu.cfs_quota_us"), *_lines(group / "cpu.cfs_period_us")]
    try:
        quota, period = map(int, words)
    except ValueError:  # "max", or no such file
        return None
    return quota / period if quota > 0 and period > 0 else None


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").split("\n")[:-1]
    except OSError:
        return []
