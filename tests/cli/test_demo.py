"""`logicrl demo`: from nothing to a page, on where it stopped, and never over what is there."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from logic_rl.cli import demo as module
from logic_rl.cli.main import main
from logic_rl.rows import write_json

SMALL = ["--set", "evaluation.num_puzzles=6", *(
    word for stage in ("warmup", "rollout", "anneal")
    for key in ("steps=1", "prompts=2", "group_size=2") for word in ("--set", f"phases.{stage}.{key}")
)]  # fmt: skip


def demo(*args: object, code: int = 0):
    result = CliRunner().invoke(main, ["demo", *map(str, args)])
    assert result.exit_code == code, result.output
    return result


@pytest.fixture
def scripted(monkeypatch) -> list[list[str]]:
    """The commands that a demo calls, which leave what the real ones would: no model is loaded."""
    called: list[list[str]] = []

    def leave(what: str, arguments: list[str], shown_on) -> None:
        called.append(arguments)
        out = Path(arguments[arguments.index("--out") + 1]) if "--out" in arguments else Path(arguments[1])
        if arguments[0] == "generate":
            write_json(out / "manifest.json", {})
        if arguments[0] == "train":
            (out / "config.yaml").write_text("{}")
        if arguments[0] == "summarize":
            write_json(out / "summary.json", {"seconds": float(arguments[arguments.index("--seconds") + 1])})

    monkeypatch.setattr(module, "_run", leave)
    return called


def stopping_at(command: str, monkeypatch, seconds: float = 0.0) -> None:
    """From now on this command is interrupted, after so many seconds of its own."""
    before = module._run

    def stopped(what: str, arguments: list[str], shown_on) -> None:
        if arguments[0] == command:
            time.sleep(seconds)
            raise KeyboardInterrupt
        before(what, arguments, shown_on)

    monkeypatch.setattr(module, "_run", stopped)


def test_every_step_in_order(scripted, tmp_path: Path) -> None:
    demo("--out", tmp_path / "d", "--seed", 3, "--set", "phases.rollout.steps=2")
    assert [arguments[0] for arguments in scripted] == ["generate", "train", "analyze", "plot", "report", "summarize"]
    assert scripted[1][-4:] == ["--set", "phases.rollout.steps=2", "--out", str(tmp_path / "d")]
    assert scripted[4] == ["report", str(tmp_path / "d"), "--out", str(tmp_path / "d" / "report.html")]
    assert all(arguments[arguments.index("--seed") + 1] == "3" for arguments in scripted[:2])


@pytest.mark.parametrize(
    ("stop", "left"),
    [("train", ["train", "analyze", "plot", "report", "summarize"]),
     ("analyze", ["train", "analyze", "plot", "report", "summarize"]),
     ("report", ["train", "analyze", "plot", "report", "summarize"])],
)  # fmt: skip
def test_an_interrupted_demo_goes_on(stop: str, left: list[str], scripted, tmp_path: Path, monkeypatch) -> None:
    with monkeypatch.context() as patch:
        stopping_at(stop, patch, seconds=1.2)
        told = demo("--out", tmp_path / "d", code=130)
    assert "the same command goes on where it stopped" in told.stderr
    spent = json.loads((tmp_path / "d" / "demo.json").read_text())["seconds"]
    assert spent >= 1.2
    scripted.clear()
    assert "Going on with the unfinished demo" in demo("--out", tmp_path / "d").stderr
    assert [arguments[0] for arguments in scripted] == left
    assert ("--resume" in scripted[0]) == (stop != "train")
    # What was spent before counts, to the second that is written.
    assert json.loads((tmp_path / "d" / "summary.json").read_text())["seconds"] >= round(spent)


def test_a_set_up_before_counts(scripted, tmp_path: Path) -> None:
    demo("--out", tmp_path / "d", "--since", time.time() - 500)
    assert 500 <= json.loads((tmp_path / "d" / "summary.json").read_text())["seconds"] < 520
    demo("--out", tmp_path / "e", "--since", time.time() + 10_000)  # a clock that was set back meanwhile
    assert json.loads((tmp_path / "e" / "summary.json").read_text())["seconds"] < 60


def test_a_finished_demo_is_kept(scripted, tmp_path: Path) -> None:
    for _ in range(3):
        demo("--out", tmp_path / "d")
    assert len(list(tmp_path.iterdir())) == 3
    assert all((folder / "summary.json").is_file() for folder in tmp_path.iterdir())


@pytest.mark.parametrize(
    ("arguments", "words"),
    [(["--set", "phases.rollout.stepz=3"], "did you mean 'steps'"), (["--set", "phases.warmup.steps=0"], "steps"),
     (["--set", "nonsense"], "key=value"), (["--seed", "one"], "--seed"), (["--since", "-3"], "--since")],
)  # fmt: skip
def test_what_cannot_be_used_is_told_before_anything_is_written(arguments, words: str, tmp_path: Path) -> None:
    told = demo("--out", tmp_path / "d", *arguments, code=2)
    assert words.lower() in told.stderr.lower() and told.stderr.count("\n") == 1
    assert not list(tmp_path.iterdir())


def test_what_is_no_demo_is_left_alone(scripted, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "config.yaml").write_text("x")
    assert "something else than a demo" in demo("--out", tmp_path / "other", code=2).stderr
    (tmp_path / "file").write_text("x")
    demo("--out", tmp_path / "file", code=2)
    demo("--out", tmp_path / "file" / "d", code=2)
    (tmp_path / "empty").mkdir()
    demo("--out", tmp_path / "empty")
    assert [path.name for path in (tmp_path / "other").iterdir()] == ["config.yaml"]


def test_another_seed_does_not_go_on(scripted, tmp_path: Path, monkeypatch) -> None:
    with monkeypatch.context() as patch:
        stopping_at("train", patch)
        demo("--out", tmp_path / "d", "--seed", 4, code=130)
    told = demo("--out", tmp_path / "d", code=2)
    assert "--seed 4" in told.stderr and told.stderr.count("\n") == 1


@pytest.fixture(scope="module")
def small_demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A real one of three steps, stopped in its training by a signal, and gone on with."""
    out = tmp_path_factory.mktemp("demo") / "runs" / "demo"
    command = [sys.executable, "-m", "logic_rl", "demo", *SMALL, "--out", str(out)]
    environment = os.environ | {"PYTHONPATH": str(Path(module.__file__).parents[2]), "OMP_NUM_THREADS": "1"}
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as begun:
        deadline = time.monotonic() + 300
        while not (out / "metrics.jsonl").is_file() and time.monotonic() < deadline:
            time.sleep(0.1)
        begun.send_signal(signal.SIGINT)
        told = begun.communicate(timeout=120)[1]
    assert begun.returncode == 130 and "the same command goes on where it stopped" in told, told
    done = subprocess.run([*command, "--json"], env=environment, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr
    return out, done.stdout


@pytest.mark.slow
def test_a_real_demo_ends_with_all_that_it_promises(small_demo: tuple[Path, str]) -> None:
    out, printed = small_demo
    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    assert json.loads(printed) == summary
    assert set(summary["people"]) == {"2", "3", "4"} and summary["labels"] == {"before": "base", "after": "anneal"}
    for name in ("accuracy", "format", "length", "behaviours"):
        assert f"{name}_before" in summary and f"{name}_after" in summary
    assert "plots/overview.png" in summary["figures"] and all((out / one).is_file() for one in summary["figures"])
    page = (out / "report.html").read_text(encoding="utf-8")
    assert "tiny-base · grpo · seed 1 · 3 steps" in page and str(out.parents[1]) not in page
    assert yaml.safe_load((out / "config.yaml").read_text())["phases"][0]["prompts"] == 2
    assert summary["seconds"] > json.loads((out / "demo.json").read_text())["seconds"] > 0


@pytest.mark.slow
def test_make_demo_is_this_command(repository: Path) -> None:
    if shutil.which("make") is None:
        pytest.skip("make is not installed")
    # By itself, also where these tests are run by make: an inner one says which folder it enters and leaves.
    alone = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    told = subprocess.run(["make", "-n", "demo"], cwd=repository, env=alone, capture_output=True, text=True).stdout
    lines = told.splitlines()
    assert lines[-1].startswith(".venv/bin/logicrl demo --since ") and lines[-1].split()[-1].isdigit()
