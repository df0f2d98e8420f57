"""Every notebook runs at toy size, and lies here with its outputs."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import pytest

from tests.analysis.conftest import write_run

NOTEBOOKS = sorted((Path(__file__).resolve().parents[2] / "notebooks").glob("*.ipynb"))


@pytest.mark.slow
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_runs(path: Path, tmp_path: Path, monkeypatch) -> None:
    spec = importlib.util.spec_from_file_location("notebook_runner", path.parent / "run.py")
    runner = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(runner)
    monkeypatch.setenv("LOGICRL_RUN", str(write_run(tmp_path / "demo", {"warmup": 3, "rollout": 4}, puzzles=6)))
    monkeypatch.chdir(tmp_path)
    notebook = runner.run(json.loads(path.read_text("utf-8")))
    kinds = [[kind for output in cell["outputs"] for kind in output.get("data", ())] for cell in code(notebook)]
    assert sum("image/png" in found for found in kinds) >= 5
    assert (tmp_path / "demo" / "report.html").is_file()


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_is_kept_with_its_outputs(path: Path) -> None:
    notebook = json.loads(path.read_text("utf-8"))
    assert notebook["nbformat"] == 4 and all(cell["outputs"] for cell in code(notebook))


def code(notebook: dict) -> list[dict]:
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
