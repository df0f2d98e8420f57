"""What live trackers get is read back with their own readers; each test is skipped where its library is not there."""

from __future__ import annotations

import importlib.util
import json
import re
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from logic_rl.errors import UsageError
from logic_rl.record import RunFolder
from logic_rl.trackers.live import TRACKERS, Trackers, require_trackers
from logic_rl.trackers.tracker import COLUMNS
from logic_rl.trackers.values import evaluation_values, step_values

REPLIES = [{"id": "a", "score": {"verdict": "wrong", "total": -1.5}, "response": "so [x]\n```\n<b> | **b**"},
           {"id": "b", "score": {"verdict": "correct", "total": 3}, "response": "yes"}]  # fmt: skip
TABLE = [["b", "correct", 3.0, "yes"], ["a", "wrong", -1.5, REPLIES[0]["response"]]]  # what is shown of them


def row(step: int) -> dict:
    return {"step": step, "phase": "warmup", "reward/mean": step / 4, "time/step_seconds": 0.5}


def summary(label: str, step: int) -> dict:
    return {"label": label, "step": step, "accuracy": step / 8, "format_rate": 1.0, "mean_length": 9.0,
            "people": {"2": {"accuracy": 0.5}}}  # fmt: skip


def train(folder: RunFolder, names: list[str], after: int, last: int, evaluated: dict[int, str]) -> list[str]:
    """Steps `after` + 1 to `last` as a trainer does them, with evaluations after some; what was said meanwhile."""
    said: list[str] = []
    if not folder.exists:
        folder.create("name: run\nseed: 3\n", {})
    folder.forget_after(after)
    trackers = Trackers(names, folder, said.append)
    if after == 0 and 0 in evaluated:
        evaluate(folder, trackers, evaluated[0], 0)
    for step in range(after + 1, last + 1):
        folder.append_metrics(row(step))
        trackers.step(row(step))
        if step in evaluated and folder.evaluation(evaluated[step]) is None:
            evaluate(folder, trackers, evaluated[step], step)
    trackers.close()
    return said


def evaluate(folder: RunFolder, trackers: Trackers, label: str, step: int) -> None:
    folder.write_evaluation(label, summary(label, step), REPLIES)
    trackers.evaluation(summary(label, step), REPLIES)


def tensorboard_shows(folder: RunFolder) -> dict[str, list[tuple[int, float]]]:
    pytest.importorskip("tensorboard", reason="tensorboard is not installed")
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
    from tensorboard.util.tensor_util import make_ndarray

    with warnings.catch_warnings(action="ignore"):  # of what it has brought along
        from tensorboard.plugins.text.text_plugin import text_array_to_html

    events = EventAccumulator(str(folder.path / "tensorboard"), size_guidance={"scalars": 0})
    events.Reload()
    assert set(events.Tags()["tensors"]) == {"replies/base", "replies/step_000003"}
    [event] = events.Tensors("replies/base")
    assert event.step == 0
    shown = text_array_to_html(make_ndarray(event.tensor_proto), enable_markdown=True)
    cells = re.findall(r"<td>(.*?)</td>", shown, re.S)
    assert [re.sub(r"<.*?>", "", cell).strip() for cell in cells[:8]] == [*COLUMNS, "b", "correct", "3.0", "yes"]
    assert len(cells) == 12 and "so [x]\n```\n&lt;b&gt; | **b**" in cells[-1], "a reply is no Markdown and no HTML"
    return {key: [(event.step, event.value) for event in events.Scalars(key)] for key in events.Tags()["scalars"]}


def wandb_shows(folder: RunFolder) -> dict[str, list[tuple[int, float]]]:
    import wandb

    from tests.analysis.test_trackers import offline_rows

    wandb.teardown()  # its own process writes the file, and is done when it has ended
    shown: dict[str, list[tuple[int, float]]] = {}
    stored = json.loads((folder.path / "trackers.json").read_text())["id"]
    for path in sorted((folder.path / "wandb").glob(f"offline-run-*-{stored}*/run-{stored}.wandb")):
        for step, values in offline_rows(path):
            for key, value in values.items():
                if "/" in key and not key.startswith("replies/"):
                    shown.setdefault(key, []).append((step, value))
    tables = [json.loads(path.read_text()) for path in (folder.path / "wandb").rglob("media/table/replies/*.json")]
    assert [(one["columns"], one["data"]) for one in tables] == [(list(COLUMNS), TABLE)] * 2
    return shown


def trackio_shows(folder: RunFolder) -> dict[str, list[tuple[int, float]]]:
    import trackio

    stored = json.loads((folder.path / "trackers.json").read_text())["id"]
    [run] = trackio.Api().runs("logic-rl")
    assert run.name == f"{folder.path.name}-{stored[:6]}"
    rows = trackio.sqlite_storage.SQLiteStorage.get_logs("logic-rl", run.name)
    shown: dict[str, list[tuple[int, float]]] = {}
    tables: list[tuple[int, str]] = []
    for logged in rows:
        for key, value in logged.items():
            if key.startswith("replies/"):
                assert value["_value"] == [dict(zip(COLUMNS, line, strict=True)) for line in TABLE], value
                tables.append((logged["step"], key))
            elif "/" in key:
                shown.setdefault(key, []).append((logged["step"], value))
    assert sorted(tables) == [(0, "replies/base"), (3, "replies/step_000003")]
    return shown


SHOWN: dict[str, Callable] = {"tensorboard": tensorboard_shows, "wandb": wandb_shows, "trackio": trackio_shows}


@pytest.fixture(params=sorted(TRACKERS))
def tracker(request, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The name of one that is installed, with all it writes in `tmp_path`."""
    pytest.importorskip(request.param, reason=f"{request.param} is not installed")
    monkeypatch.setenv("WANDB_MODE", "offline")
    monkeypatch.setenv("WANDB_SILENT", "true")
    if request.param == "trackio":
        for module in [name for name in sys.modules if name.partition(".")[0] == "trackio"]:
            monkeypatch.delitem(sys.modules, module)  # it reads where to write when it is loaded
        monkeypatch.delitem(sys.modules, "logic_rl.trackers.trackio", raising=False)
    monkeypatch.setenv("TRACKIO_DIR", str(tmp_path / "trackio"))
    yield request.param
    if request.param == "wandb":
        import wandb

        wandb.teardown()  # it has read the variables, once for the process


def test_a_run_that_was_killed_and_goes_on_is_one_run_there(tracker: str, tmp_path: Path) -> None:
    """Killed after step 5 with a checkpoint of step 2: steps 3 to 5 are made again and each is there once."""
    folder = RunFolder(tmp_path / "run")
    evaluated = {0: "base", 3: "step_000003"}
    assert train(folder, [tracker], after=0, last=5, evaluated=evaluated) == []
    time.sleep(1)  # the folders of wandb are named by the second
    assert train(folder, [tracker], after=2, last=6, evaluated=evaluated) == []
    shown = SHOWN[tracker](folder)
    assert shown["reward/mean"] == [(step, step / 4) for step in range(1, 7)]
    assert shown["evaluation/accuracy"] == [(0, 0.0), (3, 0.375)]
    assert shown["evaluation/accuracy_people_2"] == [(0, 0.5), (3, 0.5)]
    assert "phase" not in shown


def test_a_tracker_that_comes_later_gets_what_is_on_record(tracker: str, tmp_path: Path) -> None:
    folder = RunFolder(tmp_path / "run")
    train(folder, [], after=0, last=4, evaluated={0: "base", 3: "step_000003"})
    assert not (folder.path / "trackers.json").exists()
    assert train(folder, [tracker], after=4, last=5, evaluated={}) == []
    state = json.loads((folder.path / "trackers.json").read_text())
    assert state[tracker] == {"step": 5, "evaluations": ["base", "step_000003"]}
    assert SHOWN[tracker](folder)["evaluation/accuracy"] == [(0, 0.0), (3, 0.375)], "and their tables of replies"


class Broken:
    """Stands in for a library's class in the middle of an outage."""

    rewinds = False

    def __init__(self, opening):
        self.calls = 0

    def log(self, step, values):
        self.calls += 1
        if self.calls == 2:
            raise ConnectionError("the server [is] gone")

    def replies(self, step, label, table):
        assert list(map(list, table)) == TABLE

    def finish(self):
        raise AssertionError("it is left out by now")


@pytest.mark.skipif(importlib.util.find_spec("tensorboard") is None, reason="tensorboard is not installed")
def test_one_that_fails_is_left_out_after_one_warning_and_the_rest_go_on(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "logic_rl.trackers.wandb", type("module", (), {"WeightsAndBiases": Broken}))
    folder = RunFolder(tmp_path / "run")
    said = train(folder, ["wandb", "tensorboard"], after=0, last=5, evaluated={0: "base", 3: "step_000003"})
    assert said == ["warning: wandb gets no more numbers of this run (ConnectionError: the server [is] gone); "
                    "the run goes on, and with --resume so does its tracking"]  # fmt: skip
    assert len(tensorboard_shows(folder)["reward/mean"]) == 5
    assert json.loads((folder.path / "trackers.json").read_text())["wandb"] == {"step": 0, "evaluations": ["base"]}


def test_a_missing_library_is_told_before_anything_else_with_what_to_type(monkeypatch) -> None:
    monkeypatch.setattr("logic_rl.trackers.live.find_spec", lambda name: None)
    with pytest.raises(UsageError, match=r"trackio needs trackio, .*pip install 'logic-rl\[trackers\]'.*\.venv"):
        require_trackers(["trackio"])
    with pytest.raises(UsageError, match="choose among tensorboard"):
        require_trackers(["mlflow"])
    require_trackers([])


def test_names_of_values() -> None:
    assert step_values({"step": 1, "phase": "a", "optim/loss": 2, "reward/x": float("nan"), "health/y": None}) == {
        "optim/loss": 2.0
    }
    assert evaluation_values({"label": "a", "accuracy": 1, "levels": {"3": {"accuracy": 0.25}}}) == {
        "evaluation/accuracy": 1.0, "evaluation/accuracy_level_3": 0.25,
    }  # fmt: skip
