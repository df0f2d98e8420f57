"""Parquet: the JSON rows again, read by whatever reads parquet; whole files only; memory that stays flat."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from puzzles import PuzzleFormatError, PuzzleSpec, sample_puzzle
from puzzles.formats.load import load_puzzles, load_rows
from puzzles.formats.parquet import COLUMNS, ROWS_A_GROUP, ParquetWriter, num_rows, parquet_row, write_parquet
from puzzles.puzzle import Puzzle
from puzzles.statements import And, Is, Not
from tests.puzzles import brute

REPOSITORY = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def puzzles():
    rng = random.Random(2)
    return [sample_puzzle(PuzzleSpec(n), rng) for n in (2, 3, 3, 5, 8)]


def test_round_trip_is_exact(tmp_path, puzzles) -> None:
    path = tmp_path / "new" / "some.parquet"
    write_parquet(path, puzzles)
    assert [p.to_row() for p in load_puzzles(path)] == [p.to_row() for p in puzzles]
    assert [row for _, row in load_rows(path)] == [p.to_row() for p in puzzles]
    assert [number for number, _ in load_rows(path)] == list(range(1, len(puzzles) + 1))
    assert [p.name for p in path.parent.iterdir()] == ["some.parquet"]
    assert num_rows(path) == len(puzzles)


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(st.data())
def test_any_puzzle_survives(tmp_path_factory, data) -> None:
    n = data.draw(st.integers(2, 4))
    speeches = data.draw(
        st.lists(brute.statements(n), min_size=n, max_size=n).filter(lambda s: len(brute.solutions(s)) == 1)
    )
    text = data.draw(st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=30))
    names = data.draw(st.lists(st.text("AbΩ'佐 伊-", min_size=1, max_size=5), min_size=n, max_size=n, unique=True))
    (solution,) = brute.solutions(speeches)
    measures = data.draw(st.dictionaries(st.text(max_size=4), st.integers() | st.floats(allow_nan=False), max_size=3))
    puzzle = Puzzle(tuple(names), tuple(speeches), solution, text, ("骑士", "无赖"), "zh", measures)
    path = tmp_path_factory.mktemp("any") / "p.parquet"
    write_parquet(path, [puzzle])
    (read,) = load_puzzles(path)
    assert read.to_row() == puzzle.to_row()


def test_columns_are_plain_for_other_readers(tmp_path, puzzles) -> None:
    path = tmp_path / "some.parquet"
    write_parquet(path, puzzles)
    table = pq.read_table(path)
    assert table.column_names == list(puzzles[0].to_row())
    types = {field.name: field.type for field in table.schema}
    assert types["solution"] == pa.list_(pa.bool_()) and types["names"] == pa.list_(pa.string())
    assert types["num_people"] == pa.int64()
    assert {types[name] for name in ("id", "statements", "language", "text", "difficulty")} == {pa.string()}
    assert json.loads(table["statements"][0].as_py()) == puzzles[0].to_row()["statements"]


def test_same_puzzles_same_bytes(tmp_path, puzzles) -> None:
    for name in ("a", "b"):
        write_parquet(tmp_path / name, puzzles)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_rows_go_to_disk_in_groups(tmp_path, puzzles) -> None:
    row = parquet_row(puzzles[0])
    with ParquetWriter(tmp_path / "many.parquet", COLUMNS) as writer:
        most = 0
        for _ in range(2 * ROWS_A_GROUP + 5):
            writer.write(row)
            most = max(most, len(writer._rows))
    assert most < ROWS_A_GROUP
    metadata = pq.read_metadata(tmp_path / "many.parquet")
    assert metadata.num_rows == 2 * ROWS_A_GROUP + 5
    assert [metadata.row_group(i).num_rows for i in range(3)] == [ROWS_A_GROUP, ROWS_A_GROUP, 5]
    assert sum(1 for _ in load_rows(tmp_path / "many.parquet")) == 2 * ROWS_A_GROUP + 5


def test_a_file_without_rows_is_a_file(tmp_path) -> None:
    write_parquet(tmp_path / "none.parquet", [])
    assert num_rows(tmp_path / "none.parquet") == 0
    assert list(load_puzzles(tmp_path / "none.parquet")) == []


def test_a_write_that_fails_leaves_the_old_file(tmp_path, puzzles) -> None:
    path = tmp_path / "some.parquet"
    write_parquet(path, puzzles)
    before = path.read_bytes()

    def interrupted():
        yield puzzles[0]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_parquet(path, interrupted())
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["some.parquet"]
    (tmp_path / "folder").mkdir()
    with pytest.raises(FileExistsError, match="another place"):
        write_parquet(tmp_path / "folder", puzzles)


def broken(tmp_path, row: dict):
    path = tmp_path / "broken.parquet"
    pq.write_table(pa.Table.from_pylist([row]), path)
    return path


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"statements": "[["}, "'statements' is not JSON"),
        ({"statements": "[" * 100_000}, "'statements' is not JSON"),
        ({"statements": "none"}, "'statements' must be a list"),
        ({"solution": None}, "'solution'"),
        ({"names": ["A", "A"]}, "distinct names"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_a_broken_row_is_named_in_one_line(tmp_path, change, message) -> None:
    puzzle = Puzzle(("A", "B"), (And((Is(0, False), Is(1, False))), Not(Is(0, True))), (False, True), "text")
    path = broken(tmp_path, parquet_row(puzzle) | change)
    with pytest.raises(PuzzleFormatError, match=message) as caught:
        list(load_puzzles(path))
    assert str(caught.value).startswith(f"{path}:1") and "\n" not in str(caught.value)


def test_no_file_a_directory_and_no_parquet(tmp_path) -> None:
    (tmp_path / "text.parquet").write_text("PAR1 is how it begins and nothing more")
    (tmp_path / "folder.parquet").mkdir()
    for name, message in (("gone", "no such file"), ("folder", "directory"), ("text", "not a whole parquet file")):
        with pytest.raises(PuzzleFormatError, match=message) as caught:
            list(load_puzzles(tmp_path / f"{name}.parquet"))
        assert str(tmp_path) in str(caught.value) and "\n" not in str(caught.value)


def test_parquet_is_known_by_its_content(tmp_path, puzzles) -> None:
    write_parquet(tmp_path / "puzzles.data", puzzles)
    assert [p.id for p in load_puzzles(tmp_path / "puzzles.data")] == [p.id for p in puzzles]


def test_pyarrow_is_loaded_on_use_only() -> None:
    code = "import sys; sys.modules['pyarrow'] = None\nimport puzzles.formats.load, puzzles.formats.hub, puzzles"
    assert subprocess.run([sys.executable, "-c", code], cwd=REPOSITORY).returncode == 0
