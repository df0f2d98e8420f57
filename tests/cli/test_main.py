"""What a person sees when a command fails."""

from __future__ import annotations

import errno
import subprocess
import sys
from types import ModuleType

import click
import pytest
from click.testing import CliRunner

from logic_rl.cli import main as cli
from logic_rl.errors import RunFailed, UsageError
from puzzles.errors import PuzzleFormatError


@pytest.fixture
def run(monkeypatch):
    """Run `logicrl ARGS` where the command `train` raises the given error."""

    def run(error: BaseException | None = None, args: tuple[str, ...] = ("train",)):
        @click.command()
        @click.option("--steps", type=int)
        @click.pass_context
        def train(ctx: click.Context, steps: int | None) -> None:
            if error is not None:
                raise error

        module = ModuleType("scripted_command")
        module.train = train
        monkeypatch.setitem(sys.modules, "scripted_command", module)
        monkeypatch.setitem(cli.COMMANDS, "train", cli.Entry("scripted_command", "Scripted.", resumable=True))
        return CliRunner().invoke(cli.main, list(args))

    return run


ERRORS = [
    (UsageError("phase 'warm': not one of warmup, rollout"), 2, "phase 'warm': not one of warmup, rollout"),
    (RunFailed("the engine stopped"), 1, "the engine stopped"),
    (PuzzleFormatError("a.jsonl line 3: 'names'"), 2, "a.jsonl line 3: 'names'"),
    (click.UsageError("give --out"), 2, "give --out (see logicrl train --help)"),
    (click.ClickException("no"), 1, "no"),
    (ModuleNotFoundError("halted", name="torch.nn"), 2, "this needs torch, not installed here: "
     "pip install 'logic-rl[train]'; in a clone: make setup, or .venv/bin/pip install -e '.[train]'"),
    (ModuleNotFoundError("halted", name="peft"), 2, "this needs peft, not installed here: "
     "pip install 'logic-rl[lora]'; in a clone: .venv/bin/pip install -e '.[lora]'"),
    (ModuleNotFoundError("halted", name="yaml"), 2, "this needs yaml, not installed here: pip install pyyaml"),
    (ModuleNotFoundError("halted", name="their_task"), 2,
     "this needs their_task, not installed here: pip install their_task"),
    (PermissionError(errno.EACCES, "Permission denied", "/runs/a"), 2,
     "/runs/a: Permission denied: you may not read or write there; name another place or change its permissions"),
    (OSError(errno.ENOSPC, "No space left on device", "runs/a/metrics.jsonl"), 2,
     "runs/a/metrics.jsonl: No space left on device: make room or name a place on another disk"),
    (OSError("Can't load the model 'x'.\nMake sure it exists"), 2, "Can't load the model 'x'. Make sure it exists"),
    (ValueError("odd"), 1, "ValueError: odd (unexpected; LOGICRL_TRACEBACK=1 shows where)"),
    (ModuleNotFoundError("No module named 'logic_rl.x'", name="logic_rl.x"), 1,
     "ModuleNotFoundError: No module named 'logic_rl.x' (unexpected; LOGICRL_TRACEBACK=1 shows where)"),
]  # fmt: skip


@pytest.mark.parametrize(("error", "code", "line"), ERRORS, ids=[f"{type(e).__name__}-{c}" for e, c, _ in ERRORS])
def test_an_error_is_one_line_on_stderr_and_an_exit_code(run, error, code, line) -> None:
    result = run(error)
    assert result.exit_code == code
    assert result.stderr == f"logicrl: error: {line}\n"
    assert result.stdout == ""


def test_success_is_quiet_and_zero(run) -> None:
    result = run(None)
    assert (result.exit_code, result.output) == (0, "")


def test_exit_code_of_a_command_is_kept(run) -> None:
    assert run(click.exceptions.Exit(1)).exit_code == 1


def test_interruption_says_how_to_go_on(run) -> None:
    result = run(KeyboardInterrupt())
    assert result.exit_code == 130
    assert result.stderr.strip() == "logicrl: interrupted; continue with --resume"


def test_interruption_promises_no_resume_where_there_is_none() -> None:
    assert cli.explained(KeyboardInterrupt(), ["score"]) == ("interrupted", 130)


def test_traceback_on_request(run, monkeypatch) -> None:
    monkeypatch.setenv("LOGICRL_TRACEBACK", "1")
    result = run(UsageError("bad"))
    assert result.exit_code == 2
    assert "Traceback (most recent call last)" in result.stderr
    assert result.stderr.endswith("logicrl: error: bad\n")


def test_bad_option_points_to_the_help_of_its_command(run) -> None:
    result = run(None, ("train", "--steps", "many"))
    assert result.exit_code == 2
    assert result.stderr.startswith("logicrl: error: Invalid value for '--steps'")
    assert result.stderr.endswith("(see logicrl train --help)\n")
    assert result.stderr.count("\n") == 1


def test_unknown_command_names_the_nearest_and_all() -> None:
    result = CliRunner().invoke(cli.main, ["analyse"])
    assert result.exit_code == 2
    assert "no command 'analyse'. Did you mean 'analyze'?" in result.stderr
    assert all(name in result.stderr for name in cli.COMMANDS)


def test_no_command_shows_the_help_as_an_error() -> None:
    result = CliRunner().invoke(cli.main, [])
    assert result.exit_code == 2
    assert "Commands:" in result.stderr and result.stdout == ""


def test_version(repository) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "logic_rl", "--version"], cwd=repository, capture_output=True, text=True
    )
    assert (run.returncode, run.stdout) == (0, "logicrl, version 0.1.0\n")


def test_a_reader_that_goes_away_is_no_error(repository) -> None:
    command = f"{sys.executable} -m logic_rl --help | true; exit ${{PIPESTATUS[0]}}"
    run = subprocess.run(["bash", "-c", command], cwd=repository, capture_output=True, text=True)
    assert run.stderr == ""
