"""One writer at a time: a folder is locked while a process writes to it.

The lock is the kernel's, on the file `.lock`, and ends with the process however that ends; nothing stale can be left.
The file says who holds it. It stays where it is: removing it would let two processes lock two files of one name.
"""

from __future__ import annotations

import fcntl
import os
import socket
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO
from weakref import WeakSet

from logic_rl.errors import UsageError

LOCK = ".lock"
_held: WeakSet[IO] = WeakSet()


def _let_go() -> None:
    """A forked child shares the lock, and would keep it when its parent is killed.

    Closing the file there would write what its parent has buffered, a second time.
    """
    nowhere = os.open(os.devnull, os.O_RDWR)
    for file in list(_held):
        if not file.closed:
            os.dup2(nowhere, file.fileno(), inheritable=False)
    os.close(nowhere)


os.register_at_fork(after_in_child=_let_go)


@contextmanager
def locked(folder: Path, say: Callable[[str], None] = warnings.warn) -> Iterator[None]:
    """Hold the lock of a folder, which is made; if it is still empty in the end it goes.

    Args:
        say: hears that the file system has no locks; the work goes on without.

    Raises:
        UsageError: another process holds it, or the place cannot be written.
    """
    made = [place for place in (folder, *folder.parents) if not place.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = (folder / LOCK).open("a+", encoding="utf-8")
    except OSError as error:
        raise UsageError(f"cannot write {folder} ({error.strerror}); choose another --out") from None
    with file:
        hold(file, folder, say)
        file.truncate(0)
        file.write(f"{os.getpid()} {socket.gethostname()}\n")
        file.flush()
        try:
            yield
        finally:
            file.truncate(0)
            _remove_if_empty(folder, made)


def hold(file: IO, place: Path, say: Callable[[str], None] = warnings.warn) -> None:
    """Lock an open file until it is closed.

    Raises:
        UsageError: another process has locked it; `place` is what it writes to, in the message.
    """
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        _held.add(file)
    except BlockingIOError:
        raise UsageError(f"{place} is being written by {_holder(file)}, or choose another --out") from None
    except OSError as error:
        say(f"warning: {place} cannot be locked ({error.strerror}); see that no other process writes there")


def _holder(file: IO) -> str:
    """Who holds the lock, as the file says, and how to get at it."""
    if not file.readable():
        return "another process: wait until it ends"
    file.seek(0)
    process, _, host = file.read().strip().partition(" ")
    if not process:
        return "another process: wait until it ends"
    where = "" if host == socket.gethostname() else f" on {host}"
    return f"process {process}{where}: wait until it ends, stop it there with `kill {process}`"


def _remove_if_empty(folder: Path, made: list[Path]) -> None:
    """Remove what `locked` has made, innermost first, as far as nothing else is in it."""
    with suppress(OSError):
        if made and os.listdir(folder) == [LOCK]:
            (folder / LOCK).unlink()
            for place in made:
                place.rmdir()
