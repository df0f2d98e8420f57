"""A disk that fills up while a checkpoint is written: one line, nothing half-written, and how to go on."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from logic_rl.errors import RunFailed

_FULL = (errno.ENOSPC, errno.EDQUOT)
_TEXTS = ("os error 28", "os error 122", *(os.strerror(number).lower() for number in _FULL))


@contextmanager
def room_for(folder: Path, temporary: Path) -> Iterator[None]:
    """Inside, `temporary` is filled, which will be `folder`.

    Raises:
        RunFailed: the disk is full; `temporary` is removed then, so that a smaller rest has room.
    """
    try:
        yield
    except Exception as error:  # safetensors and torch raise kinds of their own
        if not _is_full(error):
            raise
        shutil.rmtree(temporary, ignore_errors=True)
        raise RunFailed(
            f"the disk is full: checkpoint {folder} could not be written, and those before it are whole. Make room "
            "there and go on with --resume"
        ) from None


def _is_full(error: BaseException) -> bool:
    number = error.errno if isinstance(error, OSError) else None
    return number in _FULL or any(text in str(error).lower() for text in _TEXTS)
