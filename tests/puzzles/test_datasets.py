"""Datasets: shares, splits, notices, reproducible bytes, all or nothing."""

from __future__ import annotations

import hashlib
import itertools
import json
import os

import pytest

from puzzles import DatasetExistsError, GenerationError, PuzzleSpec, make_dataset, read_puzzles, split_of, write_dataset
from puzzles.splits import SHARES

FILES = {"train.jsonl", "valid.jsonl", "test.jsonl", "manifest.json"}


@pytest.fixture(scope="module")
def dataset():
    return make_dataset([3, 4], 90, seed=5)


def everything(dataset):
    return [puzzle for part in dataset.splits.values() for puzzle in part]


def contents(directory):
    return {path.name: path.read_bytes() for path in directory.iterdir()}


def test_count_is_shared_evenly(dataset) -> None:
    assert len(everything(dataset)) == 90
    assert [sum(row[n] for row in dataset.counts().values()) for n in (3, 4)] == [45, 45]
    odd = make_dataset([3, 4, 5], 11, seed=1)
    assert [sum(row[n] for row in odd.counts().values()) for n in (3, 4, 5)] == [3, 4, 4]


def test_puzzles_are_distinct_and_in_their_splits(dataset) -> None:
    keys = {name: {puzzle.key for puzzle in part} for name, part in dataset.splits.items()}
    assert len(set().union(*keys.values())) == 90
    assert all(not keys[a] & keys[b] for a, b in itertools.combinations(SHARES, 2))
    assert all(split_of(puzzle) == name for name, part in dataset.splits.items() for puzzle in part)


def test_a_short_size_passes_its_share_on() -> None:
    dataset = make_dataset([2, 3], 120, seed=1)
    assert [sum(row[n] for row in dataset.counts().values()) for n in (2, 3)] == [38, 82]
    assert len(dataset.notices) == 1 and "38" in dataset.notices[0]


def test_more_than_exist_is_refused_with_counts() -> None:
    with pytest.raises(GenerationError, match="10000 puzzles asked, 38 found"):
        make_dataset([2], 10_000, seed=1)


@pytest.mark.parametrize(("people", "count"), [([1], 5), ([], 5), ([3], 0), ([21], 1)])
def test_impossible_requests_are_refused(people, count) -> None:
    with pytest.raises(GenerationError, match="people"):
        make_dataset(people, count, seed=1)


def test_seeds_share_nothing_and_a_larger_count_begins_alike() -> None:
    one, other = (make_dataset([5], 30, seed=seed) for seed in (1, 2))
    assert not {p.key for p in everything(one)} & {p.key for p in everything(other)}
    larger = make_dataset([5], 40, seed=1)
    assert all(larger.splits[name][: len(part)] == part for name, part in one.splits.items())


def test_same_arguments_write_the_same_bytes(tmp_path, dataset) -> None:
    write_dataset(tmp_path / "a", dataset, version="1")
    write_dataset(tmp_path / "b", make_dataset([4, 3], 90, seed=5), version="1")
    assert contents(tmp_path / "a") == contents(tmp_path / "b")
    assert set(contents(tmp_path / "a")) == FILES


def test_manifest_tells_what_is_there(tmp_path, dataset) -> None:
    manifest = write_dataset(tmp_path / "a", dataset, version="1.2")
    assert manifest == json.loads((tmp_path / "a" / "manifest.json").read_text())
    assert (manifest["seed"], manifest["version"], manifest["people"], manifest["count"]) == (5, "1.2", [3, 4], 90)
    for split in SHARES:
        path = tmp_path / "a" / f"{split}.jsonl"
        assert manifest["sha256"][path.name] == hashlib.sha256(path.read_bytes()).hexdigest()
        assert sum(manifest["counts"][split].values()) == len(read_puzzles(path)) == len(dataset.splits[split])
    assert PuzzleSpec(3, **{k: v for k, v in manifest["spec"].items() if k != "num_people"})


def test_an_occupied_directory_is_left_alone(tmp_path, dataset) -> None:
    (tmp_path / "a").mkdir()
    write_dataset(tmp_path / "a", dataset)  # an empty one will do
    before = contents(tmp_path / "a")
    with pytest.raises(DatasetExistsError, match="--overwrite"):
        write_dataset(tmp_path / "a", make_dataset([3], 5, seed=9))
    assert contents(tmp_path / "a") == before
    write_dataset(tmp_path / "a", make_dataset([3], 5, seed=9), overwrite=True)
    assert contents(tmp_path / "a") != before
    (tmp_path / "a" / "thesis.tex").write_text("ten years of work")
    with pytest.raises(DatasetExistsError, match="thesis.tex"):
        write_dataset(tmp_path / "a", dataset, overwrite=True)
    assert (tmp_path / "a" / "thesis.tex").read_text() == "ten years of work"
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


@pytest.mark.parametrize("moment", range(2))
def test_a_failure_while_moving_in_restores_the_old(tmp_path, dataset, monkeypatch, moment) -> None:
    write_dataset(tmp_path / "a", dataset)
    before = contents(tmp_path / "a")
    real, calls = os.rename, iter(range(10))

    def rename(source, target):
        if next(calls) == moment:
            raise OSError("no")
        real(source, target)

    monkeypatch.setattr("puzzles.formats.dataset.os.rename", rename)
    with pytest.raises(OSError, match="no"):
        write_dataset(tmp_path / "a", make_dataset([3], 5, seed=9), overwrite=True)
    assert contents(tmp_path / "a") == before
    assert [path.name for path in tmp_path.iterdir()] == ["a"]
