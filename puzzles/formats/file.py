"""Writing a file whole or not at all."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

PART = ".part"  # ends the names of files and folders that are being written; a dot begins them


@contextmanager
def new_file(path: str | os.PathLike) -> Iterator[Path]:
    """A path to write to; on leaving without an error that file takes the place of `path`, otherwise it is removed.

    Raises:
        FileExistsError: `path` is there and is not a file.

    Example: `with new_file("out.parquet") as part, ParquetWriter(part, COLUMNS) as writer: …`
    """
    path = Path(path)
    if path.exists() and not path.is_file():
        raise FileExistsError(f"{path} exists and is not a file; name another place")
    part = path.with_name(f".{path.name}.{os.getpid()}-{threading.get_native_id()}{PART}")
    with folder_for(path):
        try:
            yield part
            with part.open("rb") as file:
                os.fsync(file.fileno())
            os.replace(part, path)
        finally:
            part.unlink(missing_ok=True)


@contextmanager
def folder_for(path: Path) -> Iterator[None]:
    """Make the folders above `path`; on leaving with an error those that were made and are empty are removed."""
    absent = [parent for parent in path.parents if not parent.exists()]  # innermost first
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        yield
    except BaseException:
        with suppress(OSError):  # another process has put something there
            for parent in absent:
                parent.rmdir()
        raise
