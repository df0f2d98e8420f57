"""What a tracker is: something that is opened with a run, gets numbers step by step, and is closed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

PROJECT = "logic-rl"  # where runs go unless the tracker's own variable says otherwise
COLUMNS = ("id", "verdict", "reward", "response")
Cell = str | float


@dataclass(frozen=True, slots=True)
class Opening:
    """The run that a tracker is opened with.

    Attributes:
        id: the same as long as the run lives; with it a tracker finds what it has of the run.
        step: the last one on record: what a tracker has of later ones was made again.
        known: whether the tracker has got numbers of this run before.
    """

    folder: Path
    id: str
    config: dict
    step: int
    known: bool

    @property
    def name(self) -> str:
        return self.folder.resolve().name


class Tracker(Protocol):
    """A class of it is called with an `Opening`, and may raise anything in any of these.

    Attributes:
        rewinds: whether it forgets steps after `Opening.step`; else it is not given again what it has.
    """

    rewinds: bool

    def log(self, step: int, values: dict[str, float]) -> None:
        """Steps do not go back."""

    def replies(self, step: int, label: str, table: Sequence[Sequence[Cell]]) -> None:
        """Some replies of an evaluation, as rows of `COLUMNS`."""

    def finish(self) -> None:
        """No more comes."""
