"""`logicrl analyze`, `plot` and `summarize` from the outside."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from logic_rl.cli.main import main


def logicrl(*args: object) -> Result:
    return CliRunner().invoke(main, [str(arg) for arg in args])


@pytest.fixture
def responses(tmp_path: Path) -> Path:
    path = tmp_path / "r.jsonl"
    path.write_text('{"id": "a", "response": "Wait, that is wrong. Let\'s go back."}\n', encoding="utf-8")
    return path


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """The smallest run: two evaluations of one puzzle."""
    folder = tmp_path / "run"
    (folder / "evaluation").mkdir(parents=True)
    for label, step, text, verdict in (("base", 0, "Hmm.", "wrong"), ("warmup", 9, "Let me check.", "correct")):
        row = {"id": label, "puzzle_id": "kk-1", "step": step, "phase": label, "response": text, "num_tokens": 4,
               "num_people": 2, "score": {"total": 0, "parts": {}, "verdict": verdict, "reason": ""}}  # fmt: skip
        (folder / "evaluation" / f"{label}.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    return folder


def test_analyze_a_file(responses: Path, tmp_path: Path) -> None:
    result = logicrl("analyze", responses, "--out", tmp_path / "tags")
    assert result.exit_code == 0, result.output
    assert "all" in result.output.split() and "backtracking" in result.output
    row = json.loads((tmp_path / "tags" / "tags.jsonl").read_text(encoding="utf-8"))
    assert [(span["behaviour"], span["start"], span["end"]) for span in row["spans"]] == [
        ("reflection", 0, 20), ("backtracking", 21, 35),
    ]  # fmt: skip


def test_analyze_as_json(responses: Path) -> None:
    result = logicrl("analyze", responses, "--json")
    assert json.loads(result.output)["all"]["behaviours"]["backtracking"]["share"] == 1.0


def test_summarize(run: Path) -> None:
    result = logicrl("summarize", run, "--seconds", 12, "--json")
    summary = json.loads(result.output)
    assert summary["people"] == {"2": {"accuracy_before": 0.0, "accuracy_after": 1.0, "num_puzzles": 1}}
    assert summary["behaviours_after"]["verification"] == 1.0
    assert json.loads((run / "summary.json").read_text(encoding="utf-8")) == summary
    assert "accuracy, 2 people" in logicrl("summarize", run).output


def test_plot(run: Path, tmp_path: Path) -> None:
    result = logicrl("plot", run, "--out", tmp_path / "figures")
    assert result.exit_code == 0, result.output
    assert (tmp_path / "figures" / "overview.png").stat().st_size > 5000


@pytest.mark.parametrize("command", ["analyze", "summarize", "plot"])
def test_wrong_input_is_one_line_and_exit_code_2(command: str, tmp_path: Path) -> None:
    extra = ["--out", tmp_path / "o"] if command == "plot" else []
    result = logicrl(command, tmp_path / "nothing", *extra)
    assert result.exit_code == 2
    assert result.output.count("\n") == 1 and "nothing" in result.output


@pytest.mark.parametrize("seconds", ["nan", "inf"])
def test_seconds_are_a_number(run: Path, seconds: str) -> None:
    result = logicrl("summarize", run, "--seconds", seconds)
    assert result.exit_code == 2 and "--seconds" in result.output and not (run / "summary.json").exists()


@pytest.mark.parametrize("command", ["analyze", "summarize", "plot"])
def test_help_has_an_example(command: str) -> None:
    assert f"logicrl {command} " in logicrl(command, "--help").output.split("Example")[1]


def test_rules_only_and_word_lists(tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    path.write_text('{"id": "a", "response": "However, it rains. Let me verify."}\n', encoding="utf-8")
    for options, shown in (
        ([], {"verification"}),
        (["--rules-only"], {"verification"}),
        (["--lexicon", "r1-nature"], {"reflection"}),
    ):
        result = CliRunner().invoke(main, ["analyze", str(path), "--out", str(tmp_path / "out"), *options])
        assert result.exit_code == 0, result.output
        row = json.loads((tmp_path / "out" / "tags.jsonl").read_text(encoding="utf-8"))
        assert {name for name, count in row["counts"].items() if count} == shown
    wrong = CliRunner().invoke(main, ["analyze", str(path), "--lexicon", "r1"])
    assert wrong.exit_code == 2 and "Known lists" in wrong.output
    both = CliRunner().invoke(main, ["analyze", str(path), "--lexicon", "wait", "--rules-only"])
    assert both.exit_code == 2 and "give one of them" in both.output


def test_claims_are_checked_against_the_puzzle(tmp_path: Path) -> None:
    puzzle = {"id": "kk-1", "num_people": 2, "names": ["Zoey", "Mia"], "roles": ["knight", "knave"], "language": "en",
              "statements": [["knave", 1], ["and", ["knave", 0], ["knave", 1]]], "solution": [True, False],
              "text": 'Zoey says: "Mia is a knave." Mia says: "Zoey is a knave and I am a knave."'}  # fmt: skip
    (tmp_path / "p.jsonl").write_text(json.dumps(puzzle) + "\n", encoding="utf-8")
    row = {"id": "a", "puzzle_id": "kk-1", "response": "So Mia is a knight."}
    (tmp_path / "r.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    for options, truth in ((["--puzzles", tmp_path / "p.jsonl"], ["false"]), ([], None)):
        result = logicrl("analyze", tmp_path / "r.jsonl", "--out", tmp_path / "out", *options)
        assert result.exit_code == 0, result.output
        told = json.loads((tmp_path / "out" / "tags.jsonl").read_text(encoding="utf-8")).get("claims")
        assert (told and [claim["truth"] for claim in told]) == truth
    missing = logicrl("analyze", tmp_path / "r.jsonl", "--puzzles", tmp_path / "none.jsonl")
    assert missing.exit_code == 2 and "none.jsonl" in missing.output
