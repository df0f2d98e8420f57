"""SIGTERM becomes Ctrl-C where signals can be heard, and nothing is touched where they cannot."""

from __future__ import annotations

import os
import signal
import threading
from contextlib import ExitStack

import pytest

from logic_rl.interruption import termination_as_interrupt


def test_a_termination_ends_the_work_like_an_interrupt_and_the_old_handler_comes_back() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with pytest.raises(KeyboardInterrupt), termination_as_interrupt():
        os.kill(os.getpid(), signal.SIGTERM)
        signal.sigtimedwait([], 1)  # it comes before this is over
    assert signal.getsignal(signal.SIGTERM) == before


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "SIGINT"])
@pytest.mark.parametrize("error", [BrokenPipeError(), OSError("no such process"), RuntimeError("a worker has gone")])
@pytest.mark.parametrize("depth", [1, 2])
def test_an_error_in_the_closing_does_not_hide_that_it_was_interrupted(
    number: int, error: Exception, depth: int
) -> None:
    before = signal.getsignal(number)
    with ExitStack() as stack:
        stack.enter_context(pytest.raises(KeyboardInterrupt))
        for _ in range(depth):
            stack.enter_context(termination_as_interrupt())
        try:
            os.kill(os.getpid(), number)
            signal.sigtimedwait([], 1)
        finally:
            raise error
    assert signal.getsignal(number) == before


def test_without_a_signal_an_error_is_itself() -> None:
    with pytest.raises(BrokenPipeError), termination_as_interrupt():
        raise BrokenPipeError


def test_what_ignores_ctrl_c_goes_on_ignoring_it() -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with termination_as_interrupt():
            os.kill(os.getpid(), signal.SIGINT)
            signal.sigtimedwait([], 0.1)
    finally:
        signal.signal(signal.SIGINT, before)


def test_in_a_thread_the_work_is_done_all_the_same() -> None:
    done = []

    def work() -> None:
        with termination_as_interrupt():
            done.append(True)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert done == [True]
