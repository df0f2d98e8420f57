"""Writing a file whole or not at all."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
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
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and not path.is_file():
        raise FileExistsError(f"{path} exists and is not a file; name another place")
    part = path.with_name(f".{path.name}.{os.getpid()}-{threading.get_native_id()}{PART}")
    try:
        yield part
        with part.open("rb") as file:
            os.fsync(file.fileno())
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)
