"""How far a long work is: a live line in a terminal, elsewhere a plain line every half minute."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from rich.console import Console

Part = TypeVar("Part")

FIRST_SECONDS = 10.0  # until the first plain line: what is over sooner says nothing
LINE_SECONDS = 30.0  # between two plain lines
INDENT = "    "


class Progress:
    """What a person sees of a work whose parts are counted. Used as a context; `say` works outside of it too.

    Where there is no terminal a thread writes, so that a log goes on while the work itself is silent.

    Args:
        doing: what is done, such as "fine-tuning"; it begins the line.
        total: parts in all; None until that is known.
        done: parts that an earlier process has done; the time left is not reckoned from them.
        note: what else there is to say now.
    """

    def __init__(
        self, doing: str, total: int | None = None, done: int = 0, note: str = "", console: Console | None = None
    ):
        from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
        from rich.progress import Progress as Bar

        from logic_rl.console import plain_console

        self.console = console or plain_console()
        self.doing, self.total, self.done, self.note = doing, total, done, note
        self.pace: float | None = None  # seconds a part
        self.begun = self.due = time.monotonic()
        self.first: tuple[float, int] | None = None  # when `update` was called first, and what was done then
        text = TextColumn("{task.fields[text]}", markup=False)  # a note may hold brackets
        # The bar takes what the words leave.
        columns = (TextColumn("{task.description}"), BarColumn(bar_width=None), text, TimeElapsedColumn())
        self.bar = Bar(
            *columns, console=self.console, transient=True, expand=True, disable=not self.console.is_terminal
        )
        self.task = self.bar.add_task(doing, total=total, completed=done, text=self._text())
        self.last_is_count = False  # whether what was said last was how far the work was then
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self._beat, daemon=True)

    def __enter__(self) -> Progress:
        self.begun = time.monotonic()
        self.due = self.begun + FIRST_SECONDS
        self.bar.start()
        if not self.console.is_terminal:
            self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.bar.stop()
        self.ended.set()
        if self.thread.is_alive():
            self.thread.join()
        if self.last_is_count and self.done == self.total:
            self.say(self.line())

    def say(self, text: str) -> None:
        """A line that stays."""
        self.due, self.last_is_count = time.monotonic() + LINE_SECONDS, False
        self.console.print(text, markup=False, highlight=False, soft_wrap=True)

    def say_parts(self, parts: Sequence[str]) -> None:
        """A line that stays, of parts that are never broken; those that do not fit stand indented below."""
        for number, line in enumerate(lines_of(parts, self.console.width)):
            self.say(f"{INDENT if number else ''}{line}")

    def tell(self, note: str) -> None:
        """What is being done now, beside the count."""
        self.note = note
        self.bar.update(self.task, text=self._text())

    def begin(self, total: int, done: int = 0) -> None:
        """The counting begins now, after what had to be made ready."""
        self.first = (time.monotonic(), done)
        self.update(done, total, note="")

    def update(self, done: int, total: int | None = None, note: str | None = None, pace: float | None = None) -> None:
        """So many parts are done. `pace`, in seconds a part, is reckoned from these calls unless it is given."""
        now = time.monotonic()
        self.first = self.first or (now, done)
        began, before = self.first
        self.done, self.total = done, self.total if total is None else total
        self.note = self.note if note is None else note
        self.pace = pace or ((now - began) / (done - before) if done > before else self.pace)
        self.bar.update(self.task, completed=done, total=self.total, text=self._text())

    def advance(self, number: int = 1) -> None:
        """So many more parts are done."""
        self.update(self.done + number)

    def counted(self, parts: Iterable[Part]) -> Iterator[Part]:
        """The parts, each counted when the next one is asked for."""
        for part in parts:
            yield part
            self.advance()

    def line(self) -> str:
        """All of it in plain words."""
        words = "  ".join(filter(None, [self._text(), f"{duration(time.monotonic() - self.begun)} gone"]))
        return f"{self.doing}: {words}"

    def _text(self) -> str:
        count = f"{self.done}/{self.total}" if self.total else str(self.done or "")
        return "  ".join(filter(None, [count, self.note, time_left(self.total, self.done, self.pace)]))

    def _beat(self) -> None:
        while not self.ended.wait(max(0.0, self.due - time.monotonic())):
            if time.monotonic() >= self.due:
                self.say(self.line())
                self.last_is_count = True


def time_left(total: int | None, done: int, pace: float | None) -> str:
    """Example: `time_left(10, 4, 20.0)` is "ETA 2 min"; "" where there is no pace yet that tells anything."""
    if not total or pace is None or not math.isfinite(pace) or pace < 0 or (pace == 0 and done < total):
        return ""
    return f"ETA {duration(max(0, total - done) * pace)}"


def lines_of(parts: Sequence[str], width: int) -> list[str]:
    """The parts in as few lines as have room for them, two spaces apart; from the second on a line is indented.

    Example: `lines_of(["step 1/9", "reward +0.5", "ETA 3 min"], 22)` is `["step 1/9  reward +0.5", "ETA 3 min"]`.
    """
    lines: list[str] = []
    for part in parts:
        room = width - (len(INDENT) if len(lines) > 1 else 0)
        if lines and len(lines[-1]) + 2 + len(part) <= room:
            lines[-1] += f"  {part}"
        else:
            lines.append(part)
    return lines


def duration(seconds: float) -> str:
    """Example: `duration(75)` is "1 min", `duration(4000)` "1 h 07 min", `duration(9)` "9 s"."""
    if not math.isfinite(seconds):
        return "no one knows how long"
    if seconds < 60:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60:02} min"
