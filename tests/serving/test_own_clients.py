"""`sample`, `evaluate` and `judge` against our own server."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from logic_rl.cli.main import main
from logic_rl.rows import read_rows
from logic_rl.tags import THINK_OPEN

pytest.importorskip("openai")
CAP = "120"  # tokens


@pytest.fixture(scope="module")
def puzzles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("own") / "puzzles"
    command = ["generate", "--people", "2-3", "--count", "20", "--fixed-cast", "--no-rate", "--out", str(folder)]
    assert CliRunner().invoke(main, command).exit_code == 0
    return folder / "train.jsonl"


def called(*words: object) -> str:
    result = CliRunner().invoke(main, [str(word) for word in words])
    assert result.exit_code == 0, result.output
    return result.output


def test_samples_are_scored_and_counted(running, puzzles: Path, tmp_path: Path) -> None:
    told = called("sample", "--model", "tiny-base", "--endpoint", f"{running.url}/v1", "--puzzles", puzzles, "--limit",
                  6, "--max-new-tokens", CAP, "--slots", 3, "--out", tmp_path / "rows.jsonl")  # fmt: skip
    rows = list(read_rows(tmp_path / "rows.jsonl"))
    written = sum(row["num_tokens"] for row in rows)
    assert len(rows) == 6 and "6 calls made" in told and f"{written:,} written" in told
    assert {row["finish_reason"] for row in rows} <= {"stop", "length"}
    assert any(row["response"].startswith(THINK_OPEN) for row in rows), "thinking that is told apart is put back"
    called("score", "--responses", tmp_path / "rows.jsonl", "--out", tmp_path / "scores.jsonl")
    scores = list(read_rows(tmp_path / "scores.jsonl"))
    assert [one["total"] for one in scores] == [row["score"]["total"] for row in rows]


def test_an_evaluation_and_a_question(running, puzzles: Path, tmp_path: Path) -> None:
    where = ["--model", "tiny-base", "--endpoint", f"{running.url}/v1", "--max-new-tokens", CAP]
    told = called("evaluate", *where, "--puzzles", puzzles, "--limit", 4, "--samples", 2, "--out", tmp_path / "e")
    assert "8 calls made" in told
    assert json.loads((tmp_path / "e" / "evaluation" / "model.json").read_text())["num_samples"] == 8


def test_a_judge_that_cannot_judge(running, tmp_path: Path) -> None:
    """The tiny base answers nothing that can be read as labels: no error, and nothing made up."""
    source = tmp_path / "replies.jsonl"
    source.write_text(json.dumps({"id": "a", "response": "Alice lies. Wait, no."}) + "\n")
    where = ["--endpoint", f"{running.url}/v1", "--model", "tiny-base"]
    told = called("judge", source, *where, "--out", tmp_path / "judge")
    assert "3 calls made" in told and "no readable answer for 2 of 2 sentences" in told
    [row] = read_rows(tmp_path / "judge" / "judged.jsonl")
    assert row["spans"] == [] and row["unanswered"] == 2


def test_a_name_that_is_not_served(running, puzzles: Path, tmp_path: Path) -> None:
    command = ["sample", "--model", "gpt-9", "--endpoint", f"{running.url}/v1", "--puzzles", str(puzzles), "--out",
               str(tmp_path / "rows.jsonl")]  # fmt: skip
    result = CliRunner().invoke(main, command)
    assert result.exit_code == 2 and "refuses: HTTP 404" in result.output and "gpt-9" in result.output
    assert not list(tmp_path.iterdir())
