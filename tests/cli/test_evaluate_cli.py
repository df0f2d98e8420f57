"""`logicrl evaluate` on a toy model: what it writes, and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from logic_rl.cli.main import main
from puzzles.formats.jsonl import read_puzzles


def run(*arguments: object) -> int:
    with pytest.raises(SystemExit) as ended:
        main([str(argument) for argument in arguments])
    return ended.value.code


@pytest.fixture(scope="module")
def files(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("evaluation")
    assert run("generate", "--people", "2-3", "--count", 40, "--seed", 3, "--fixed-cast", "--out", folder / "p") == 0
    train = folder / "p" / "train.jsonl"
    assert run("perturb", "--puzzles", train, "--kind", "rename", "--out", folder / "renamed.jsonl") == 0
    return folder


def test_a_whole_evaluation_and_its_comparison(files: Path, toy_model: Path, capsys) -> None:
    train = files / "p" / "train.jsonl"
    options = ("evaluate", "--model", toy_model, "--puzzles", train, "--limit", 6, "--max-new-tokens", 12)
    assert run(*options, "--samples", 3, "--out", files / "e1") == 0
    assert "pass@3" in capsys.readouterr().out
    assert run(
        *options, "--perturbed", files / "renamed.jsonl", "--compare", files / "e1", "--seed", 1,
        "--out", files / "e2", "--json",
    ) == 0  # fmt: skip
    summary = json.loads(capsys.readouterr().out)
    assert summary == json.loads((files / "e2" / "evaluation" / "model.json").read_text())
    assert summary["accuracy_table"]["all"]["num_puzzles"] == 6
    assert summary["memorisation"]["num_pairs"] == 6
    assert summary["comparison"]["num_puzzles"] == 6
    assert {p.id for p in read_puzzles(train)[:6]} < {row["puzzle_id"] for row in rows(files / "e2")}


def rows(folder: Path) -> list[dict]:
    from logic_rl.analysis.runs import read_rows

    return list(read_rows(folder / "evaluation" / "model.jsonl.gz"))


@pytest.mark.parametrize(
    ("extra", "complaint"),
    [
        (("--perturbed", "p/train.jsonl"), "without perturbed_from"),
        (("--compare", "p"), "no evaluation there"),
        (("--puzzles", "none.jsonl"), "none.jsonl"),
    ],
)
def test_bad_input_is_refused_before_anything_is_sampled(files, toy_model, capsys, extra, complaint) -> None:
    option, name = extra
    code = run("evaluate", "--model", toy_model, "--puzzles", files / "p" / "train.jsonl", option, files / name,
               "--out", files / "bad")  # fmt: skip
    message = capsys.readouterr().err
    assert code == 2 and complaint in message and len(message.strip().splitlines()) == 1
    assert not (files / "bad").exists()


def test_too_many_workers_are_refused_before_an_engine_starts(files: Path, toy_model: Path, capsys) -> None:
    options = ("--model", toy_model, "--puzzles", files / "p" / "train.jsonl", "--engine", "vllm", "--workers", 999)
    for command, out in (("evaluate", files / "many"), ("sample", files / "many.jsonl")):
        assert run(command, *options, "--out", out) == 2
        assert "--workers 999" in capsys.readouterr().err
