"""Worker processes and progress of the commands that tag responses."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from logic_rl.cores import usable_cores
from logic_rl.interruption import termination_as_interrupt
from logic_rl.progress import Progress

if TYPE_CHECKING:
    from logic_rl.analysis.tagging import Effort


@contextmanager
def effort(processes: int | None) -> Iterator[Effort]:
    """As many processes as are asked for, else one a core that this process may use."""
    from logic_rl.analysis.tagging import Effort

    with termination_as_interrupt(), Progress("reading the responses") as progress:
        yield Effort(processes or len(usable_cores()), progress.update)
