"""Reading run folders and response files, and writing results so that no half file is ever seen."""

from __future__ import annotations

import gzip
import json
import os
import re
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from logic_rl.analysis.sizes import PLACES
from logic_rl.errors import UsageError

BASE = "base"  # the label of what was measured before any training
_STEP_LABEL = re.compile(r"step_\d+")
_ENDING = re.compile(r"\.jsonl?(\.gz)?$")
_STEP_FILE = re.compile(r"step_(\d+)\.jsonl(\.gz)?$")


@dataclass(frozen=True, slots=True)
class RunFolder:
    """A folder that `logicrl train` wrote.

    Example: `RunFolder(Path("runs/demo")).rollout_files()` is `[(0, Path("…/step_000000.jsonl.gz")), …]`.
    """

    path: Path

    def metrics(self) -> list[dict]:
        """The rows of metrics.jsonl in step order; of a step written twice (after a resume) the last counts."""
        path = self.path / "metrics.jsonl"
        if not path.is_file():
            return []
        rows = {}
        for number, row in enumerate(read_rows(path, tolerate_cut=True), start=1):
            step = row.get("step")
            if not isinstance(step, int):
                raise UsageError(f"{path}:{number}: a metrics row needs a whole number 'step', not {step!r}")
            rows[step] = row
        return [rows[step] for step in sorted(rows)]

    def rollout_files(self) -> list[tuple[int, Path]]:
        """(step, file) of every recorded step, in step order."""
        found = {}
        for path in sorted((self.path / "rollouts").glob("step_*.jsonl*")):
            if match := _STEP_FILE.search(path.name):
                found[int(match[1])] = path
        return sorted(found.items())

    def evaluation_labels(self) -> list[str]:
        """Labels in the order in which they were measured: base first, then by step, those of one step by name."""
        folder = self.path / "evaluation"
        names = [path.name for path in folder.glob("*.json*")] if folder.is_dir() else []
        whole = (name for name in names if not name.startswith("."))  # a dot: a write that was cut off
        labels = {_ENDING.sub("", name) for name in whole}
        return sorted(labels, key=self._label_order)

    def phase_labels(self) -> list[str]:
        """The labels that are no points of a curve: base, the phases, and others that have a name."""
        return [label for label in self.evaluation_labels() if not is_step_label(label)]

    def evaluation_summary(self, label: str) -> dict:
        """The numbers that training wrote for a label; {} if there are none.

        Raises:
            UsageError: `step`, `people` or `levels` is not what training writes.
        """
        path = self.path / "evaluation" / f"{label}.json"
        summary = read_json(path) if path.is_file() else {}
        step = summary.get("step")
        if not isinstance(step, int | None):
            raise UsageError(f"{path}: 'step' is {step!r}, not a whole number; evaluate anew or remove this file")
        for place in PLACES.values():
            numbers = summary.get(place, {})
            sizes = numbers.items() if isinstance(numbers, dict) else [("", numbers)]
            if not all(size.isdigit() and isinstance(entry, dict) for size, entry in sizes):
                raise UsageError(f"{path}: '{place}' is not numbers by size; evaluate anew or remove this file")
        return summary

    def evaluation_rows(self, label: str) -> list[dict]:
        """The response rows of a label; [] if there are none."""
        path = self._evaluation_file(label)
        return list(read_responses(path)) if path else []

    def responses(self) -> Iterator[tuple[int | str, dict]]:
        """(step or label of the evaluation, response row) of all that is recorded: training first."""
        for where, path in self._response_files():
            yield from ((where, row) for row in read_responses(path))

    def num_responses(self) -> int:
        return sum(count_rows(path) for _, path in self._response_files())

    def _response_files(self) -> Iterator[tuple[int | str, Path]]:
        yield from self.rollout_files()
        yield from ((label, path) for label in self.evaluation_labels() if (path := self._evaluation_file(label)))

    def _evaluation_file(self, label: str) -> Path | None:
        paths = (self.path / "evaluation" / f"{label}{ending}" for ending in (".jsonl.gz", ".jsonl"))
        return next((path for path in paths if path.is_file()), None)

    def _label_order(self, label: str) -> tuple:
        return (label != BASE, self.evaluation_summary(label).get("step") or 0, label)


def is_step_label(label: str) -> bool:
    """Whether an evaluation is a point of a curve, as "step_000010", and not the end of a phase."""
    return _STEP_LABEL.fullmatch(label) is not None


def open_run(path: str | Path) -> RunFolder:
    """The run folder at `path`.

    Raises:
        UsageError: there is no such folder, or nothing in it that training writes.
    """
    path = Path(path)
    if not path.is_dir():
        raise UsageError(f"{path} is not a run folder; give the --out folder of `logicrl train`")
    parts = ("metrics.jsonl", "rollouts", "evaluation")
    if not any((path / part).exists() for part in parts):
        raise UsageError(f"{path} has none of {', '.join(parts)}; give the --out folder of `logicrl train`")
    return RunFolder(path)


def read_rows(path: Path, tolerate_cut: bool = False) -> Iterator[dict]:
    """JSON objects of a .jsonl or .jsonl.gz file, one a line; empty lines are skipped.

    A last line without a line end that is not JSON is a write in flight: with `tolerate_cut` it is left out.

    Raises:
        UsageError: the file cannot be read or a line is not a JSON object; says the file and the line.
    """
    for number, line in enumerate(_lines(path), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            if tolerate_cut and not line.endswith("\n"):
                return
            raise UsageError(f"{path}:{number}: not JSON ({error}); each line must hold one JSON object") from None
        if not isinstance(row, dict):
            raise UsageError(f"{path}:{number}: a {type(row).__name__}; each line must hold one JSON object")
        yield row


def read_responses(path: str | Path) -> Iterator[dict]:
    """Response rows: at least a text `response`; a missing `id` becomes the line's number in the file.

    Raises:
        UsageError: as in `read_rows`, or a row has no text in `response`.
    """
    for number, row in enumerate(read_rows(Path(path)), start=1):
        if not isinstance(row.get("response"), str):
            raise UsageError(f"{path}: row {number} has no text in 'response'; give rows of {{id, response}}")
        yield row if "id" in row else {"id": str(number), **row}


def count_rows(path: Path) -> int:
    """Lines that are not empty. Raises UsageError as `read_rows` does where the file cannot be read."""
    return sum(1 for line in _lines(path) if line.strip())


def _lines(path: Path) -> Iterator[str]:
    opener = gzip.open if path.name.endswith(".gz") else open
    try:
        with opener(path, "rt", encoding="utf-8") as file:
            yield from file
    except FileNotFoundError:
        raise UsageError(f"{path} does not exist; give a run folder or a .jsonl file of responses") from None
    except IsADirectoryError:
        raise UsageError(f"{path} is a folder; give a .jsonl file of responses") from None
    except UnicodeDecodeError as error:
        raise UsageError(f"{path}: not UTF-8 ({error.reason}); save it as UTF-8 JSON lines") from None
    except (EOFError, OSError, zlib.error) as error:
        raise UsageError(f"{path}: cannot be read ({error}); is the file whole?") from None


def read_json(path: Path) -> dict:
    """One JSON object from a file. Raises UsageError naming the file."""
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UsageError(f"{path}: cannot be read as JSON ({error}); write it again or remove it") from None
    if not isinstance(value, dict):
        raise UsageError(f"{path}: holds a {type(value).__name__}, not a JSON object")
    return value


@contextmanager
def writing(path: Path) -> Iterator[TextIO]:
    """A text file to fill piece by piece. It gets its name when it is whole, so that readers see the old or the new.

    Raises:
        UsageError: the place cannot be written.
    """
    temporary = path.with_name(f".{path.name}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = temporary.open("w", encoding="utf-8", newline="")
    except OSError as error:
        raise _unwritable(path, error) from None
    try:
        with file:
            yield file
        os.replace(temporary, path)
    except BaseException as error:
        temporary.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise _unwritable(path, error) from None
        raise


def _unwritable(path: Path, error: OSError) -> UsageError:
    return UsageError(f"cannot write {path} ({error.strerror}); choose another folder with --out")


def write_atomic(path: Path, chunks: Iterable[str]) -> None:
    """Write text in pieces, as `writing` does."""
    with writing(path) as file:
        file.writelines(chunks)


def write_json(path: Path, value: dict) -> None:
    """Write one JSON object, readable by people, atomically."""
    write_atomic(path, [json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False), "\n"])
