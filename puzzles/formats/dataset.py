"""Datasets: many distinct puzzles, split into train, valid and test, in one directory."""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import islice
from pathlib import Path

from puzzles.errors import GenerationError, PuzzleError
from puzzles.formats.jsonl import write_puzzles
from puzzles.puzzle import Puzzle
from puzzles.sampling.sample import PuzzleSpec, sample_distinct
from puzzles.splits import SHARES, split_of

MANIFEST = "manifest.json"


class DatasetExistsError(PuzzleError, FileExistsError):
    """The directory holds something already; the message says what to do."""


@dataclass(frozen=True)
class Dataset:
    """Puzzles no two of which are logically the same.

    Example: `Dataset(splits={"train": […], "valid": […], "test": […]}, seed=1, specs=(PuzzleSpec(2), PuzzleSpec(3)),
    notices=("only 38 logically distinct puzzles of 2 people …",))`; each split is ordered by number of people.
    """

    splits: dict[str, list[Puzzle]]
    seed: int
    specs: tuple[PuzzleSpec, ...]
    notices: tuple[str, ...] = ()

    def counts(self) -> dict[str, dict[int, int]]:
        """Number of puzzles by split and number of people."""
        return {
            split: {spec.num_people: sum(p.num_people == spec.num_people for p in puzzles) for spec in self.specs}
            for split, puzzles in self.splits.items()
        }


def make_dataset(
    people: Sequence[int],
    count: int,
    seed: int,
    spec: PuzzleSpec | None = None,
    progress: Callable[[Puzzle], None] | None = None,
) -> Dataset:
    """Draw `count` puzzles in all, shared evenly among the numbers of `people`.

    When a small size has too few logically distinct puzzles, the larger sizes take over its share
    and a notice says so. `spec` fixes all but the number of people; `progress` is called with
    each puzzle drawn. The same arguments give the same puzzles.

    Raises:
        GenerationError: the sizes together have fewer than `count` puzzles, or a size is out of range.
    """
    sizes = sorted(set(people))
    if count < 1 or not sizes:
        raise GenerationError(f"{count} puzzles of {sizes or 'no'} people: ask for at least one of each")
    specs = tuple(replace(spec or PuzzleSpec(size), num_people=size) for size in sizes)
    puzzles: list[Puzzle] = []
    drawn: list[tuple[int, int]] = []
    for position, one in enumerate(specs):
        wanted = (count - len(puzzles)) // (len(specs) - position)
        found = _draw(one, wanted, seed, progress)
        drawn.append((wanted, len(found)))
        puzzles += found
    short = [
        f"only {found} logically distinct puzzles of {one.num_people} people could be found at depth {one.max_depth}"
        for one, (wanted, found) in zip(specs, drawn, strict=True)
        if found < wanted
    ]
    if len(puzzles) < count:
        raise GenerationError(
            f"{count} puzzles asked, {len(puzzles)} found: {'; '.join(short)}; ask for fewer, more people or more depth"
        )
    splits = {name: [puzzle for puzzle in puzzles if split_of(puzzle) == name] for name in SHARES}
    notices = [f"{text}; larger sizes take over the rest of their share" for text in short]
    notices += [f"no puzzle fell into {name}; ask for more" for name, part in splits.items() if not part]
    return Dataset(splits, seed, specs, tuple(notices))


def _draw(spec: PuzzleSpec, wanted: int, seed: int, progress: Callable[[Puzzle], None] | None) -> list[Puzzle]:
    """Up to `wanted` puzzles; fewer when no more exist. A larger `wanted` begins with the same puzzles."""
    found: list[Puzzle] = []
    try:
        for puzzle in islice(sample_distinct(spec, _stream(seed, "people", spec.num_people)), wanted):
            found.append(puzzle)
            if progress:
                progress(puzzle)
    except GenerationError:
        if not found:  # the spec itself is at fault; otherwise the caller says how many there were
            raise
    return found


def _stream(seed: int, *labels: int | str) -> random.Random:
    """A generator for the stream named by `labels`; hashed, so that neighbouring seeds share nothing."""
    text = "\x1f".join(map(str, (seed, *labels)))
    return random.Random(int.from_bytes(hashlib.sha256(text.encode()).digest()[:8]))


def write_dataset(directory: str | os.PathLike, dataset: Dataset, version: str = "", overwrite: bool = False) -> dict:
    """Write `train.jsonl`, `valid.jsonl`, `test.jsonl` and `manifest.json`, all or nothing; returns the manifest.

    Raises:
        DatasetExistsError: the directory is not empty and `overwrite` is False, or it holds other
            things than a dataset, which are never removed.
    """
    target = Path(directory).resolve()
    check_target(target, overwrite)
    target.parent.mkdir(parents=True, exist_ok=True)
    part, old = (target.with_name(f".{target.name}.{os.getpid()}.{kind}") for kind in ("part", "old"))
    shutil.rmtree(part, ignore_errors=True)
    try:
        part.mkdir()
        for split, puzzles in dataset.splits.items():
            write_puzzles(part / f"{split}.jsonl", puzzles)
        manifest = _manifest(dataset, part, version)
        (part / MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
        _swap(part, target, old)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return manifest


def check_target(directory: str | os.PathLike, overwrite: bool) -> None:
    """Raise DatasetExistsError when `write_dataset` would."""
    target = Path(directory).resolve()
    if target.exists() and not target.is_dir():
        raise DatasetExistsError(f"{target} is a file; name a directory")
    held = {path.name for path in target.iterdir()} if target.exists() else set()
    foreign = held - {MANIFEST, *(f"{split}.jsonl" for split in SHARES)}
    if held and not overwrite:
        raise DatasetExistsError(f"{target} is not empty; name another directory or say --overwrite")
    if foreign:
        raise DatasetExistsError(
            f"{target} holds other things than a dataset ({', '.join(sorted(foreign)[:3])}); name another directory"
        )


def _swap(part: Path, target: Path, old: Path) -> None:
    """Put `part` where `target` is; what was there comes back if that fails."""
    if target.exists():
        os.rename(target, old)
    try:
        os.rename(part, target)
    except BaseException:
        if old.exists():
            os.rename(old, target)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _manifest(dataset: Dataset, folder: Path, version: str) -> dict:
    spec = {name: list(v) if isinstance(v, tuple) else v for name, v in asdict(dataset.specs[0]).items()}
    del spec["num_people"]
    counts = dataset.counts()
    return {
        "version": version,
        "seed": dataset.seed,
        "people": [one.num_people for one in dataset.specs],
        "count": sum(map(len, dataset.splits.values())),
        "spec": spec,
        "counts": {split: {str(n): k for n, k in row.items()} for split, row in counts.items()},
        "sha256": {
            f"{split}.jsonl": hashlib.sha256((folder / f"{split}.jsonl").read_bytes()).hexdigest() for split in counts
        },
        "notices": list(dataset.notices),
    }
