"""Whether a training without rewards may be written to a folder."""

from __future__ import annotations

from pathlib import Path

from logic_rl.errors import UsageError
from logic_rl.rows import require_writable


def check_out(out: Path, work: Path, finished: bool, resume: bool) -> None:
    """Raises UsageError when a training into `out`, with its states in `work`, would run over another."""
    if finished:
        raise UsageError(f"{out} already holds a model: choose another --out")
    require_writable(out)
    if out.is_dir() and not work.is_dir() and any(out.iterdir()):
        raise UsageError(f"{out} holds other things than a model: choose another --out")
    if resume and not work.is_dir():
        raise UsageError(f"nothing to resume: {out} holds no unfinished training; leave --resume out to begin one")
    if work.is_dir() and not resume:
        raise UsageError(f"{out} holds an unfinished training: continue it with --resume or choose another --out")
