"""The folder that `datasets.load_dataset` opens: its head says which file is which split."""

from __future__ import annotations

import random
import re

import pyarrow.parquet as pq
import pytest
import yaml

from puzzles import DatasetRequest, PuzzleSpec, sample_puzzle, write_dataset
from puzzles.formats.hub import size_category, write_card
from puzzles.formats.parquet import write_parquet
from puzzles.formats.table import FORMATS
from puzzles.formats.verl import write_verl


@pytest.fixture(scope="module")
def puzzles():
    return [sample_puzzle(PuzzleSpec(3), random.Random(n)) for n in range(6)]


def head_of(folder) -> dict:
    lines = (folder / "README.md").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "---"
    return yaml.safe_load("\n".join(lines[1 : lines.index("---", 1)]))


def data_files(folder) -> dict[str, list]:
    """Split → files, as `datasets` takes them from the head of the card."""
    (config,) = head_of(folder)["configs"]
    assert set(config) == {"config_name", "data_files"} and config["config_name"] == "default"
    assert all(
        set(entry) == {"split", "path"} and re.fullmatch(r"\w+", entry["split"]) for entry in config["data_files"]
    )
    return {entry["split"]: sorted(folder.glob(entry["path"])) for entry in config["data_files"]}


def test_splits_are_found(tmp_path, puzzles) -> None:
    parts = {"train": puzzles[:3], "valid": puzzles[3:4], "test": puzzles[4:]}
    for split, part in parts.items():
        write_parquet(tmp_path / f"{split}.parquet", part)
    (tmp_path / "manifest.json").write_text("{}")
    write_card(tmp_path, "parquet")
    files = data_files(tmp_path)
    assert list(files) == ["train", "validation", "test"]
    for (split, found), part in zip(files.items(), parts.values(), strict=True):
        assert len(found) == 1, split
        assert pq.read_table(found[0])["id"].to_pylist() == [p.id for p in part]
    assert len({str(pq.read_schema(found[0])) for found in files.values()}) == 1, "one schema for all splits"


def test_the_card_tells_every_column(tmp_path, puzzles) -> None:
    for split in ("train", "valid", "test"):
        write_parquet(tmp_path / f"{split}.parquet", puzzles[:1])
    write_card(tmp_path, "parquet")
    text = (tmp_path / "README.md").read_text(encoding="utf-8")
    assert all(f"`{name}`" in text for name in pq.read_schema(tmp_path / "train.parquet").names)


def test_a_split_without_rows_is_left_out(tmp_path, puzzles) -> None:
    for split, part in {"train": puzzles, "valid": [], "test": puzzles}.items():
        write_verl(tmp_path / f"{split}.parquet", part, split)
    write_card(tmp_path, "verl")
    assert list(data_files(tmp_path)) == ["train", "test"]


CARDS = [name for name, form in FORMATS.items() if form.has_card]


@pytest.mark.parametrize("name", CARDS)
def test_the_card_of_every_format(tmp_path, name) -> None:
    write_dataset(tmp_path / "d", DatasetRequest([2, 3], 30, 4, PuzzleSpec(2, language="zh"), name), version="9.9")
    text, head = (tmp_path / "d" / "README.md").read_text(encoding="utf-8"), head_of(tmp_path / "d")
    assert (head["license"], head["language"], head["size_categories"]) == ("apache-2.0", ["zh"], ["n<1K"])
    assert name in head["tags"] and head["task_categories"]
    schema, table = pq.read_schema(tmp_path / "d" / "train.parquet"), text.partition("## Columns")[2]
    assert all(f"`{column}`" in table.partition("## Splits")[0] for column in schema.names)
    for split, (file,) in data_files(tmp_path / "d").items():
        assert f"| {split} | {pq.read_metadata(file).num_rows} |" in text
    assert "`logicrl generate` 9.9, seed 4, puzzles of 2, 3 people" in text and "does not leak" in text
    assert not {"SPLITS", "FIRST"} & set(re.findall(r"\w+", text))
    assert max(map(len, (line for line in text.splitlines() if not line.startswith("|")))) <= 120


@pytest.mark.parametrize(
    ("count", "size"),
    [(999, "n<1K"), (1000, "1K<n<10K"), (99_999, "10K<n<100K"), (100_000, "100K<n<1M"), (2_000_000, "1M<n<10M")],
)
def test_sizes_are_named_as_the_hub_does(count, size) -> None:
    assert size_category(count) == size


@pytest.mark.parametrize("name", CARDS)
def test_the_library_opens_the_folder_by_its_name(tmp_path, name, monkeypatch) -> None:
    datasets = pytest.importorskip("datasets")
    write_dataset(tmp_path / "d", DatasetRequest([2, 3], 60, 4, format=name))
    read = datasets.load_dataset(str(tmp_path / "d"), cache_dir=str(tmp_path / "cache"))
    assert list(read) == ["train", "validation", "test"]
    for split, (file,) in data_files(tmp_path / "d").items():
        assert read[split].num_rows == pq.read_metadata(file).num_rows
        assert read[split].column_names == pq.read_schema(file).names
