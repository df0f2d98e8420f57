"""Where the rows are that a stage learns from: those of an earlier stage, or a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from logic_rl.training.trainer import Trainer


def source_path(trainer: Trainer, source: str) -> Path:
    """Of a stage what it kept."""
    return scored_paths(trainer, source)[0]


def scored_paths(trainer: Trainer, source: str) -> list[Path]:
    """Of a stage both halves, in the order of the sieve: kept, then dropped."""
    if source not in {one.name for one in trainer.config.phases}:
        return [Path(source)]
    folder = trainer.folder.samples
    return [folder / f"{source}.jsonl.gz", folder / f"{source}.dropped.jsonl.gz"]
