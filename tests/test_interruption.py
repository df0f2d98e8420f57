"""SIGTERM becomes Ctrl-C where signals can be heard, and nothing is touched where they cannot."""

from __future__ import annotations

import os
import signal
import threading

import pytest

from logic_rl.interruption import termination_as_interrupt


def test_a_termination_ends_the_work_like_an_interrupt_and_the_old_handler_comes_back() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with pytest.raises(KeyboardInterrupt), termination_as_interrupt():
        os.kill(os.getpid(), signal.SIGTERM)
        signal.sigtimedwait([], 1)  # it comes before this is over
    assert signal.getsignal(signal.SIGTERM) == before


def test_in_a_thread_the_work_is_done_all_the_same() -> None:
    done = []

    def work() -> None:
        with termination_as_interrupt():
            done.append(True)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert done == [True]
