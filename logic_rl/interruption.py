"""Ending a command that has processes of its own: no orphans, whatever the reason."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def termination_as_interrupt() -> Iterator[None]:
    """SIGTERM ends the work like Ctrl-C does, so that everything is closed; an error in the closing does not hide it.

    Signals are for the main thread; in another one, of somebody's own program, they are left as they are.

    Raises:
        KeyboardInterrupt: one of the two came, whatever failed after it.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    asked = False

    def interrupt(*_: object) -> None:
        nonlocal asked
        asked = True
        raise KeyboardInterrupt

    # A shell's background jobs ignore Ctrl-C, and are to go on doing so.
    numbers = [signal.SIGTERM]
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        numbers.append(signal.SIGINT)
    previous = {number: signal.signal(number, interrupt) for number in numbers}
    try:
        yield
    except Exception as error:
        # A process cut short while it was started, a pipe that nobody reads any more: what follows an interruption.
        if asked:
            raise KeyboardInterrupt from error
        raise
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)
