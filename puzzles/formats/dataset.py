"""Datasets: many distinct puzzles, split into train, valid and test, in one directory.

Puzzles go to disk as they are drawn, so memory does not grow with their number but for eight bytes a puzzle.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import asdict, dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any

from puzzles.errors import GenerationError
from puzzles.formats.folder import check_target, new_folder
from puzzles.formats.table import FORMATS, Format
from puzzles.puzzle import Puzzle
from puzzles.sampling.spec import PuzzleSpec
from puzzles.sampling.supply import supply
from puzzles.spelling import choose_from
from puzzles.splits import SHARES, split_of
from puzzles.workers import worker_pool
from puzzles.worksheet.files import WORKSHEETS, write_worksheets

MANIFEST = "manifest.json"
ORDER = "by number of people, smallest first"  # of the rows of every file
PUZZLES_A_PROCESS = 20_000  # below this many a further process costs more than it brings


@dataclass(frozen=True)
class DatasetRequest:
    """What to write: `count` puzzles in all, shared evenly among the numbers of `people`.

    `spec` fixes all but the number of people. The same request gives the same bytes.

    Raises:
        GenerationError: no sizes, a size out of range, or a count below one.
    """

    people: Sequence[int]
    count: int
    seed: int = 0
    spec: PuzzleSpec = field(default_factory=lambda: PuzzleSpec(3))
    format: str = "jsonl"

    def __post_init__(self) -> None:
        if self.count < 1 or not self.people:
            raise GenerationError(f"{self.count} puzzles of {list(self.people) or 'no'} people: ask for at least one")
        if self.format not in FORMATS:
            raise GenerationError(f"format {self.format!r}: {choose_from(self.format, FORMATS)}")
        _ = self.specs

    @property
    def specs(self) -> list[PuzzleSpec]:
        """One spec a size, smallest first."""
        return [replace(self.spec, num_people=size) for size in sorted(set(self.people))]


@dataclass
class _Tally:
    """What has been written so far."""

    counts: dict[str, dict[int, int]]
    notices: list[str] = field(default_factory=list)

    @property
    def total(self) -> int:
        return sum(sum(row.values()) for row in self.counts.values())


def write_dataset(
    directory: str | os.PathLike,
    request: DatasetRequest,
    *,
    version: str = "",
    overwrite: bool = False,
    processes: int | None = None,
    worksheet: int = 0,
    progress: Callable[[int], None] | None = None,
) -> dict:
    """Draw the puzzles and write a file a split and `manifest.json`, all or nothing; returns the manifest.

    When a small size has too few logically distinct puzzles, the larger sizes take over its share and the
    manifest's notices say so. `processes` (all cores by default) does not change the result; `worksheet` is the
    number of puzzles for `puzzles.worksheet`, 0 for no worksheet; `progress` is called with the number of puzzles
    written since its last call.

    Raises:
        GenerationError: the sizes together have fewer puzzles than asked for; nothing is written.
        DatasetExistsError: the directory is not empty and `overwrite` is False, or it holds other things.
    """
    form = FORMATS[request.format]
    check_target(directory, overwrite, dataset_files())
    useful = _useful_processes(request.count * form.effort, processes)
    with new_folder(directory) as folder, worker_pool(useful) as pool:
        tally = _write_splits(folder, request, form, pool, progress)
        facts = _facts(request, tally, version)
        form.finish(folder, request.format, facts)
        if worksheet:
            write_worksheets(folder, form.extension, worksheet, tally.counts)
        digests = {path.name: _digest(path) for path in sorted(folder.iterdir())}
        manifest = facts | {"sha256": digests, "notices": tally.notices}
        (folder / MANIFEST).write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return manifest


def dataset_files() -> set[str]:
    """Every file name a dataset may hold, in any format."""
    splits = {f"{split}.{form.extension}" for form in FORMATS.values() for split in SHARES}
    return splits | {MANIFEST, *WORKSHEETS} | {name for form in FORMATS.values() for name in form.extra_files}


def _useful_processes(work: int, processes: int | None) -> int:
    return min(processes or os.cpu_count() or 1, 1 + work // PUZZLES_A_PROCESS)


def _write_splits(
    folder: Path, request: DatasetRequest, form: Format, pool: Executor | None, progress: Callable[[int], None] | None
) -> _Tally:
    specs = request.specs
    tally = _Tally({split: {spec.num_people: 0 for spec in specs} for split in SHARES})
    writers = {split: form.writer(folder / f"{split}.{form.extension}") for split in SHARES}
    try:
        for position, spec in enumerate(specs):
            wanted = (request.count - tally.total) // (len(specs) - position)
            before = tally.total
            for split, row in islice(supply(spec, request.seed, _Encoder(request.format), pool), wanted):
                writers[split].write(row)
                tally.counts[split][spec.num_people] += 1
                if progress:
                    progress(1)
            _note_shortage(tally, spec, wanted, tally.total - before)
    finally:
        for writer in writers.values():
            writer.close()
    if tally.total < request.count:
        raise GenerationError(
            f"{request.count} puzzles asked, {tally.total} found: {'; '.join(tally.notices)}; "
            "ask for fewer, more people or more depth"
        )
    tally.notices = [f"{text}; larger sizes take over the rest of their share" for text in tally.notices]
    tally.notices += [
        f"no puzzle fell into {split}; ask for more" for split in SHARES if not any(tally.counts[split].values())
    ]
    return tally


@dataclass(frozen=True)
class _Encoder:
    """Puzzle → (split, row in the format); picklable, so that worker processes can do it."""

    format: str

    def __call__(self, puzzle: Puzzle) -> tuple[str, Any]:
        split = split_of(puzzle)
        return split, FORMATS[self.format].encode(puzzle, split)


def _note_shortage(tally: _Tally, spec: PuzzleSpec, wanted: int, found: int) -> None:
    if found < wanted:
        tally.notices.append(
            f"only {found} logically distinct puzzles of {spec.num_people} people could be found "
            f"at depth {spec.max_depth}"
        )


def _facts(request: DatasetRequest, tally: _Tally, version: str) -> dict:
    """The manifest but for what is known last."""
    told = {"roles": list(request.spec.role_words), "style": request.spec.text_style}
    spec = asdict(request.spec) | {"mix": dict(request.spec.mix)} | told
    del spec["num_people"]
    return {
        "version": version,
        "seed": request.seed,
        "people": [one.num_people for one in request.specs],
        "count": tally.total,
        "format": request.format,
        "order": ORDER,
        "spec": spec,
        "counts": {split: {str(size): number for size, number in row.items()} for split, row in tally.counts.items()},
    }


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
