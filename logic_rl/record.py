"""The run folder: training writes it, analysis reads it, and neither knows the other.

```
config.yaml  environment.json  metrics.jsonl  rollouts/step_000001.jsonl.gz …
evaluation/<label>.json + .jsonl.gz   samples/<stage>.jsonl.gz   checkpoints/…   bad_batches/…   analysis/   plots/
```
Every file is either written whole under another name and renamed, or (metrics) appended to
line by line, so that a kill at any moment leaves nothing that cannot be read.
"""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

import yaml

from logic_rl.errors import UsageError
from logic_rl.lock import locked
from logic_rl.rows import count_rows, read_json, read_responses, read_rows, write_bytes, write_json, write_rows
from puzzles.formats.file import PART

BASE = "base"  # the label of what was measured before any training
_SIZES = ("people", "levels")  # where an evaluation has its numbers by size
_ENDING = re.compile(r"\.jsonl?(\.gz)?$")
_STEP_LABEL = re.compile(r"step_\d+")
_STEP_FILE = re.compile(r"step_(\d+)\.jsonl(\.gz)?$")


@dataclass(frozen=True, slots=True)
class RunFolder:
    """The folder of one run.

    Example: `RunFolder(Path("runs/demo")).rollout_files()` is `[(0, Path("…/step_000000.jsonl.gz")), …]`.
    """

    path: Path

    @property
    def config_path(self) -> Path:
        return self.path / "config.yaml"

    @property
    def metrics_path(self) -> Path:
        return self.path / "metrics.jsonl"

    @property
    def checkpoints(self) -> Path:
        return self.path / "checkpoints"

    @property
    def samples(self) -> Path:
        return self.path / "samples"

    @property
    def bad_batches(self) -> Path:
        return self.path / "bad_batches"

    @property
    def exists(self) -> bool:
        return self.config_path.is_file()

    def lock(self, say: Callable[[str], None] = warnings.warn) -> AbstractContextManager[None]:
        """Held while a process writes here; see `locked`. Raises UsageError when another process holds it."""
        return locked(self.path, say)

    def create(self, config_text: str, environment: dict) -> None:
        """Raises UsageError: a run is in the way, or the place cannot be written."""
        if self.exists:
            raise UsageError(f"{self.path} already holds a run: continue it with --resume or choose another --out")
        write_json(self.path / "environment.json", environment)
        write_bytes(self.config_path, config_text.encode())

    def change_config(self, config_text: str) -> None:
        """Store another configuration, where it is another."""
        if self.config_path.read_text(encoding="utf-8") != config_text:
            write_bytes(self.config_path, config_text.encode())

    def config(self) -> dict:
        """What config.yaml says; {} where it is missing or cannot be read."""
        try:
            config = yaml.safe_load(self.config_path.read_text(encoding="utf-8"))
        except (OSError, ValueError, yaml.YAMLError):
            return {}
        return config if isinstance(config, dict) else {}

    def append_metrics(self, row: dict) -> None:
        with self.metrics_path.open("a", encoding="utf-8") as stream:
            stream.write(json.dumps(row) + "\n")

    def metrics(self) -> list[dict]:
        """The rows of metrics.jsonl in step order; of a step written twice the last counts.

        A half-written last line (after a kill) is left out.
        """
        if not self.metrics_path.is_file():
            return []
        rows = {}
        for number, row in enumerate(read_rows(self.metrics_path, tolerate_cut=True), start=1):
            step = row.get("step")
            if not isinstance(step, int):
                raise UsageError(
                    f"{self.metrics_path}:{number}: a metrics row needs a whole number 'step', not {step!r}"
                )
            rows[step] = row
        return [rows[step] for step in sorted(rows)]

    def write_rollouts(self, step: int, rows: Iterable[dict]) -> None:
        write_rows(self.path / "rollouts" / f"step_{step:06d}.jsonl.gz", rows)

    def rollout_files(self) -> list[tuple[int, Path]]:
        """(step, file) of every recorded step, in step order."""
        files = {}
        for path in sorted((self.path / "rollouts").glob("step_*.jsonl*")):
            if match := _STEP_FILE.search(path.name):
                files[int(match[1])] = path
        return sorted(files.items())

    def forget_after(self, step: int) -> None:
        """Drop metrics, rollouts and bad batches of steps later than `step`: they will be made again.

        Files that a kill left half-written go too.
        """
        kept = "".join(json.dumps(row) + "\n" for row in self.metrics() if row["step"] <= step)
        write_bytes(self.metrics_path, kept.encode())
        for number, path in self.rollout_files():
            if number > step:
                path.unlink()
        for path in self.bad_batches.glob("step_*"):
            if int(path.name[5:11]) > step:
                path.unlink()
        for folder in (self.path, self.path / "rollouts", self.path / "evaluation", self.bad_batches):
            for path in folder.glob(f".*{PART}"):
                path.unlink()

    def write_evaluation(self, label: str, summary: dict, rows: Iterable[dict]) -> None:
        write_rows(self.path / "evaluation" / f"{label}.jsonl.gz", rows)
        write_json(self.path / "evaluation" / f"{label}.json", summary)

    def forget_evaluation(self, label: str) -> None:
        """Drop what was measured under a label: the model it was measured of goes on learning."""
        for path in (self.path / "evaluation").glob(f"{label}.json*"):
            path.unlink()

    def evaluation(self, label: str) -> dict | None:
        """The numbers of a label, as in `evaluation_summary`; None if there are none."""
        return self.evaluation_summary(label) or None

    def evaluation_summary(self, label: str) -> dict:
        """The numbers that training wrote for a label; {} if there are none.

        Raises:
            UsageError: `step`, `people` or `levels` is not what training writes.
        """
        path = self.path / "evaluation" / f"{label}.json"
        summary = read_json(path) if path.is_file() else {}
        if not isinstance(step := summary.get("step"), int | None):
            raise UsageError(f"{path}: 'step' is {step!r}, not a whole number; evaluate anew or remove this file")
        for place in _SIZES:
            numbers = summary.get(place, {})
            sizes = numbers.items() if isinstance(numbers, dict) else [("", numbers)]
            if not all(size.isdigit() and isinstance(entry, dict) for size, entry in sizes):
                raise UsageError(f"{path}: '{place}' is not numbers by size; evaluate anew or remove this file")
        return summary

    def evaluation_labels(self) -> list[str]:
        """Labels in the order in which they were measured: base, then by step, then as config.yaml has the phases."""
        folder = self.path / "evaluation"
        names = [path.name for path in folder.glob("*.json*")] if folder.is_dir() else []
        whole = (name for name in names if not name.startswith("."))  # a dot: a write that was cut off
        labels = {_ENDING.sub("", name) for name in whole}
        phases = {name: place for place, name in enumerate(self._phase_names())}

        def order(label: str) -> tuple:
            return label != BASE, self._evaluated_at(label), phases.get(label, len(phases)), label

        return sorted(labels, key=order)

    def phase_labels(self) -> list[str]:
        """The labels that are no points of a curve: base, the phases, and others that have a name."""
        return [label for label in self.evaluation_labels() if not is_step_label(label)]

    def evaluation_rows(self, label: str) -> list[dict]:
        """The response rows of a label; [] if there are none."""
        path = self._evaluation_file(label)
        return list(read_responses(path)) if path else []

    def _evaluated_at(self, label: str) -> int:
        """The step after which a label was measured, from its numbers or its first row; 0 if neither says."""
        step = self.evaluation_summary(label).get("step")
        if step is None and (path := self._evaluation_file(label)):
            step = next(read_responses(path), {}).get("step")
        return step if isinstance(step, int) else 0

    def _evaluation_file(self, label: str) -> Path | None:
        paths = (self.path / "evaluation" / f"{label}{ending}" for ending in (".jsonl.gz", ".jsonl"))
        return next((path for path in paths if path.is_file()), None)

    def _phase_names(self) -> list[str]:
        phases = self.config().get("phases")
        return [str(p.get("name")) for p in phases if isinstance(p, dict)] if isinstance(phases, list) else []

    def responses(self) -> Iterator[tuple[int | str, dict]]:
        """(step or label of the evaluation, response row) of all that is recorded: training first."""
        for where, path in self._response_files():
            yield from ((where, row) for row in read_responses(path))

    def num_responses(self) -> int:
        return sum(count_rows(path) for _, path in self._response_files())

    def _response_files(self) -> Iterator[tuple[int | str, Path]]:
        yield from self.rollout_files()
        yield from ((label, path) for label in self.evaluation_labels() if (path := self._evaluation_file(label)))


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
