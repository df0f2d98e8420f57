"""`logicrl traces` as a person calls it, and `sft` on what it wrote."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from logic_rl.cli.main import main
from logic_rl.cli.traces import parse_styles
from logic_rl.errors import UsageError


def run(*arguments: object) -> int:
    with pytest.raises(SystemExit) as ended:
        main([str(argument) for argument in arguments])
    return ended.value.code


def lines(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_proofs_are_written_and_counted(tmp_path: Path, capsys) -> None:
    out = tmp_path / "new" / "proofs.jsonl"
    options = ("--people", "2,4", "--count", 30, "--mistakes", 1, "--style", "search=2,case_analysis", "--style",
               "contradiction=.5", "--roles", "any", "--wording", "varied", "--seed", 4, "--out", out)  # fmt: skip
    assert run("traces", *options, "--json") == 0
    counts = json.loads(capsys.readouterr().out)
    rows = lines(out)
    assert (len(rows), counts["proofs"], counts["mistakes"]) == (30, 30, 30)
    assert {row["num_people"] for row in rows} == {2, 4} and len({row["id"] for row in rows}) == 30
    assert counts["steps"] == sum(len(row["steps"]) for row in rows)
    before = out.read_bytes()
    assert run("traces", *options) == 2 and "--overwrite" in capsys.readouterr().err
    assert run("traces", *options, "--overwrite") == 0
    assert out.read_bytes() == before, "the same seed, the same bytes"
    assert "30 proofs, 30 with a wrong turn" in capsys.readouterr().out


def test_chinese_proofs_are_scored_from_the_file_alone(tmp_path: Path, capsys) -> None:
    out = tmp_path / "proofs.jsonl.gz"
    assert run("traces", "--language", "zh", "--count", 12, "--mistakes", 0.5, "--out", out) == 0
    assert run("score", "--responses", out, "--out", tmp_path / "scores.jsonl") == 0
    assert {row["verdict"] for row in lines(tmp_path / "scores.jsonl")} == {"correct"}


def test_sft_learns_from_the_rows_as_they_are(tmp_path: Path, toy_model: Path, capsys) -> None:
    reports = []
    for shape in ("rows", "messages", "prompt-completion"):
        out = tmp_path / f"{shape}.jsonl"
        assert run("traces", "--people", 2, "--count", 16, "--fixed-cast", "--mistakes", 0.5, "--format", shape,
                   "--out", out) == 0  # fmt: skip
        capsys.readouterr()
        assert run("sft", "--model", toy_model, "--responses", out, "--batch-size", 4, "--epochs", 2, "--valid", out,
                   "--learning-rate", 1e-3, "--json", "--out", tmp_path / shape) == 0  # fmt: skip
        reports.append(json.loads(capsys.readouterr().out))
    assert [report["num_examples"] for report in reports] == [16, 16, 16], "no row is of the test split"
    assert all(report["valid_loss_after"] < report["valid_loss_before"] for report in reports)
    assert len({report["settings"]["examples"] for report in reports}) == 1, "the same tokens in every shape"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--style", "serach"), "did you mean search"),
        (("--style", "search=1,search=2"), "each style once"),
        (("--style", "search=-1"), "each style once"),
        (("--style", "search=0"), "above 0"),
        (("--mistakes", "1.5"), "--mistakes"),
        (("--people", "1"), "2 to 20"),
        (("--people", "5-8"), "at most 6"),
        (("--roles", "queen"), "choose from"),
        (("--depth", "0"), "max_depth 0"),
        (("--format", "parquet"), "--format"),
        (("--count", "0"), "--count"),
    ],
)
def test_bad_options_are_refused_in_one_line(tmp_path: Path, capsys, options, words) -> None:
    given = {"--count": "5", "--out": str(tmp_path / "p.jsonl")} | dict([options])
    assert run("traces", *(part for pair in given.items() for part in pair)) == 2
    told = capsys.readouterr().err
    assert told.count("\n") == 1 and words in told, told
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_written_is_told_before_the_work(tmp_path: Path, capsys) -> None:
    (tmp_path / "file").write_text("x")
    assert run("traces", "--count", 10**9, "--out", tmp_path / "file" / "p.jsonl") == 2
    assert "cannot write" in capsys.readouterr().err


def test_weights_of_styles() -> None:
    assert parse_styles(("search=.5,case_analysis=.3", "contradiction")) == (
        ("search", 0.5), ("case_analysis", 0.3), ("contradiction", 1.0),
    )  # fmt: skip
    for bad in ("", "search=", "search=x", "=1", "search;case_analysis"):
        with pytest.raises(UsageError):
            parse_styles((bad,))


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_a_process_told_to_end_leaves_nothing(tmp_path: Path) -> None:
    out = tmp_path / "p.jsonl"
    command = [sys.executable, "-m", "logic_rl", "traces", "--count", "1000000", "--out", str(out), "--processes", "2"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 120
    while not list(tmp_path.iterdir()) and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.05)
    assert list(tmp_path.iterdir()), "it never began"
    process.send_signal(signal.SIGTERM)
    _, told = process.communicate(timeout=120)
    assert (process.returncode, "interrupted" in told) == (130, True), told
    assert list(tmp_path.iterdir()) == []
