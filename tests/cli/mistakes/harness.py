"""A mistake is a command line and what its one line of an error must say; what is checked is the same for all."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from click.testing import CliRunner

from logic_rl.cli.main import main

BESIDE = r"note: |warning: |\[transformers\] |(sampling|fine-tuning|judging)[: ]"  # lines that may stand before it
LONGEST = 900  # characters of a line that a person still reads


@dataclass(frozen=True, slots=True)
class Mistake:
    """Attributes:
    line: arguments of `logicrl`, where `{m}` is the folder of the materials and `{new}` a place to write.
    says: pieces of the message that name the mistake and its cure, as regular expressions parted by " … ".
    code: exit code.
    light: it is told before torch is loaded.
    """

    line: str
    says: str
    code: int = 2
    light: bool = True

    def arguments(self, materials: Path, new: Path) -> list[str]:
        return [one.replace("{m}", str(materials)).replace("{new}", str(new)) for one in shlex.split(self.line)]


def state(folder: Path) -> dict[str, tuple]:
    """Name → kind, size and time of all that is in a folder."""
    return {str(path): (path.is_dir(), stat.st_size, path.is_dir() or stat.st_mtime_ns)
            for path, stat in _everything(folder)}  # fmt: skip


def _everything(folder: Path) -> Iterator[tuple[Path, os.stat_result]]:
    return ((path, path.lstat()) for path in sorted(folder.rglob("*")))


def check_mistake(mistake: Mistake, materials: Path, place: Path) -> None:
    """One line on standard error that names the cure, the exit code, nothing printed, nothing written."""
    before = state(materials)
    result = CliRunner().invoke(main, mistake.arguments(materials, place / "new"))
    told = result.stderr.splitlines()
    assert result.exit_code == mistake.code, (result.exit_code, result.stderr, result.stdout)
    assert told and told[-1].startswith("logicrl: error: "), result.stderr
    assert all(re.match(BESIDE, line) for line in told[:-1]), result.stderr
    assert "Traceback" not in result.output and "(unexpected;" not in told[-1], result.output
    assert len(told[-1].replace(str(materials), "").replace(str(place), "")) < LONGEST, told[-1]
    assert re.search(mistake.says.replace(" … ", ".*"), told[-1]), told[-1]
    assert result.stdout == ""
    assert not list(place.iterdir()), list(place.rglob("*"))
    assert state(materials) == before
