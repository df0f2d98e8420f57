"""Every notebook runs at toy size, and lies here with its outputs."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import pytest

from tests.analysis.conftest import write_run

NOTEBOOKS = sorted((Path(__file__).resolve().parents[2] / "notebooks").glob("*.ipynb"))


READS_A_RUN = "reading_a_run"


@pytest.fixture(scope="module")
def runner():
    spec = importlib.util.spec_from_file_location("notebook_runner", NOTEBOOKS[0].parent / "run.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.slow
def test_the_reading_of_a_run_runs(runner, tmp_path: Path, monkeypatch) -> None:
    path = next(path for path in NOTEBOOKS if path.stem == READS_A_RUN)
    monkeypatch.setenv("LOGICRL_RUN", str(write_run(tmp_path / "demo", {"warmup": 3, "rollout": 4}, puzzles=6)))
    monkeypatch.chdir(tmp_path)
    assert pictures(runner.run(json.loads(path.read_text("utf-8")))) >= 5
    assert (tmp_path / "demo" / "report.html").is_file()


@pytest.mark.slow
@pytest.mark.parametrize("path", [path for path in NOTEBOOKS if path.stem != READS_A_RUN], ids=lambda path: path.stem)
def test_it_says_again_what_is_kept(runner, path: Path, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    kept = json.loads(path.read_text("utf-8"))
    again = runner.run(json.loads(path.read_text("utf-8")))
    assert printed(again) == printed(kept) and pictures(again) == pictures(kept) == 1


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_is_kept_with_its_outputs(path: Path) -> None:
    notebook = json.loads(path.read_text("utf-8"))
    assert notebook["nbformat"] == 4 and all(cell["outputs"] for cell in code(notebook))


def code(notebook: dict) -> list[dict]:
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]


def printed(notebook: dict) -> list[str]:
    return ["".join(output["text"]) for cell in code(notebook) for output in cell["outputs"] if "text" in output]


def pictures(notebook: dict) -> int:
    return sum("image/png" in output.get("data", ()) for cell in code(notebook) for output in cell["outputs"])
