"""One loader for puzzle files and response files: whatever the file is, every command reads it alike."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pyarrow
import pytest
from click.testing import CliRunner
from pyarrow import parquet

from logic_rl.cli.main import main
from puzzles import DatasetRequest, PuzzleSpec, read_puzzles, write_dataset

FORMATS = ("jsonl", "parquet", "verl", "mem-kk", "trl", "preference", "reasoning-gym")
SHAPES = ("test.jsonl", "array.json", "arrow", "parts", "one-file-folder")


def run(*arguments: object) -> str:
    result = CliRunner().invoke(main, [str(one) for one in arguments])
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.fixture(scope="module")
def sets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same puzzles in formats of `generate`, and the test split of one in other shapes of files."""
    folder = tmp_path_factory.mktemp("sets")
    for form in FORMATS:
        write_dataset(folder / form, DatasetRequest([2, 3], 60, 3, PuzzleSpec(2, fixed_cast=True), form))
    rows = [json.loads(line) for line in (folder / "jsonl" / "test.jsonl").read_text().splitlines()]
    (folder / "array.json").write_text(json.dumps(rows))
    columns = [row | {"statements": json.dumps(row["statements"]), "difficulty": json.dumps(row["difficulty"])}
               for row in rows]  # fmt: skip
    table = pyarrow.Table.from_pylist(columns)
    for name, parts in (("arrow", [table]), ("parts", [table.slice(0, 5), table.slice(5)])):
        (folder / name).mkdir()
        for place, part in enumerate(parts):
            path = folder / name / f"data-{place:05d}-of-{len(parts):05d}.arrow"
            with pyarrow.OSFile(str(path), "wb") as file, pyarrow.ipc.new_stream(file, part.schema) as stream:
                stream.write_table(part)
        (folder / name / "state.json").write_text("{}")
    (folder / "one-file-folder").mkdir()
    parquet.write_table(table, folder / "one-file-folder" / "test-00000-of-00001.parquet")
    return folder


def puzzle_file(sets: Path, name: str) -> Path:
    if name in FORMATS:
        return next((sets / name).glob("test.*"))
    return sets / "jsonl" / name if name == "test.jsonl" else sets / name


@pytest.fixture(scope="module")
def replies(sets: Path) -> list[dict]:
    thinking = "<think> Let me try each of them in turn. </think>"
    return [
        {"id": f"r{number}", "puzzle_id": puzzle.id, "response": f"{thinking} <answer> "
         + ", ".join(f"{name} is a {puzzle.role_of(k)}" for k, name in enumerate(puzzle.names)) + " </answer>"}
        for number, puzzle in enumerate(read_puzzles(sets / "jsonl" / "test.jsonl"))
    ]  # fmt: skip


@pytest.mark.parametrize("name", [*FORMATS, *SHAPES])
def test_puzzle_files_are_read_alike(sets: Path, replies: list[dict], tmp_path: Path, name: str) -> None:
    file = puzzle_file(sets, name)
    count = len(replies)
    (tmp_path / "r.jsonl").write_text("".join(json.dumps(row) + "\n" for row in replies))
    run("score", "--puzzles", file, "--responses", tmp_path / "r.jsonl", "--out", tmp_path / "s.jsonl")
    scores = [json.loads(line) for line in (tmp_path / "s.jsonl").read_text().splitlines()]
    assert [row["verdict"] for row in scores] == ["correct"] * count
    run("perturb", "--puzzles", file, "--kind", "rename", "--out", tmp_path / "p.jsonl")
    assert len(read_puzzles(tmp_path / "p.jsonl")) == count
    run("analyze", tmp_path / "r.jsonl", "--puzzles", file, "--out", tmp_path / "a")
    tags = (tmp_path / "a" / "tags.jsonl").read_text().splitlines()
    assert sum("outcome" in json.loads(line) for line in tags) == count
    if not file.is_dir():
        run("solve", file, "--out", tmp_path / "solved.jsonl")
        solved = [json.loads(line) for line in (tmp_path / "solved.jsonl").read_text().splitlines()]
        assert [row["status"] for row in solved] == ["unique"] * count


def nested(row: dict) -> dict:
    return {"id": row["id"], "puzzle_id": row["puzzle_id"], "choices": [{"message": {"content": row["response"]}}]}


FIELDS: dict[str, Callable[[dict], dict]] = {
    "output": lambda row: {"id": row["id"], "puzzle_id": row["puzzle_id"], "output": row["response"]},
    "generated_text": lambda row: row | {"generated_text": row["response"], "response": "of another model"},
    "completion.text": lambda row: row | {"response": None, "completion": {"text": row["response"]}},
    "choices.0.message": nested,
    "model.output": lambda row: row | {"response": "", "model.output": row["response"]},
    "outputs.1": lambda row: row | {"response": "", "outputs": ["nothing", row["response"]]},
}


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("shape", ["jsonl", "json", "parquet"])
def test_rows_of_other_tools(sets: Path, replies: list[dict], tmp_path: Path, field: str, shape: str) -> None:
    rows = [FIELDS[field](row) for row in replies]
    file = tmp_path / f"theirs.{shape}"
    if shape == "parquet":
        parquet.write_table(pyarrow.Table.from_pylist(rows), file)
    else:
        file.write_text(json.dumps(rows) if shape == "json" else "".join(json.dumps(row) + "\n" for row in rows))
    puzzles = sets / "jsonl" / "test.jsonl"
    given = ("--puzzles", puzzles, "--field", field)
    printed = run("score", "--responses", file, *given, "--out", tmp_path / "s", "--json")
    assert json.loads(printed)["counts"]["correct"] == len(replies)
    run("analyze", file, *given, "--out", tmp_path / "a")
    assert json.loads((tmp_path / "a" / "summary.json").read_text())["num_responses"] == len(replies)


@pytest.mark.parametrize(
    ("field", "says"),
    [("outpt", "did you mean 'output'"), ("output.text", "nothing lies in it"), ("outputs", "outputs.0"),
     ("outputs.7", "choose from 0, 1")],
)  # fmt: skip
def test_a_field_that_is_not_there(tmp_path: Path, field: str, says: str) -> None:
    (tmp_path / "r.jsonl").write_text('{"id": "a", "output": "Aha.", "outputs": ["a", "b"]}\n')
    result = CliRunner().invoke(main, ["analyze", str(tmp_path / "r.jsonl"), "--field", field])
    assert result.exit_code == 2
    assert says in result.stderr and "r.jsonl:1" in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["r.jsonl"]


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMATS)
def test_own_folders_train_evaluate_and_fine_tune_as_they_are(
    sets: Path, toy_model: Path, tmp_path: Path, form: str, replies: list[dict]
) -> None:
    train, test = (next((sets / form).glob(f"{split}.*")) for split in ("train", "test"))
    options = ("--max-new-tokens", 8, "--limit", 4)
    run("evaluate", "--model", toy_model, "--puzzles", test, *options, "--out", tmp_path / "e")
    run("sample", "--model", toy_model, "--puzzles", train, *options, "--out", tmp_path / "r.jsonl")
    (tmp_path / "own.jsonl").write_text("".join(json.dumps(row) + "\n" for row in replies))
    run("sft", "--model", toy_model, "--responses", tmp_path / "own.jsonl", "--puzzles", test, "--keep-test",
        "--out", tmp_path / "m")  # fmt: skip
    run("train", "--curriculum", "smoke", "--model", toy_model, "--puzzles", sets / form,
        "--set", "phases.warmup.steps=1", "--set", "phases.rollout.steps=1", "--set", "phases.anneal.steps=1",
        "--set", "rollout.max_new_tokens=8", "--out", tmp_path / "run")  # fmt: skip
    run("evaluate", "--model", tmp_path / "run", "--puzzles", test, *options, "--out", tmp_path / "e2")
    summary = json.loads((tmp_path / "e2" / "evaluation" / "model.json").read_text())
    assert summary["model"] == str(tmp_path / "run" / "checkpoints" / "anneal")
