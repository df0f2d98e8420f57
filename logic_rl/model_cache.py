"""Model folders that are made once, out of what is none, and found again by what they were made of."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

CACHE_VARIABLE = "LOGICRL_CACHE"


class NotMade(Exception):
    """A folder could not be made; the text is the reason, in one line."""


def cache_folder() -> Path:
    """Where they lie: $LOGICRL_CACHE, else `logic-rl/models` in the user's cache."""
    if given := os.environ.get(CACHE_VARIABLE):
        return Path(given).expanduser() / "models"
    return Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser() / "logic-rl" / "models"


def content_digest(file: Path) -> str:
    """SHA-256 of a file's content, read again only when its size or date has changed."""
    status = file.stat()
    return _digest(file, status.st_size, status.st_mtime_ns)


@cache
def _digest(file: Path, size: int, changed: int) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def is_made(folder: Path) -> bool:
    return (folder / "config.json").is_file()


def make_folder(folder: Path, doing: str, module: str, *arguments: str) -> None:
    """Run `python -m module ARGUMENTS… FOLDER`, which is to write it; whole or not at all, whoever else does so.

    In a process of its own: what reads a model needs torch, which not every command loads, and talks much.

    Args:
        doing: "merging x into y", told on stderr.

    Raises:
        NotMade: it failed.
    """
    print(f"note: {doing} once; as a model folder it will be {folder}", file=sys.stderr, flush=True)
    folder.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        command = [sys.executable, "-m", module, *arguments, str(work)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            said = done.stderr.strip().splitlines() or [f"exit code {done.returncode}"]
            raise NotMade(said[-1][:240])
        with contextlib.suppress(OSError):  # another process was first
            work.rename(folder)
    finally:
        shutil.rmtree(work, ignore_errors=True)
