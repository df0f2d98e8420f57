"""Processor time of one piece of work, for tests that bound it."""

from __future__ import annotations

import time
from collections.abc import Callable


def least_seconds(work: Callable[[], object], enough: float, tries: int = 3) -> float:
    """The first time below `enough`, else the least: a busy machine, or a collection of garbage, can slow any one."""
    seconds = []
    while len(seconds) < tries and not any(one < enough for one in seconds):
        start = time.process_time()
        work()
        seconds.append(time.process_time() - start)
    return min(seconds)
