"""A file of rows that a kill at any moment leaves resumable: nothing is repeated and nothing lost.

Beside `rows.jsonl` stands `rows.jsonl.state.json`, which says how many samples are done and how long the file was then.
What was written after it is cut off when the work goes on, and made again.
"""

from __future__ import annotations

import json
import os
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

from logic_rl.errors import RunFailed, UsageError
from logic_rl.lock import hold
from logic_rl.rows import write_json

SAVE_SECONDS = 1.0


class Ledger:
    """Rows of a fixed sequence of samples, in its order.

    Args:
        settings: what the samples depend on; going on with others is refused.
        total: samples in all.

    Attributes:
        done: samples finished, with or without a row.
        counts: whatever is counted over all samples, across interruptions.

    Raises:
        UsageError: the file belongs to something else, or another process writes to it.
        RunFailed: it has been cut or replaced since.
    """

    def __init__(self, path: Path, settings: dict, total: int):
        self.path, self.total = path, total
        self.settings = json.loads(json.dumps(settings))  # as it is read back
        self.state_path = _state_path(path)
        self.done = 0
        self.counts: Counter[str] = Counter()
        self.made: list[Path] = []  # folders, innermost first
        if not self.state_path.exists():
            self._begin()
        self.file = path.open("ab")
        try:
            hold(self.file, path)
            size = self._recorded()
        except Exception:
            self.file.close()
            raise
        self.file.truncate(size)
        self.file.seek(size)  # truncating moves no position, and the position is what is recorded
        self.saved = time.monotonic()

    @staticmethod
    def is_begun(path: Path) -> bool:
        """Whether there is something to go on with."""
        return _state_path(path).exists()

    @property
    def complete(self) -> bool:
        return self.done >= self.total

    def add(self, line: bytes | None, **counts: int) -> None:
        """The next sample's row; None when it is not to be kept."""
        if line is not None:
            self.file.write(line)
        self.done += 1
        self.counts.update(counts)
        if time.monotonic() - self.saved >= SAVE_SECONDS:
            self.save()

    def save(self) -> None:
        self.file.flush()
        os.fsync(self.file.fileno())
        state = {"done": self.done, "total": self.total, "bytes": self.file.tell(), "counts": dict(self.counts)}
        write_json(self.state_path, state | {"settings": self.settings})
        self.saved = time.monotonic()

    def close(self) -> None:
        """Save; without any sample leave nothing."""
        self.save()
        self.file.close()
        if not self.done:
            self.forget(self.path)
            for folder in self.made:
                with suppress(OSError):  # something else has been put there
                    folder.rmdir()

    @staticmethod
    def forget(path: Path) -> None:
        """The rows are elsewhere now."""
        path.unlink()
        _state_path(path).unlink()

    def _begin(self) -> None:
        if self.path.exists():
            raise UsageError(f"{self.path} exists already and is not an interrupted sampling: choose another --out")
        self.made = [folder for folder in self.path.parents if not folder.exists()]
        self.path.parent.mkdir(parents=True, exist_ok=True)
        write_json(
            self.state_path, {"done": 0, "total": self.total, "bytes": 0, "counts": {}, "settings": self.settings}
        )

    def _recorded(self) -> int:
        try:
            state = json.loads(self.state_path.read_text(encoding="utf-8"))
            self.done, self.counts, size = state["done"], Counter(state["counts"]), state["bytes"]
            stored = state["settings"]
        except (ValueError, KeyError, TypeError) as error:
            raise UsageError(f"{self.state_path} is not readable ({error}): choose another --out") from None
        for key in sorted({*stored, *self.settings}):
            if stored.get(key) != self.settings.get(key):
                raise UsageError(
                    f"{self.path} was begun with {key} {stored.get(key)!r} and now is {self.settings.get(key)!r}: "
                    "give the same options to go on, or choose another --out"
                )
        present = self.path.stat().st_size if self.path.exists() else 0
        if present < size:
            raise RunFailed(f"{self.path} has {present} bytes, but {size} were written: choose another --out")
        return size


def _state_path(path: Path) -> Path:
    return path.with_name(f"{path.name}.state.json")
