"""Tagging many rows: in worker processes where that pays, in the order of the rows, and saying how far it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from os import PathLike
from pathlib import Path

from logic_rl.analysis.behaviours.spans import LEARNED
from logic_rl.analysis.responses import Method, Observed, observe, tag_row
from logic_rl.claims.board import boards_of_file
from logic_rl.rows import read_responses, responses_of
from puzzles.workers import in_order, worker_pool

BATCH = 32  # rows that a worker is given together
PAYS = 1000  # rows from which on starting workers pays: one starts in about a second, and tags some 100 rows in it
AHEAD = 4  # batches a worker that wait for it or for the reader


@dataclass(frozen=True, slots=True)
class Effort:
    """How much of the machine to use, and whom to tell: `progress(done, total)` is called now and then.

    Worker processes import the program anew, so a script that asks for more than one keeps its own work under
    `if __name__ == "__main__"`.
    """

    processes: int = 1
    progress: Callable[[int, int], None] | None = None


def tagged(
    rows: Iterable[dict], total: int, method: Method | None = None, effort: Effort | None = None
) -> Iterator[tuple[dict, Observed, dict]]:
    """(row, what the tables keep, its line of tags.jsonl) of each row, in order; at most a few batches are held."""
    method, effort = method or Method(), effort or Effort()
    processes = effort.processes if total >= PAYS else 1
    done = 0
    with worker_pool(processes, _prepare, method) as pool:
        batches = _batches(iter(rows))
        results = in_order(pool, _tag, batches, AHEAD * processes) if pool else ((b, _read(b, method)) for b in batches)
        for batch, read in results:
            yield from ((row, *one) for row, one in zip(batch, read, strict=True))
            done += len(batch)
            if effort.progress:
                effort.progress(done, total)


def analyze(
    rows: Iterable[dict] | str | PathLike,
    *,
    tagger: str = LEARNED,
    claims: bool = True,
    puzzles: str | PathLike | None = None,
    processes: int = 1,
    field: str | None = None,
) -> list[dict]:
    """Tag the behaviours of responses and check what they claim: what `logicrl analyze` writes into tags.jsonl.

    Args:
        rows: response rows (`{"response": …}` at least), or a file of them.
        tagger: "learned", "rules", or the name of a published word list.
        claims: read claims about the puzzle, and hold them against it.
        puzzles: file of the puzzles that rows only name by id.
        field: where replies stand in rows of another tool: `output`, `completion.text`.
        processes: worker processes; a script that asks for more than one keeps its work under `__main__`.

    Returns:
        A dictionary a row: `id`, `spans` (`response[start:end]` is the tagged text), `counts`, `claims`, …

    Raises:
        UsageError: a row cannot be used.

    Example: `logic_rl.analyze([{"response": "Wait, let me check that again."}])[0]["counts"]`
    """
    method = Method(tagger, claims, boards_of_file(Path(puzzles)) if puzzles else {})
    if isinstance(rows, str | PathLike):
        given = list(read_responses(Path(rows), field))
    else:
        given = list(responses_of(rows, field=field))
    return [line for _, _, line in tagged(given, len(given), method, Effort(processes))]


def _batches(rows: Iterator[dict]) -> Iterator[tuple[dict, ...]]:
    while batch := tuple(islice(rows, BATCH)):
        yield batch


def _read(batch: Iterable[dict], method: Method) -> list[tuple[Observed, dict]]:
    read = []
    for row in batch:
        observed, evidence = observe(row, method)
        read.append((observed, tag_row(row, observed, evidence)))
    return read


_method = Method()  # of this worker process


def _prepare(method: Method) -> None:
    global _method
    _method = method


def _tag(batch: tuple[dict, ...]) -> list[tuple[Observed, dict]]:
    """Runs in a worker process."""
    return _read(batch, _method)
