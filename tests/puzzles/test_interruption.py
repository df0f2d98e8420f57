"""Generation that is asked to end, or killed: no half dataset, no process left over."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest

from puzzles import DatasetRequest, write_dataset
from puzzles.formats.folder import _HOST

pytestmark = pytest.mark.slow

# Draws in two processes without end, and says so once the workers have brought something.
ENDLESS = """
import puzzles, sys
from puzzles.formats import dataset

if __name__ == "__main__":
    dataset.PUZZLES_A_PROCESS = 1
    request = puzzles.DatasetRequest([5], 10**7)
    puzzles.write_dataset(sys.argv[1], request, processes=2, progress=lambda number: print(number, flush=True))
"""


def running(session: int) -> list[str]:
    """The processes of a session that are neither finished nor about to be collected."""
    listed = subprocess.run(["ps", "-o", "pid=,stat=", "-s", str(session)], capture_output=True, text=True, check=False)
    return [line for line in listed.stdout.splitlines() if " Z" not in line]


def left_after(session: int, seconds: float = 20) -> list[str]:
    ends = time.monotonic() + seconds
    while (left := running(session)) and time.monotonic() < ends:
        time.sleep(0.1)
    return left


def test_a_killed_process_leaves_no_workers_and_its_litter_goes_with_the_next_run(tmp_path) -> None:
    script = tmp_path / "endless.py"
    script.write_text(ENDLESS)
    place = tmp_path / "data" / "set"
    with subprocess.Popen([sys.executable, script, place], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                          start_new_session=True) as process:  # fmt: skip
        assert process.stdout.readline()
        process.kill()
    assert not left_after(process.pid)
    (litter,) = place.parent.iterdir()
    assert litter.name.endswith(".part")
    elsewhere = litter.with_name(".set.elsewhere-1.part")
    living = litter.with_name(f".set.{_HOST}-{os.getppid()}.part")
    elsewhere.mkdir()
    living.mkdir()
    write_dataset(place, DatasetRequest([3], 9))
    assert {path.name for path in place.parent.iterdir()} == {"set", elsewhere.name, living.name}


def test_the_command_ends_cleanly_when_asked_to(tmp_path) -> None:
    command = [sys.executable, "-m", "logic_rl", "generate", "--people", "6", "--count", "9000000", "--processes", "2"]
    process = subprocess.Popen([*command, "--out", tmp_path / "set"], start_new_session=True,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE)  # fmt: skip
    ends = time.monotonic() + 60
    # Rows on disk: a worker that is still starting would tell on stderr that its parent has gone.
    while not any(path.stat().st_size for path in tmp_path.glob(".set.*/train.jsonl")) and time.monotonic() < ends:
        time.sleep(0.1)
    time.sleep(1)
    process.send_signal(signal.SIGTERM)
    out, error = process.communicate(timeout=60)
    assert (process.returncode, out) == (128 + signal.SIGTERM, b"") and b"Traceback" not in error
    assert not left_after(process.pid) and not list(tmp_path.iterdir())
