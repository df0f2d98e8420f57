"""A module's functions, called in a process of their own: for libraries that evaluate what a model wrote.

Such a library may run for hours on `10000000!`, take all memory, or hand the text to Python's `eval`. So its calls run
in a copy of a process that has loaded it, with a clock and a limit of memory, and with no way to write a file, start a
program or reach a network. (That stops accidents and what models come upon, not a determined attacker.) A call that is
not done in time ends the copy; the next one is made in milliseconds.

The process is started by the first call, reads questions and writes answers as lines of JSON, and ends with `close`, or
when this process ends in whatever way.
"""

from __future__ import annotations

import gc
import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from importlib import import_module
from typing import Any

from logic_rl.errors import RunFailed

START_SECONDS = 120.0  # a library loads: sympy takes 1-10 s
MEMORY = 4 * 2**30  # bytes of address space that calls may take beside what the library has taken
_PROGRAM = "import sys; sys.path[:] = {path!r}; from logic_rl.tasks.aside import serve; serve({module!r})"
_HARMLESS = ("os.listdir", "os.scandir", "os.walk", "os.fwalk", "os.chdir", "os.putenv", "os.unsetenv")
_OUTWARD = ("os.", "subprocess.", "socket.", "shutil.", "ctypes.dlopen", "pty.", "urllib.", "webbrowser.")


class Unanswered(Exception):
    """The call took too long or too much memory, or ended its process."""


class CallFailed(Exception):
    """The function raised: the message is `TypeOfError: what it said`."""


class Aside:
    """The functions of a module in a process of their own.

    Args:
        module: its name; its function `prepare` is called first, once, with `arguments`, where time does not matter.
        seconds: the most that a call may take.

    Example: `Aside("logic_rl.tasks.maths.worth", 5.0).call("same", "1/2", "0.5")`
    """

    def __init__(self, module: str, seconds: float, *arguments: Any) -> None:
        self.module, self.seconds, self.arguments = module, seconds, arguments
        self.prepared: Any = None  # what `prepare` returned
        self._process: subprocess.Popen | None = None

    @property
    def pid(self) -> int | None:
        """Of the process, while there is one; its process group is of the same number."""
        return self._process.pid if self._process else None

    def start(self) -> Any:
        """Start the process unless it runs; returns what `prepare` returned.

        Raises:
            CallFailed: the module cannot be loaded, or `prepare` raised; RunFailed: it does not start.
        """
        if self._process is None:
            program = _PROGRAM.format(path=sys.path, module=self.module)
            self._process = subprocess.Popen(
                [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL, bufsize=0, env=os.environ | {"OMP_NUM_THREADS": "1"},
                start_new_session=True,  # an interrupt from the keyboard is this process's to answer
            )  # fmt: skip
            try:
                self.prepared = self._ask("prepare", START_SECONDS, self.arguments)
            except BaseException:
                self.close()
                raise
        return self.prepared

    def call(self, function: str, *arguments: Any, seconds: float | None = None) -> Any:
        """What a function of the module returns; arguments and result are values of JSON.

        Args:
            seconds: the most that this call may take, if it is not the same as of the others.

        Raises:
            Unanswered, CallFailed: see there; RunFailed: the process does not start.
        """
        self.start()
        try:
            return self._ask(function, seconds or self.seconds, arguments)
        except (Unanswered, CallFailed):
            raise
        except BaseException:  # an interrupt: the answer would be taken for that to the next question
            self.close()
            raise

    def close(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process is not None:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    pipe.close()

    def __del__(self) -> None:
        self.close()

    def _ask(self, function: str, seconds: float, arguments: tuple) -> Any:
        process = self._process
        assert process is not None and process.stdin and process.stdout, "it is started"
        try:
            process.stdin.write(json.dumps([function, seconds, arguments]).encode() + b"\n")
            line = _line(process.stdout.fileno(), seconds + START_SECONDS)
        except BrokenPipeError:
            line = b""
        if not line:
            self.close()
            raise RunFailed(f"the process of {self.module} ended, or does not answer")
        kind, value = json.loads(line)
        if kind == "value":
            return value
        raise (CallFailed if kind == "error" else Unanswered)(value)


def serve(name: str) -> None:
    """The other process: questions come in at standard input, answers go out where standard output was."""
    answers = os.dup(1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # libraries print
    worker = None
    for line in sys.stdin.buffer:
        function, seconds, arguments = json.loads(line)
        if function == "prepare":
            answer = _outcome(partial(_call, name, "prepare", arguments))
            gc.freeze()  # else a copy's first sweep would copy all of the library
        else:
            worker = worker or _Worker(name)
            answer = worker.answer(line, seconds)
            worker = None if worker.is_ended else worker
        _write(answers, answer)


class _Worker:
    """A copy of this process, which has loaded a module and answers calls until one is not answered in time."""

    def __init__(self, name: str) -> None:
        theirs, self.questions = os.pipe()
        self.answers, ours = os.pipe()
        self.is_ended = False
        self.pid = os.fork()
        if self.pid == 0:
            try:
                for descriptor in (0, self.questions, self.answers):
                    os.close(descriptor)
                _confine()
                with open(theirs, "rb") as lines:
                    for line in lines:
                        function, _, arguments = json.loads(line)
                        _write(ours, _outcome(partial(_call, name, function, arguments)))
            finally:
                os._exit(0)
        os.close(theirs)
        os.close(ours)

    def answer(self, line: bytes, seconds: float) -> bytes:
        with suppress(BrokenPipeError):  # it has ended since: then there is no answer either
            _write(self.questions, line)
        answer = _line(self.answers, seconds)
        if answer:
            return answer
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.questions)
        os.close(self.answers)
        self.is_ended = True
        reason = f"not done in {seconds:g} s" if answer is None else "it needs too much memory, or ended its process"
        return _encoded("unanswered", reason)


def _call(name: str, function: str, arguments: Sequence[Any]) -> Any:
    return getattr(import_module(name), function)(*arguments)


def _outcome(call: Callable[[], Any]) -> bytes:
    try:
        return _encoded("value", call())
    except Exception as error:  # whatever the library raises
        return _encoded("error", f"{type(error).__name__}: {error}")


def _encoded(kind: str, value: Any) -> bytes:
    return json.dumps([kind, value]).encode() + b"\n"


def _line(descriptor: int, seconds: float) -> bytes | None:
    """Bytes up to a line's end; none at the end of the pipe; None if it takes longer."""
    end, parts = time.monotonic() + seconds, b""
    pipe = select.poll()
    pipe.register(descriptor, select.POLLIN)
    while pipe.poll(1000 * max(0.0, end - time.monotonic())):
        part = os.read(descriptor, 2**16)
        if not part:
            return b""
        parts += part
        if parts.endswith(b"\n"):
            return parts
    return None


def _write(descriptor: int, data: bytes) -> None:
    while data:
        data = data[os.write(descriptor, data) :]


def _confine() -> None:
    """Limit the memory of this process, and keep it from changing anything outside itself."""
    import resource

    taken = 0
    with suppress(OSError), open("/proc/self/statm", "rb") as pages:
        taken = int(pages.read().split()[0]) * resource.getpagesize()
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (taken + MEMORY if most < 0 else min(taken + MEMORY, most), most))

    def refuse(event: str, arguments: tuple) -> None:
        writes = event == "open" and (
            (isinstance(arguments[1], str) and set(arguments[1]) & set("wax+"))
            or (isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))
        )
        if writes or (event.startswith(_OUTWARD) and event not in _HARMLESS):
            raise PermissionError(f"{event} is not for a call that is confined")

    sys.addaudithook(refuse)
