"""Exports are read back with the trackers' own readers; skipped where these are not installed."""

from __future__ import annotations

import importlib
import json
import struct
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from logic_rl.analysis.tables import analyze_run
from logic_rl.analysis.trackers import export_tensorboard, export_wandb, tracked_rows
from logic_rl.cli.export import export
from logic_rl.errors import UsageError
from logic_rl.record import open_run
from tests.analysis.conftest import write_run


def scalars(folder: Path) -> dict[str, list[tuple[int, float]]]:
    """{key: [(step, value), …]} as TensorBoard shows them."""
    accumulators = pytest.importorskip("tensorboard.backend.event_processing.event_accumulator")
    events = accumulators.EventAccumulator(str(folder), size_guidance={"scalars": 0, "tensors": 0})
    events.Reload()
    from tensorboard.util.tensor_util import make_ndarray

    return {
        key: [(event.step, make_ndarray(event.tensor_proto).item()) for event in events.Tensors(key)]
        for key in events.Tags()["tensors"]
    }


def test_rows_hold_metrics_evaluations_and_behaviours(demo_run: Path) -> None:
    analyze_run(demo_run)
    rows = dict(tracked_rows(open_run(demo_run)))
    recorded = {row["step"]: row for row in map(json.loads, (demo_run / "metrics.jsonl").read_text().splitlines())}
    assert all(rows[step]["reward/mean"] == row["reward/mean"] for step, row in recorded.items())
    told = json.loads((demo_run / "evaluation" / "base.json").read_text())
    assert rows[0]["evaluation/accuracy"] == told["accuracy"]
    assert rows[0]["evaluation/accuracy_people_3"] == told["people"]["3"]["accuracy"]
    summary = json.loads((demo_run / "analysis" / "summary.json").read_text())
    assert rows[11]["behaviour/backtracking"] == summary["steps"]["11"]["behaviours"]["backtracking"]["share"]
    assert not any(key in ("step", "phase") for row in rows.values() for key in row)


def test_tensorboard_reads_the_same_numbers_however_often_exported(demo_run: Path, tmp_path: Path) -> None:
    pytest.importorskip("tensorboard", reason="tensorboard is not installed")
    for _ in range(2):
        [path] = export_tensorboard([demo_run], tmp_path / "tb")
    assert sorted((tmp_path / "tb").rglob("*")) == [path.parent, path]
    shown = scalars(path.parent)
    expected: dict[str, list] = {}
    for step, values in tracked_rows(open_run(demo_run)):
        for key, value in values.items():
            expected.setdefault(key, []).append((step, pytest.approx(value, rel=1e-6)))
    assert shown == expected and "reward/mean" in shown


def test_a_run_that_grew_is_exported_anew(demo_run: Path, tmp_path: Path) -> None:
    pytest.importorskip("tensorboard", reason="tensorboard is not installed")
    metrics = demo_run / "metrics.jsonl"
    whole = metrics.read_text()
    metrics.write_text("".join(whole.splitlines(keepends=True)[:5]) + '{"step": 5, "rew')  # a write in flight
    [path] = export_tensorboard([demo_run], tmp_path)
    assert len(scalars(path.parent)["reward/mean"]) == 5
    metrics.write_text(whole)
    assert export_tensorboard([demo_run], tmp_path) == [path]
    assert len(scalars(path.parent)["reward/mean"]) == 12


def test_wandb_offline(demo_run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("wandb", reason="wandb is not installed")
    monkeypatch.setenv("WANDB_MODE", "offline")
    monkeypatch.setenv("WANDB_DIR", str(tmp_path))
    monkeypatch.setenv("WANDB_SILENT", "true")
    [first] = export_wandb([demo_run], "test")
    time.sleep(1)  # its folders are named by the second
    assert export_wandb([demo_run], "test") == [first]
    importlib.import_module("wandb").teardown()  # its own process writes the file, and is done when it has ended
    [stored, _] = sorted((tmp_path / "wandb").glob(f"offline-run-*-{first}/run-{first}.wandb"))
    assert {step: row["reward/mean"] for step, row in offline_rows(stored) if "reward/mean" in row} == {
        step: row["reward/mean"] for step, row in tracked_rows(open_run(demo_run)) if "reward/mean" in row
    }


def offline_rows(path: Path) -> list[tuple[int, dict]]:
    """The history in the file of an offline run: LevelDB's log format after a header of seven bytes."""
    from wandb.proto import wandb_internal_pb2

    data, at, whole, rows = path.read_bytes(), 7, b"", []
    while at + 7 <= len(data):
        length, kind = struct.unpack("<HB", data[at + 4 : at + 7])
        if kind:
            whole += data[at + 7 : at + 7 + length]
            at += 7 + length
        left = -at % 32768
        at += left if left < 7 or not kind else 0
        if kind in (1, 4):  # a whole record, or the last part of one
            record = wandb_internal_pb2.Record.FromString(whole)
            whole = b""
            if record.WhichOneof("record_type") == "history":
                items = {item.key or "/".join(item.nested_key): item.value_json for item in record.history.item}
                rows.append((record.history.step.num, {key: json.loads(value) for key, value in items.items()}))
    return rows


def test_bad_requests(demo_run: Path, tmp_path: Path) -> None:
    told = CliRunner().invoke(export, [str(demo_run)])
    assert isinstance(told.exception, UsageError) and "--tensorboard DIR" in str(told.exception)
    other = write_run(tmp_path / "elsewhere" / "demo", {"warmup": 1})
    with pytest.raises(UsageError, match="same name"):
        export_tensorboard([demo_run, other], tmp_path)
    empty = write_run(tmp_path / "empty", {})
    for path in (empty / "evaluation").iterdir():
        path.unlink()
    with pytest.raises(UsageError, match="no metrics yet"):
        export_tensorboard([empty], tmp_path)
