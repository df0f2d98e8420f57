"""Datasets: shares, splits, notices, reproducible bytes, several processes, all or nothing."""

from __future__ import annotations

import hashlib
import itertools
import json
import os

import pytest

from puzzles import (
    DatasetExistsError,
    DatasetRequest,
    GenerationError,
    PuzzleSpec,
    read_puzzles,
    split_of,
    write_dataset,
)
from puzzles.formats import dataset as dataset_module
from puzzles.splits import SHARES

FILES = {"train.jsonl", "valid.jsonl", "test.jsonl", "manifest.json"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("data") / "dataset"
    write_dataset(path, DatasetRequest([3, 4], 90, seed=5), version="1.2")
    return path


def splits_of(folder):
    return {name: read_puzzles(folder / f"{name}.jsonl") for name in SHARES}


def drawn(folder, *request, **keywords):
    """Every puzzle of a dataset made for this."""
    write_dataset(folder, DatasetRequest(*request, **keywords), overwrite=True)
    return [puzzle for part in splits_of(folder).values() for puzzle in part]


def sizes(puzzles):
    return sorted(puzzle.num_people for puzzle in puzzles)


def contents(directory):
    return {path.name: path.read_bytes() for path in directory.iterdir()}


def test_count_is_shared_evenly(tmp_path) -> None:
    assert sizes(drawn(tmp_path / "a", [3, 4], 90)) == [3] * 45 + [4] * 45
    assert sizes(drawn(tmp_path / "a", [3, 4, 5], 50)) == [3] * 16 + [4] * 17 + [5] * 17


def test_puzzles_are_distinct_and_in_their_splits(folder) -> None:
    splits = splits_of(folder)
    keys = {name: {puzzle.key for puzzle in part} for name, part in splits.items()}
    assert len(set().union(*keys.values())) == 90
    assert all(not keys[a] & keys[b] for a, b in itertools.combinations(SHARES, 2))
    assert all(split_of(puzzle) == name for name, part in splits.items() for puzzle in part)


def test_a_short_size_passes_its_share_on(tmp_path) -> None:
    manifest = write_dataset(tmp_path / "a", DatasetRequest([2, 3], 120, seed=1))
    assert [sum(row[n] for row in manifest["counts"].values()) for n in "23"] == [38, 82]
    assert len(manifest["notices"]) == 1 and "38" in manifest["notices"][0]


def test_more_than_exist_is_refused_with_counts_and_leaves_nothing(tmp_path) -> None:
    with pytest.raises(GenerationError, match="10000 puzzles asked, 38 found"):
        write_dataset(tmp_path / "a", DatasetRequest([2], 10_000, seed=1))
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(("people", "count"), [([1], 5), ([], 5), ([3], 0), ([21], 1)])
def test_impossible_requests_are_refused(people, count) -> None:
    with pytest.raises(GenerationError, match="people"):
        DatasetRequest(people, count, seed=1)


def test_seeds_share_nothing_and_a_larger_count_begins_alike(tmp_path) -> None:
    one, other = (drawn(tmp_path / "a", [5], 30, seed=seed) for seed in (1, 2))
    assert not {p.key for p in one} & {p.key for p in other}
    drawn(tmp_path / "small", [5], 30, seed=1)
    drawn(tmp_path / "large", [5], 40, seed=1)
    for name in SHARES:
        small, large = (splits_of(tmp_path / which)[name] for which in ("small", "large"))
        assert large[: len(small)] == small


def test_same_request_writes_the_same_bytes(tmp_path, folder) -> None:
    write_dataset(tmp_path / "b", DatasetRequest([4, 3], 90, seed=5), version="1.2")
    assert contents(folder) == contents(tmp_path / "b")
    assert set(contents(folder)) == FILES


@pytest.mark.slow
def test_several_processes_write_the_same_bytes_as_one(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(dataset_module, "PUZZLES_A_PROCESS", 1)
    for name, processes in (("one", 1), ("three", 3)):
        write_dataset(tmp_path / name, DatasetRequest([2, 3, 5], 4000, seed=3), processes=processes)
    assert contents(tmp_path / "one") == contents(tmp_path / "three")


def test_manifest_tells_what_is_there(folder) -> None:
    manifest = json.loads((folder / "manifest.json").read_text())
    assert (manifest["seed"], manifest["version"], manifest["people"], manifest["count"]) == (5, "1.2", [3, 4], 90)
    for split, part in splits_of(folder).items():
        path = folder / f"{split}.jsonl"
        assert manifest["sha256"][path.name] == hashlib.sha256(path.read_bytes()).hexdigest()
        assert sum(manifest["counts"][split].values()) == len(part)
    spec = manifest["spec"]
    spec |= {name: tuple(spec[name]) for name in ("roles", "role_choice", "bands")}
    spec["mix"] = tuple(spec["mix"].items())
    assert PuzzleSpec(3, **spec) == PuzzleSpec(3, roles=("knight", "knave"), style="standard")


def test_progress_counts_every_puzzle(tmp_path) -> None:
    calls = []
    write_dataset(tmp_path / "a", DatasetRequest([3], 25), progress=calls.append)
    assert sum(calls) == 25


def test_an_occupied_directory_is_left_alone(tmp_path) -> None:
    (tmp_path / "a").mkdir()
    write_dataset(tmp_path / "a", DatasetRequest([3], 9))  # an empty one will do
    before = contents(tmp_path / "a")
    with pytest.raises(DatasetExistsError, match="--overwrite"):
        write_dataset(tmp_path / "a", DatasetRequest([3], 5, seed=9))
    assert contents(tmp_path / "a") == before
    write_dataset(tmp_path / "a", DatasetRequest([3], 5, seed=9), overwrite=True)
    assert contents(tmp_path / "a") != before
    (tmp_path / "a" / "thesis.tex").write_text("ten years of work")
    with pytest.raises(DatasetExistsError, match=r"thesis\.tex"):
        write_dataset(tmp_path / "a", DatasetRequest([3], 5), overwrite=True)
    assert (tmp_path / "a" / "thesis.tex").read_text() == "ten years of work"
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


@pytest.mark.parametrize("moment", range(2))
def test_a_failure_while_moving_in_restores_the_old(tmp_path, monkeypatch, moment) -> None:
    write_dataset(tmp_path / "a", DatasetRequest([3], 9))
    before = contents(tmp_path / "a")
    real, calls = os.rename, iter(range(10))

    def rename(source, target):
        if next(calls) == moment:
            raise OSError("no")
        real(source, target)

    monkeypatch.setattr("puzzles.formats.folder.os.rename", rename)
    with pytest.raises(OSError, match="no"):
        write_dataset(tmp_path / "a", DatasetRequest([3], 5, seed=9), overwrite=True)
    assert contents(tmp_path / "a") == before
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_an_interruption_leaves_nothing(tmp_path) -> None:
    def interrupt(number):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_dataset(tmp_path / "a", DatasetRequest([3], 25), progress=interrupt)
    assert not list(tmp_path.iterdir())
