"""`logicrl distill` from the shell: the three ways, the model that comes of it, and what is refused in one line."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from logic_rl.cli.main import main
from logic_rl.record import RunFolder
from logic_rl.rows import read_rows

SMALL = ("--people", "2", "--prompts", "4", "--samples", "2", "--all-replies", "--steps", "2", "--batch-size", "4",
         "--max-new-tokens", "16", "--num-puzzles", "2", "--learning-rate", "1e-3")  # fmt: skip


def run(*arguments: object):
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.mark.parametrize(("mode", "stages"), [("hard", ["teacher"]), ("soft", ["teacher"]), ("on-policy", [])])
def test_a_student_of_each_mode(toy_model: Path, tmp_path: Path, mode: str, stages: list[str]) -> None:
    out = tmp_path / "run"
    result = run("distill", "--teacher", toy_model, "--model", toy_model, "--mode", mode, *SMALL, "--out", out)
    assert result.exit_code == 0, result.output
    folder = RunFolder(out)
    assert {row["phase"] for row in folder.metrics()} == {"distil"} and len(folder.metrics()) == 2
    assert [path.name for path in sorted(folder.samples.glob("*.json"))] == [f"{stage}.json" for stage in stages]
    assert set(folder.phase_labels()) == {"base", "distil"}
    assert run("distill", "--out", out, "--resume").exit_code == 0, "nothing is left to do"
    answers = tmp_path / "rows.jsonl"
    puzzles = tmp_path / "puzzles"
    made = run("generate", "--people", 2, "--count", 30, "--no-rate", "--out", puzzles)
    assert made.exit_code == 0, made.output
    sampled = run("sample", "--model", out, "--puzzles", puzzles / "test.jsonl", "--limit", 2, "--samples", 1,
                  "--max-new-tokens", 8, "--out", answers)  # fmt: skip
    assert sampled.exit_code == 0, sampled.output + str(sampled.exception)
    assert len(list(read_rows(answers))) == 2


def test_what_a_teacher_is_sure_of_is_all_there_is_to_learn(toy_model: Path, tmp_path: Path) -> None:
    """A student that is its own teacher has no divergence, and stays as it was but for rounding."""
    for mode in ("soft", "on-policy"):
        out = tmp_path / mode
        result = run("distill", "--teacher", toy_model, "--model", toy_model, "--mode", mode, *SMALL, "--out", out)
        assert result.exit_code == 0, result.output
        assert RunFolder(out).metrics()[0]["distil/divergence"] == pytest.approx(0, abs=1e-5)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--model", "tiny-base"), "--teacher: name a packaged model"),
        (("--teacher", "tiny-base"), "--model: name a packaged model"),
        (("--teacher", "tiny-bas", "--model", "tiny-base"), "Did you mean 'tiny-base'"),
        (("--teacher", "tiny-base", "--model", "tiny-base", "--people", "two"), "two"),
        (("--teacher", "tiny-base", "--model", "tiny-base", "--alpha", "1.5"), "1.5"),
        (("--teacher", "tiny-base", "--model", "tiny-base", "--puzzles", "nowhere"), "nowhere"),
        (("--resume",), "nothing to resume"),
    ],
)
def test_what_cannot_be_is_told_in_one_line(tmp_path: Path, arguments: tuple, message: str, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = run("distill", *arguments, "--out", "run")
    assert result.exit_code == 2 and message in result.output and "Traceback" not in result.output
    assert not (tmp_path / "run").exists()
