"""Workers: processes that end with their parent, and results in the order of what they were made of."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from itertools import islice
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


@contextmanager
def worker_pool(
    processes: int, prepare: Callable[..., None] | None = None, *arguments: object
) -> Iterator[Executor | None]:
    """A pool of worker processes, or None for one; what they have not begun is dropped on leaving.

    Each worker calls `prepare(*arguments)` when it starts; both must be picklable.
    """
    if processes <= 1:
        yield None
        return
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(processes, mp_context=context, initializer=_begin, initargs=(prepare, arguments))
    try:
        yield pool
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def in_order(
    pool: Executor, work: Callable[[Item], Result], items: Iterator[Item], ahead: int
) -> Iterator[tuple[Item, Result]]:
    """(item, work(item)) in the order of the items, of which no more than `ahead` wait."""
    waiting: deque[tuple[Item, Future[Result]]] = deque(
        (item, pool.submit(work, item)) for item in islice(items, ahead)
    )
    while waiting:
        item, future = waiting.popleft()
        result = future.result()
        waiting.extend((following, pool.submit(work, following)) for following in islice(items, 1))
        yield item, result


def _begin(prepare: Callable[..., None] | None, arguments: tuple) -> None:
    """In a worker process: end when the parent does, since one that was killed cannot tell its workers."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all of them; the parent says what it means

    parent = multiprocessing.parent_process()
    assert parent is not None, "only a worker begins"

    def watch() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
    if prepare:
        prepare(*arguments)
