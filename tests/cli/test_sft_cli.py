"""`logicrl sft` as a user runs it: on what `sample` wrote, into `evaluate`, and with broken input."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from logic_rl.cli.main import main


def run(*arguments: object) -> int:
    with pytest.raises(SystemExit) as ended:
        main([str(argument) for argument in arguments])
    return ended.value.code


@pytest.fixture(scope="module")
def files(tmp_path_factory, toy_model: Path) -> Path:
    """A puzzle set, and replies of the toy model to its training puzzles."""
    folder = tmp_path_factory.mktemp("sft")
    assert run("generate", "--people", "2-3", "--count", 40, "--seed", 3, "--fixed-cast", "--out", folder / "p") == 0
    sampling = ("--samples", 2, "--limit", 6, "--max-new-tokens", 16, "--out", folder / "replies.jsonl")
    assert run("sample", "--model", toy_model, "--puzzles", folder / "p" / "train.jsonl", *sampling) == 0
    return folder


def test_what_sample_wrote_is_learnt_and_can_be_evaluated(files: Path, toy_model: Path, capsys) -> None:
    options = ("sft", "--model", toy_model, "--responses", files / "replies.jsonl", "--batch-size", 4, "--epochs", 2)
    puzzles = ("--puzzles", files / "p" / "train.jsonl")
    assert run(*options, *puzzles, "--valid", files / "replies.jsonl", "--json", "--out", files / "tuned") == 0
    report = json.loads(capsys.readouterr().out)
    assert report["num_examples"] == 12 and report["num_steps"] == 6
    assert report["valid_loss_after"] < report["valid_loss_before"]
    told = json.loads((files / "tuned" / "sft.json").read_text())
    assert len(told["log"]) == 6 and told["settings"]["examples"] == report["settings"]["examples"]
    checked = ("--puzzles", files / "p" / "test.jsonl", "--max-new-tokens", 8, "--limit", 2)
    assert run("evaluate", "--model", files / "tuned", *checked, "--out", files / "evaluation") == 0
    assert run(*options, *puzzles, "--out", files / "tuned") == 2
    assert "already holds a model" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "not JSON"),
        ('{"question": "Who?"}', "no reply in 'response'"),
        ('{"response": "x", "puzzle_id": "kk-none"}', "give --puzzles"),
        ("", "the file is empty"),
    ],
)
def test_bad_rows_are_told_in_one_line_and_nothing_is_written(
    tmp_path: Path, toy_model: Path, capsys, line: str, message: str
) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text(line)
    assert run("sft", "--model", toy_model, "--responses", path, "--out", tmp_path / "out") == 2
    told = capsys.readouterr().err.strip()
    assert message in told and len(told.splitlines()) == 1
    assert not (tmp_path / "out").exists()
