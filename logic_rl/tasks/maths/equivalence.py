"""Whether two answers are the same in value, by the library math-verify in a process of its own.

The library ends slow work by signals, which only the main thread of a process can receive and which cannot reach
arithmetic on huge numbers. Here the clock is the parent's: a process that does not answer in time is ended and
another started. So neither `10000000!` nor deep nesting in a reply can stop or swell an evaluation.
"""

from __future__ import annotations

import multiprocessing
import re
from multiprocessing.connection import Connection

from logic_rl.errors import RunFailed
from logic_rl.extras import require

SECONDS = 5.0  # for one comparison; measured: 1-40 ms where nothing is odd
START_SECONDS = 120.0  # for the first process: sympy loads, 1-10 s
MEMORY = 4 * 2**30  # bytes of address space of the process
MAX_ENDED = 500  # processes ended, in all: more says that something else is wrong

READY = "ready"
_TEXT = re.compile(r"\\text\s*\{([^{}]*)\}")


def require_library() -> None:
    """Raises UsageError when math-verify is not installed; does not load it."""
    require("maths", "comparing maths answers")


class Comparer:
    """Compares answers; `with Comparer() as comparer: comparer.same("1/2", "0.5")`.

    Attributes:
        undecided: comparisons that took too long, too much memory, or made the library fail.

    Raises:
        UsageError: math-verify is not installed.
    """

    def __init__(self, seconds: float = SECONDS) -> None:
        require_library()
        self.seconds, self.undecided, self._ended = seconds, 0, 0
        self._known: dict[tuple[str, str], bool | None] = {}
        self._process, self._pipe = None, None

    def __enter__(self) -> Comparer:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the process."""
        self._end()

    def same(self, reference: str, answer: str) -> bool | None:
        """Whether `answer` is worth as much as `reference`; None where that could not be decided.

        The order matters a little: an equation `x = 5` is the same as the reference 5, not the other way round.
        """
        if _plain(reference) == _plain(answer):
            return True
        pair = (reference, answer)
        if pair not in self._known:
            self._known[pair] = self._asked(pair)
        return self._known[pair]

    def classes(self, reference: str, answers: list[str | None]) -> list[int | None]:
        """The class of each answer: 0 for the reference's, then 1, 2, … as new ones come; None stays None.

        An answer that cannot be compared is the same as itself only.
        """
        heads, found = [reference], []
        apart: set[int] = set()  # heads that cannot be compared: trying again would take as long again
        for answer in answers:
            alone = answer is not None and self.same(reference, answer) is None
            matches = (
                place
                for place, head in enumerate(heads)
                if _plain(head) == _plain(answer) or not (alone or place in apart) and self.same(head, answer)
            )
            kind = None if answer is None else next(matches, len(heads))
            if kind == len(heads):
                heads.append(answer)
                apart |= {kind} if alone else set()
            found.append(kind)
        return found

    def _asked(self, pair: tuple[str, str]) -> bool | None:
        try:
            if self._process is None:
                self._start()
            self._pipe.send(pair)
            verdict = self._pipe.recv() if self._pipe.poll(self.seconds) else "late"
        except (EOFError, OSError):  # the process has died: out of memory, or deeper than the stack
            verdict = "dead"
        except BaseException:
            self._end()
            raise
        if verdict in ("late", "dead"):
            self._end()
            self._ended += 1
            verdict = None
        self.undecided += verdict is None
        if self._ended > MAX_ENDED:
            raise RunFailed(f"{self._ended} comparisons of answers were ended, the last of {pair[1][:40]!r}")
        return verdict

    def _start(self) -> None:
        context = multiprocessing.get_context("forkserver")  # the library loads once; a new process takes milliseconds
        context.set_forkserver_preload(["math_verify"])
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs,), daemon=True)
        self._process.start()
        theirs.close()
        try:
            told = self._pipe.recv() if self._pipe.poll(START_SECONDS) else f"not ready in {START_SECONDS:.0f} s"
        except EOFError:
            told = "it ended at once"
        if told != READY:
            self._end()
            raise RunFailed(f"math-verify does not start: {told}; pip install --force-reinstall math-verify")

    def _end(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.join()
            self._pipe.close()
        self._process, self._pipe = None, None


def _plain(answer: str) -> str:
    return " ".join(_TEXT.sub(r"\1", answer).split())


def _serve(pipe: Connection) -> None:
    """The other process: pairs in; True, False or None out."""
    import logging
    import resource
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY if most < 0 else min(MEMORY, most), most))
    logging.disable(logging.CRITICAL)
    try:
        from math_verify import parse, verify
    except Exception as error:  # as when its parser's runtime is of another version
        pipe.send(f"{type(error).__name__}: {error}")
        return
    pipe.send(READY)
    while True:
        try:
            reference, answer = pipe.recv()
        except EOFError:
            return
        try:
            parsed = [parse(f"\\boxed{{{text}}}", parsing_timeout=None) for text in (reference, answer)]
            verdict = bool(verify(*parsed, timeout_seconds=None)) if all(parsed) else None
        except Exception:  # the text is a model's, and the library raises whatever sympy does
            verdict = None
        pipe.send(verdict)
