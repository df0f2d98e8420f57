"""What `pip install` leaves behind is the whole of the light half: it works from any folder, and without torch."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import zipfile
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import pytest

from logic_rl.extras import EXTRAS
from tests.absent import without
from tests.analysis.conftest import write_run

NEW_ENOUGH = find_spec("setuptools") is not None and int(version("setuptools").partition(".")[0]) >= 71
OPTIONAL = tuple(module for modules in EXTRAS.values() for module in modules)
BUILD = "import sys; from setuptools.build_meta import build_wheel; print(build_wheel(sys.argv[1]))"
THINKING = "<think> Some of them lie, and only one way round fits all that is said. </think>"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not NEW_ENOUGH, reason="building a wheel without a network needs setuptools 71"),
]


@pytest.fixture(scope="module")
def unpacked(repository: Path, tmp_path_factory) -> Path:
    """The wheel of a copy of the checkout, unpacked as an installation would lie there."""
    copy, wheels, place = (tmp_path_factory.mktemp(name) for name in ("copy", "wheels", "installed"))
    for name in ("logic_rl", "puzzles", "curricula"):
        shutil.copytree(repository / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("setup.cfg", "pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(repository / name, copy)
    done = subprocess.run([sys.executable, "-c", BUILD, str(wheels)], cwd=copy, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    [wheel] = wheels.glob("*.whl")
    zipfile.ZipFile(wheel).extractall(place)
    return place


def light(unpacked: Path, folder: Path, *args: str | Path) -> str:
    """The installed command's output, in another folder and where no extra is installed."""
    code = without(OPTIONAL) + f"sys.path.insert(0, {str(unpacked)!r})\n"
    code += f"import logic_rl; assert logic_rl.__file__.startswith({str(unpacked)!r})\n"
    code += f"from logic_rl.cli.main import main; main({[str(arg) for arg in args]!r})"
    done = subprocess.run([sys.executable, "-P", "-c", code], cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, f"{args}: {done.stderr[-2000:]}"
    return done.stdout


def test_puzzles_are_made_solved_changed_and_scored(unpacked: Path, tmp_path: Path) -> None:
    for language in ("zh", "en"):
        made = ("--people", "2-3", "--count", 24, "--seed", 1, "--language", language, "--out", language)
        light(unpacked, tmp_path, "generate", *made)
        puzzles = rows(tmp_path / language / "train.jsonl")
        solved = light(unpacked, tmp_path, "solve", f"{language}/train.jsonl").splitlines()
        assert [json.loads(line)["solutions"] for line in solved] == [[puzzle["solution"]] for puzzle in puzzles]
    light(unpacked, tmp_path, "perturb", "--puzzles", "en/train.jsonl", "--kind", "leaf", "--out", "t.jsonl")
    assert {row["perturbed_from"] for row in rows(tmp_path / "t.jsonl")} <= {puzzle["id"] for puzzle in puzzles}
    replies = [puzzle | {"response": f"{THINKING} <answer> {answer(puzzle)} </answer>"} for puzzle in puzzles]
    (tmp_path / "replies.jsonl").write_text("".join(json.dumps(reply) + "\n" for reply in replies))
    light(unpacked, tmp_path, "score", "--responses", "replies.jsonl", "--out", "scores.jsonl")
    assert {row["verdict"] for row in rows(tmp_path / "scores.jsonl")} == {"correct"}


def rows(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def answer(row: dict) -> str:
    told = zip(row["names"], row["solution"], strict=True)
    return ", ".join(f"{name} is a {row['roles'][0 if honest else 1]}" for name, honest in told)


def test_a_run_is_read_drawn_and_told(unpacked: Path, tmp_path: Path) -> None:
    run = write_run(tmp_path / "run", {"warmup": 2, "rollout": 2})
    light(unpacked, tmp_path, "analyze", "run")
    assert (run / "analysis" / "tags.jsonl").is_file()
    drawn = light(unpacked, tmp_path, "plot", "run", "--out", "plots").split()
    assert all((tmp_path / path).stat().st_size > 1000 for path in drawn) and "plots/overview.png" in drawn
    light(unpacked, tmp_path, "summarize", "run")
    assert json.loads((run / "summary.json").read_text())["people"]
    light(unpacked, tmp_path, "report", "run", "--out", "report.html")
    assert "<script" in (tmp_path / "report.html").read_text("utf-8")
    assert json.loads(light(unpacked, tmp_path, "plan", "--curriculum", "three_phase", "--json"))["parameters"] > 1e6
