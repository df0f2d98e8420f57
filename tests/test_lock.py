"""A run folder has one writer at a time, whatever ends the one before."""

from __future__ import annotations

import errno
import fcntl
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner

from logic_rl.cli.main import main
from logic_rl.errors import UsageError
from logic_rl.lock import LOCK
from logic_rl.record import RunFolder

# Holds the lock, says so, and sleeps; with "fork" a child of it sleeps on when it is killed.
HOLDER = """
import os, sys, time
from pathlib import Path
from logic_rl.record import RunFolder

with RunFolder(Path(sys.argv[1])).lock():
    if "fork" not in sys.argv:
        print(1, flush=True)
    elif not os.fork():
        print(os.getpid(), flush=True)  # by the child, whose first act was to let go
    time.sleep(60)
"""


@contextmanager
def holder(folder: Path, *options: str) -> Iterator[tuple[subprocess.Popen, int]]:
    """A process that holds the lock, and the number of its child."""
    with subprocess.Popen([sys.executable, "-c", HOLDER, folder, *options], stdout=subprocess.PIPE) as process:
        try:
            yield process, int(process.stdout.readline())
        finally:
            process.kill()


def test_a_second_process_is_refused_and_told_whom_to_stop(tmp_path: Path) -> None:
    run = tmp_path / "run"
    with holder(run) as (process, _):
        words = rf"is being written by process {process.pid}: .*kill {process.pid}"
        with pytest.raises(UsageError, match=words), RunFolder(run).lock():
            pass
        refused = CliRunner().invoke(main, ["train", "--curriculum", "smoke", "--out", str(run)])
        assert refused.exit_code == 2
        assert f"logicrl: error: {run} is being written by process {process.pid}" in refused.stderr
        assert [path.name for path in run.iterdir()] == [LOCK]


@pytest.mark.parametrize("options", [(), ("fork",)])
def test_a_killed_process_holds_nothing_even_if_a_child_of_it_lives(tmp_path: Path, options: tuple) -> None:
    run = tmp_path / "run"
    with holder(run, *options) as (process, child):
        process.send_signal(signal.SIGKILL)
        process.wait()
        with RunFolder(run).lock():
            assert (run / LOCK).read_text().split()[0] == str(os.getpid())
        if options:
            os.kill(child, signal.SIGKILL)
    assert (run / LOCK).read_text() == ""


def test_one_process_cannot_lock_twice_at_once(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path)
    with folder.lock():
        with pytest.raises(UsageError, match="is being written"), folder.lock():
            pass
        assert (tmp_path / LOCK).read_text()
    with folder.lock():
        pass


def test_a_folder_in_which_nothing_was_written_goes_again(tmp_path: Path) -> None:
    with RunFolder(tmp_path / "a" / "run").lock():
        pass
    assert list(tmp_path.iterdir()) == []
    with RunFolder(tmp_path / "a" / "run").lock():
        (tmp_path / "a" / "run" / "config.yaml").touch()
    assert sorted(path.name for path in (tmp_path / "a" / "run").iterdir()) == [LOCK, "config.yaml"]


def test_where_nothing_can_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match="cannot write"), RunFolder(tmp_path / "file").lock():
        pass


def test_a_file_system_without_locks_is_told_and_used(tmp_path: Path, monkeypatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(fcntl, "flock", refuse)
    said: list[str] = []
    with RunFolder(tmp_path).lock(said.append):
        (tmp_path / "config.yaml").touch()
    assert len(said) == 1 and "cannot be locked (No locks available)" in said[0]
