"""Writing a directory whole or not at all."""

from __future__ import annotations

import glob
import os
import shutil
import socket
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from puzzles.errors import PuzzleError
from puzzles.formats.file import folder_for

_HOST = socket.gethostname()  # numbers of processes say nothing on another machine


class DatasetExistsError(PuzzleError, FileExistsError):
    """The directory holds something already; the message says what to do."""


def check_target(directory: str | os.PathLike, overwrite: bool, ours: Collection[str]) -> None:
    """See that a dataset may be written here; `ours` are the names of files that may be replaced.

    Raises:
        DatasetExistsError: it is a file; it is not empty and `overwrite` is False; or it holds other things
            than a dataset, which are never removed.
    """
    target = Path(directory).resolve()
    if target.exists() and not target.is_dir():
        raise DatasetExistsError(f"{target} is a file; name a directory")
    held = {path.name for path in target.iterdir()} if target.exists() else set()
    foreign = sorted(held - set(ours))
    if held and not overwrite and not foreign:
        raise DatasetExistsError(f"{target} is not empty; name another directory or say --overwrite")
    if foreign:
        raise DatasetExistsError(
            f"{target} holds other things than a dataset ({', '.join(foreign[:3])}); name another directory"
        )


@contextmanager
def new_folder(directory: str | os.PathLike) -> Iterator[Path]:
    """A directory to fill; on leaving without an error it takes the place of `directory`, otherwise it is removed.

    What a killed process has left half-filled for the same place is removed first.
    """
    target = Path(directory).resolve()
    for abandoned in _abandoned(target):
        shutil.rmtree(abandoned, ignore_errors=True)
    part, old = (target.with_name(f".{target.name}.{_HOST}-{os.getpid()}.{kind}") for kind in ("part", "old"))
    shutil.rmtree(part, ignore_errors=True)
    with folder_for(target):
        try:
            part.mkdir()
            yield part
            _swap(part, target, old)
        finally:
            shutil.rmtree(part, ignore_errors=True)


def _abandoned(target: Path) -> Iterator[Path]:
    """Half-filled directories of processes of this machine that are no more."""
    for path in target.parent.glob(f".{glob.escape(target.name)}.{glob.escape(_HOST)}-*.part"):
        process = path.name.removesuffix(".part").rpartition("-")[2]
        if process.isdecimal() and not _runs(int(process)):
            yield path


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


def _swap(part: Path, target: Path, old: Path) -> None:
    """Put `part` where `target` is; what was there comes back if that fails."""
    if target.exists():
        os.rename(target, old)
    try:
        os.rename(part, target)
    except BaseException:
        if old.exists():
            os.rename(old, target)
        raise
    shutil.rmtree(old, ignore_errors=True)
