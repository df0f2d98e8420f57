"""Proofs into a file, written by one process or several with the same bytes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

from logic_rl.proofs.request import ProofRequest, proof_number
from logic_rl.proofs.shapes import SHAPES
from logic_rl.rows import write_lines
from puzzles.formats.rows import encoded
from puzzles.workers import in_order, worker_pool

LOT = 200  # proofs that a worker writes at a time
PROOFS_A_PROCESS = 2000  # below this many a further process costs more than it brings


class _Lot(NamedTuple):
    lines: list[bytes]
    tally: Counter


def write_proofs(
    path: Path, request: ProofRequest, shape: str, processes: int = 1, progress: Callable[[int], None] | None = None
) -> Counter:
    """Write the proofs in a shape of `SHAPES`, one a line; the file appears when it is whole.

    Returns:
        How many there are: `proofs`, `mistakes`, `steps`, `words`, and of each style its name.

    Raises:
        UsageError: the place cannot be written.
        WrongLabel: as in `proof_number`.
    """
    tally: Counter = Counter()
    useful = min(processes, 1 + request.count // PROOFS_A_PROCESS)
    work = partial(_lot, request, shape)
    starts = iter(range(0, request.count, LOT))

    def lines(lots: Iterator[_Lot]) -> Iterator[bytes]:
        for lot in lots:
            tally.update(lot.tally)
            if progress:
                progress(len(lot.lines))
            yield from lot.lines

    with worker_pool(useful) as pool:
        lots = map(work, starts) if pool is None else (lot for _, lot in in_order(pool, work, starts, 2 * useful))
        write_lines(path, lines(lots))
    return tally


def _lot(request: ProofRequest, shape: str, start: int) -> _Lot:
    """Proofs from `start` on; runs in a worker process."""
    lines: list[bytes] = []
    tally: Counter[str] = Counter()
    for number in range(start, min(start + LOT, request.count)):
        proof = proof_number(request, number)
        lines.append(encoded(SHAPES[shape](proof, f"proof-{request.seed}-{number}")))
        tally.update(
            {
                "proofs": 1, proof.style: 1, "mistakes": proof.trace.first_error is not None,
                "steps": len(proof.trace.lines), "words": len(proof.trace.text.split()),
            }
        )  # fmt: skip
    return _Lot(lines, tally)
