"""Puzzles and problems are read wherever rows may stand: JSON lines, an array, parquet, Arrow, and folders of them."""

from __future__ import annotations

import gzip
import json
import random

import pyarrow
import pytest
from pyarrow import parquet

from logic_rl.config.reading import read_config
from logic_rl.errors import UsageError
from logic_rl.resources import curriculum_path
from logic_rl.tasks import make_task
from logic_rl.tasks.knights.rows import puzzles_by_id
from logic_rl.tasks.maths.problems import read_problems
from logic_rl.training.questions import question_pools
from puzzles.errors import PuzzleFormatError
from puzzles.formats.any_file import any_rows, split_files
from puzzles.formats.load import load_puzzles
from puzzles.formats.table import FORMATS
from puzzles.sampling.sample import sample_puzzle
from puzzles.sampling.spec import PuzzleSpec

PROBLEMS = [{"id": 1, "problem": "What is 3 + 4?", "answer": "007"}, {"id": 2, "problem": "And 5 + 5?", "answer": "10"}]


def drawn(count: int = 6) -> list:
    return [sample_puzzle(PuzzleSpec(2 + seed % 3), random.Random(seed)) for seed in range(count)]


def written(path, rows: list[dict]):
    """A file of these rows in the format that its name says."""
    match path.name.partition(".")[2]:
        case "json":
            path.write_text(json.dumps(rows, indent=1, ensure_ascii=False), encoding="utf-8-sig")
        case "json.gz":
            path.write_bytes(gzip.compress(json.dumps(rows).encode()))
        case "jsonl":
            path.write_text("".join(json.dumps(row) + "\n" for row in rows))
        case "parquet":
            parquet.write_table(pyarrow.Table.from_pylist(rows), path)
        case "arrow":
            table = pyarrow.Table.from_pylist(rows)
            with pyarrow.OSFile(str(path), "wb") as file, pyarrow.ipc.new_stream(file, table.schema) as stream:
                stream.write_table(table)
        case "data":  # no ending that says anything
            parquet.write_table(pyarrow.Table.from_pylist(rows), path)
    return path


@pytest.mark.parametrize("name", ["p.json", "p.json.gz", "p.jsonl", "p.parquet", "p.arrow", "p.data"])
def test_problems_are_read_from_every_kind_of_file(name, tmp_path) -> None:
    problems = read_problems(written(tmp_path / name, PROBLEMS))
    assert [(p.id, p.text, p.answer) for p in problems] == [("1", "What is 3 + 4?", "007"), ("2", "And 5 + 5?", "10")]


def test_numbers_of_columns_are_written_as_people_do(tmp_path) -> None:
    rows = [{"question": "a", "answer": 7.0}, {"question": "b", "answer": 0.125}, {"question": "c", "answer": 1e20}]
    answers = [p.answer for p in read_problems(written(tmp_path / "p.parquet", rows))]
    assert answers == ["7", "0.125", "1" + "0" * 20]
    with pytest.raises(UsageError, match="'answer' must be text or a number"):
        read_problems(written(tmp_path / "q.parquet", [{"question": "a", "answer": float("nan")}]))


@pytest.mark.parametrize("name", ["p.json", "p.jsonl"])
def test_puzzles_are_read_from_an_array_too(name, tmp_path) -> None:
    path = written(tmp_path / name, [puzzle.to_row() for puzzle in drawn()])
    assert list(load_puzzles(path)) == drawn()
    assert set(puzzles_by_id(path)) == {puzzle.id for puzzle in drawn()}


@pytest.mark.parametrize("name", list(FORMATS))
def test_folders_of_every_format_train_as_they_are(name, tmp_path) -> None:
    made = FORMATS[name]
    for split, puzzles in (("train", drawn(6)[:4]), ("valid", []), ("test", drawn(6)[4:])):
        with made.writer(tmp_path / f"{split}.{made.extension}") as writer:
            for puzzle in puzzles:
                writer.write(made.encode(puzzle, split))
    config = read_config(curriculum_path("smoke"), (), puzzles=str(tmp_path))
    train, held_out = question_pools(config, make_task("knights"), print)
    assert {p.id for p in train} == {p.id for p in drawn(6)[:4]}
    assert {p.id for p in held_out["test"]} <= {p.id for p in drawn(6)[4:]} and held_out["valid"] == []
    assert set(puzzles_by_id(tmp_path / f"test.{made.extension}").values()) == set(drawn(6)[4:])


def test_the_files_of_a_split_as_data_sets_lay_them_out(tmp_path) -> None:
    (tmp_path / "data").mkdir()
    for name in ("train-00001-of-00002", "train-00000-of-00002", "training_notes", "test-00000-of-00001"):
        written(tmp_path / "data" / f"{name}.parquet", PROBLEMS)
    assert [path.name[:11] for path in split_files(tmp_path, "train")] == ["train-00000", "train-00001"]
    (tmp_path / "valid").mkdir()
    (tmp_path / "valid" / "state.json").write_text("{}")
    written(tmp_path / "valid" / "data-00000-of-00001.arrow", PROBLEMS)
    assert [path.suffix for path in split_files(tmp_path, "valid")] == [".arrow"]
    assert split_files(tmp_path, "dev") == []


def test_a_folder_with_one_file_stands_for_it(tmp_path) -> None:
    written(tmp_path / "only.parquet", PROBLEMS)
    (tmp_path / "dataset_info.json").write_text("{}")
    assert [row["id"] for _, row in any_rows(tmp_path)] == [1, 2]
    written(tmp_path / "more.jsonl", PROBLEMS)
    with pytest.raises(PuzzleFormatError, match=r"name a file in it, such as .*more\.jsonl"):
        list(any_rows(tmp_path))


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [("p.json", b'[{"a": 1}, 2]', ":2: a JSON int"), ("p.json", b'[{"a": 1}', "not a JSON array"),
     ("p.json", b"[]", "empty"),
     ("p.parquet", b"PAR1 and no more", "not a whole parquet file"), ("p.arrow", b"nothing", "not a whole Arrow file")],
)  # fmt: skip
def test_what_cannot_be_read_is_named(name, data, message, tmp_path) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(UsageError, match=message) as raised:
        list(any_rows(tmp_path / name, UsageError))
    assert str(tmp_path / name) in str(raised.value)
