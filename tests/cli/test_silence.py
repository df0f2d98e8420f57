"""Where stderr is no terminal, every command that may take long says now and then that it goes on."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from logic_rl import progress
from logic_rl.cli.main import main
from tests.analysis.conftest import write_run

LINE = re.compile(r"^[a-z -]+: .*\d+ (?:s|min) gone$", re.MULTILINE)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("files")
    run = write_run(folder / "run", {"warmup": 2, "anneal": 1})
    drawn = CliRunner().invoke(main, ["generate", "--people", "2-3", "--count", "60", "--out", str(folder / "p")])
    assert drawn.exit_code == 0, drawn.output
    puzzles = folder / "p" / "train.jsonl"
    rows = [json.loads(line) for line in puzzles.read_text("utf-8").splitlines()]
    replies = folder / "replies.jsonl"
    response = "<think> Hm. </think> <answer> no </answer>"
    answered = ({"id": row["id"], "puzzle_id": row["id"], "response": response} for row in rows)
    replies.write_text("".join(json.dumps(row) + "\n" for row in answered))
    return {"RUN": str(run), "PUZZLES": str(puzzles), "REPLIES": str(replies), "TMP": str(folder)}


COMMANDS = {
    "generate": "generate --people 3 --count 200 --seed 5 --out TMP/new",
    "perturb": "perturb --puzzles PUZZLES --kind leaf --out TMP/leaf.jsonl",
    "score": "score --puzzles PUZZLES --responses REPLIES --out TMP/scores.jsonl",
    "analyze": "analyze RUN",
    "plot": "plot RUN --out TMP/plots",
    "report": "report RUN --out TMP/report.html",
    "summarize": "summarize RUN",
}


@pytest.mark.parametrize("name", COMMANDS)
def test_a_log_file_hears_of_it(name: str, files: dict[str, str], monkeypatch) -> None:
    monkeypatch.setattr(progress, "FIRST_SECONDS", 0.0)
    monkeypatch.setattr(progress, "LINE_SECONDS", 0.02)
    words = COMMANDS[name]
    for key, path in files.items():
        words = words.replace(key, path)
    result = CliRunner().invoke(main, words.split())
    assert result.exit_code == 0, result.output
    assert LINE.search(result.stderr), result.stderr
    assert not LINE.search(result.stdout)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["evaluate", "sample", "sft"])
def test_so_do_those_that_run_a_model(name: str, files: dict[str, str], toy_model: Path, monkeypatch) -> None:
    monkeypatch.setattr(progress, "FIRST_SECONDS", 0.0)
    monkeypatch.setattr(progress, "LINE_SECONDS", 0.02)
    commands = {
        "evaluate": f"evaluate --model {toy_model} --puzzles PUZZLES --limit 2 --max-new-tokens 8 --out TMP/e",
        "sample": f"sample --model {toy_model} --puzzles PUZZLES --limit 2 --samples 1 --max-new-tokens 8 --out TMP/s",
        "sft": f"sft --model {toy_model} --responses REPLIES --puzzles PUZZLES --out TMP/m",
    }
    words = commands[name]
    for key, path in files.items():
        words = words.replace(key, path)
    result = CliRunner().invoke(main, words.split())
    assert result.exit_code == 0, result.output
    assert LINE.search(result.stderr), result.stderr
