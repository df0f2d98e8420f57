"""The run folder: what training writes and analysis reads.

```
config.yaml  environment.json  metrics.jsonl  rollouts/step_000001.jsonl.gz …
evaluation/<label>.json + .jsonl.gz   checkpoints/…   bad_batches/…   analysis/   plots/
```
Every file is either written whole under another name and renamed, or (metrics) appended to
line by line, so that a kill at any moment leaves nothing that cannot be read.
"""

from __future__ import annotations

import gzip
import io
import json
import os
from collections.abc import Iterable
from pathlib import Path

from logic_rl.errors import UsageError


def write_bytes(path: Path, data: bytes) -> None:
    """Write the whole file or none of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.tmp")
    try:
        temporary.write_bytes(data)
        os.replace(temporary, path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def write_json(path: Path, value: object) -> None:
    write_bytes(path, (json.dumps(value, indent=2, ensure_ascii=False) + "\n").encode())


def write_rows(path: Path, rows: Iterable[dict]) -> None:
    """Gzipped JSON lines; the same rows give the same bytes."""
    buffer = io.BytesIO()
    with gzip.GzipFile(fileobj=buffer, mode="wb", mtime=0, compresslevel=6) as stream:
        for row in rows:
            stream.write((json.dumps(row, ensure_ascii=False) + "\n").encode())
    write_bytes(path, buffer.getvalue())


class RunFolder:
    """The folder of one run.

    Raises:
        UsageError: on `create`, when the folder already holds a run; on `resume`, when it holds none.
    """

    def __init__(self, path: Path):
        self.path = path
        self.config_path = path / "config.yaml"
        self.metrics_path = path / "metrics.jsonl"
        self.checkpoints = path / "checkpoints"
        self.bad_batches = path / "bad_batches"

    @property
    def exists(self) -> bool:
        return self.config_path.is_file()

    def create(self, config_text: str, environment: dict) -> None:
        if self.exists:
            raise UsageError(f"{self.path} already holds a run: continue it with --resume or choose another --out")
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            write_json(self.path / "environment.json", environment)
            write_bytes(self.config_path, config_text.encode())
        except OSError as error:
            raise UsageError(f"cannot write {self.path}: {error.strerror}; choose another --out") from None

    def append_metrics(self, row: dict) -> None:
        with self.metrics_path.open("a", encoding="utf-8") as stream:
            stream.write(json.dumps(row) + "\n")

    def metrics(self) -> list[dict]:
        """All complete rows; a half-written last line (after a kill) is left out."""
        if not self.metrics_path.is_file():
            return []
        lines = self.metrics_path.read_text(encoding="utf-8").split("\n")[:-1]
        return [json.loads(line) for line in lines if line]

    def forget_after(self, step: int) -> None:
        """Drop metrics, rollouts and bad batches of steps later than `step`: they will be made again."""
        kept = "".join(json.dumps(row) + "\n" for row in self.metrics() if row["step"] <= step)
        write_bytes(self.metrics_path, kept.encode())
        for path in [*(self.path / "rollouts").glob("step_*.jsonl.gz"), *self.bad_batches.glob("step_*")]:
            if int(path.name[5:11]) > step:
                path.unlink()

    def write_rollouts(self, step: int, rows: Iterable[dict]) -> None:
        write_rows(self.path / "rollouts" / f"step_{step:06d}.jsonl.gz", rows)

    def write_evaluation(self, label: str, summary: dict, rows: Iterable[dict]) -> None:
        write_rows(self.path / "evaluation" / f"{label}.jsonl.gz", rows)
        write_json(self.path / "evaluation" / f"{label}.json", summary)

    def evaluation(self, label: str) -> dict | None:
        path = self.path / "evaluation" / f"{label}.json"
        return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else None
