"""The folder that `datasets.load_dataset` opens: its head says which file is which split."""

from __future__ import annotations

import random
import re

import pyarrow.parquet as pq
import pytest
import yaml

from puzzles import PuzzleSpec, sample_puzzle
from puzzles.formats.hub import write_puzzle_card, write_training_card
from puzzles.formats.parquet import write_parquet
from puzzles.formats.verl import write_verl


@pytest.fixture(scope="module")
def puzzles():
    return [sample_puzzle(PuzzleSpec(3), random.Random(n)) for n in range(6)]


def data_files(folder) -> dict[str, list]:
    """Split → files, as `datasets` takes them from the head of the card."""
    lines = (folder / "README.md").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "---"
    head = yaml.safe_load("\n".join(lines[1 : lines.index("---", 1)]))
    (config,) = head["configs"]
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
    write_puzzle_card(tmp_path)
    files = data_files(tmp_path)
    assert list(files) == ["train", "validation", "test"]
    for (split, found), part in zip(files.items(), parts.values(), strict=True):
        assert len(found) == 1, split
        assert pq.read_table(found[0])["id"].to_pylist() == [p.id for p in part]
    assert len({str(pq.read_schema(found[0])) for found in files.values()}) == 1, "one schema for all splits"


def test_the_card_tells_every_column(tmp_path, puzzles) -> None:
    for split in ("train", "valid", "test"):
        write_parquet(tmp_path / f"{split}.parquet", puzzles[:1])
    write_puzzle_card(tmp_path)
    text = (tmp_path / "README.md").read_text(encoding="utf-8")
    assert all(f"`{name}`" in text for name in pq.read_schema(tmp_path / "train.parquet").names)


def test_a_split_without_rows_is_left_out(tmp_path, puzzles) -> None:
    for split, part in {"train": puzzles, "valid": [], "test": puzzles}.items():
        write_verl(tmp_path / f"{split}.parquet", part, split)
    write_training_card(tmp_path)
    assert list(data_files(tmp_path)) == ["train", "test"]
