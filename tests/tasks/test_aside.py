"""Calls in a process of their own: what they return, what they cannot do, and that nothing of them is left."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from logic_rl.errors import RunFailed
from logic_rl.tasks.aside import Aside, CallFailed, Unanswered

ROOT = Path(__file__).resolve().parents[2]
LIBRARY = """
import os, socket, subprocess, time
print("libraries print")
CALLS = []
def prepare(start): CALLS.append(start); return {"prepared": start}
def add(a, b): print("so do functions"); return a + b
def calls(): CALLS.append(0); return len(CALLS)
def fail(text): raise KeyError(text)
def sleep(seconds): time.sleep(seconds)
def swell(): return len(bytearray(2**40))
def end(): os._exit(3)
def thing(): return {1, 2}
def large(): return "x" * 300_000
def evaluate(text): return str(eval(text))
def pid(): return os.getpid()
"""


@pytest.fixture
def library(tmp_path: Path, monkeypatch) -> Iterator[Aside]:
    (tmp_path / "a_library.py").write_text(LIBRARY)
    monkeypatch.setattr(sys, "path", [*sys.path, str(tmp_path)])
    aside = Aside("a_library", 1.0, 7)
    yield aside
    aside.close()


def test_values_and_errors(library: Aside) -> None:
    assert library.pid is None and library.call("add", 20, 5) == 25
    assert library.prepared == {"prepared": 7} and library.pid not in (None, os.getpid())
    assert library.call("add", "\ud800ä", "\n") == "\ud800ä\n" and len(library.call("large")) == 300_000
    for call, said in ((["fail", "x"], "KeyError: 'x'"), (["thing"], "TypeError"), (["nothing"], "no attribute")):
        with pytest.raises(CallFailed, match=said):
            library.call(*call)
    assert [library.call("calls"), library.call("calls")] == [2, 3]


def test_what_takes_too_long_or_too_much_is_ended_and_the_next_call_works(library: Aside) -> None:
    first = library.call("pid")
    begun = time.monotonic()
    with pytest.raises(Unanswered, match="not done in 1 s"):
        library.call("sleep", 60)
    assert time.monotonic() - begun < 10
    with pytest.raises(Unanswered, match="ended its process"):
        library.call("end")
    with pytest.raises(CallFailed, match="MemoryError"):
        library.call("swell")
    assert library.call("pid") != first and library.call("calls") == 2


@pytest.mark.parametrize(
    "text",
    [
        "open({path!r}, 'w')",
        "__import__('os').open({path!r}, 65)",
        "__import__('os').system('touch ' + {path!r})",
        "__import__('subprocess').run(['touch', {path!r}])",
        "__import__('pathlib').Path({path!r}).touch()",
        "__import__('os').mkdir({path!r})",
        "__import__('os').kill(1, 0)",
        "__import__('socket').socket().connect(('127.0.0.1', 1))",
    ],
)
def test_nothing_outside_can_be_changed(library: Aside, tmp_path: Path, text: str) -> None:
    path = tmp_path / "made"
    with pytest.raises(CallFailed, match="PermissionError"):
        library.call("evaluate", text.format(path=str(path)))
    assert not path.exists()
    assert library.call("evaluate", "open(__import__('os').__file__).read()[:0]") == ""  # reading is as it was


def test_what_does_not_load_is_told(library: Aside, tmp_path: Path) -> None:
    (tmp_path / "broken.py").write_text("raise ImportError('too old')")
    with pytest.raises(CallFailed, match="ImportError: too old"):
        Aside("broken", 1.0).start()
    (tmp_path / "gone.py").write_text("import os\nos._exit(1)")
    with pytest.raises(RunFailed, match="process of gone ended"):
        Aside("gone", 1.0).start()


def ended(pid: int) -> bool:
    """Whether no process of this group is left, or will be in a moment."""
    for _ in range(100):
        try:
            os.killpg(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


def test_no_process_is_left(library: Aside) -> None:
    library.call("calls")
    pid = library.pid
    library.close()
    library.close()
    assert ended(pid) and library.pid is None
    assert library.call("calls") == 2  # it starts again
    another = Aside("a_library", 1.0, 1)
    another.start()
    pid = another.pid
    del another
    assert ended(pid)


def test_a_script_needs_no_guard_and_its_death_ends_the_process(library: Aside, tmp_path: Path) -> None:
    """A process that is made by `multiprocessing` would run the script again."""
    script = tmp_path / "script.py"
    script.write_text(
        "import os, signal\nfrom logic_rl.tasks.aside import Aside\naside = Aside('a_library', 9.0, 1)\n"
        "print(aside.call('add', 1, 2), aside.pid, flush=True)\nos.kill(os.getpid(), signal.SIGKILL)\n"
    )
    path = os.pathsep.join((str(ROOT), str(tmp_path)))
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, timeout=60,
                          env=os.environ | {"PYTHONPATH": path})  # fmt: skip
    total, pid = done.stdout.split()
    assert total == "3" and done.returncode == -9 and ended(int(pid))
