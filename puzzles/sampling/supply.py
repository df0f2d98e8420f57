"""A supply of distinct puzzles: drawn lot by lot, by one process or several, with the same result."""

from __future__ import annotations

import hashlib
import random
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from itertools import count, islice
from typing import Any

import numpy as np

from puzzles.puzzle import Puzzle
from puzzles.sampling.remarks import TABLE_LIMIT
from puzzles.sampling.sample import keyed_drafts, worded
from puzzles.sampling.spec import PuzzleSpec

PARTS = (16, 112, 896)  # of a lot, which is drawn from one stream of random numbers
LARGE_LOT = 16  # of more than TABLE_LIMIT people
PATIENCE = 5  # lots in a row with nothing new after which no more puzzles are expected

Encoder = Callable[[Puzzle], Any]


@dataclass(frozen=True, slots=True)
class Lot:
    """Draws in order, or some of them: a 64-bit hash of each key, and what the encoder made of each puzzle."""

    keys: np.ndarray
    encoded: list


def supply(spec: PuzzleSpec, seed: int, encode: Encoder, pool: Executor | None = None, ahead: int = 1) -> Iterator[Any]:
    """Encoded puzzles no two of which are logically the same, until `PATIENCE` lots bring nothing new.

    Lot i is a function of the seed, the number of people and i, so neither the pool nor how many puzzles
    are taken changes which come. `encode` is called where the puzzle is drawn; it must be picklable for a pool.

    Raises:
        GenerationError: the spec allows no puzzle with exactly one solution.
    """
    seen, idle = _Seen(), 0
    for parts in _lots(spec, seed, encode, pool, ahead):
        idle += 1
        for part in parts:
            for place in seen.add(part.keys):
                idle = 0
                yield part.encoded[place]
        if idle == PATIENCE:
            return


def draw_lot(spec: PuzzleSpec, seed: int, number: int, encode: Encoder) -> list[Lot]:
    """One lot, in parts; runs in a worker process."""
    return list(_parts(spec, seed, number, encode))


def _parts(spec: PuzzleSpec, seed: int, number: int, encode: Encoder) -> Iterator[Lot]:
    """One lot, drawn as it is taken: who wants ten puzzles does not wait for a thousand."""
    rng = _stream(seed, "people", spec.num_people, "lot", number)
    drawn = keyed_drafts(spec, rng)
    for size in PARTS if spec.num_people <= TABLE_LIMIT else (LARGE_LOT,):
        keys, encoded = [], []
        for draft, key in islice(drawn, size):
            keys.append(int.from_bytes(hashlib.blake2b(key.encode(), digest_size=8).digest()))
            encoded.append(encode(worded(draft, spec, rng, key)))
        yield Lot(np.array(keys, dtype=np.uint64), encoded)


def _lots(spec: PuzzleSpec, seed: int, encode: Encoder, pool: Executor | None, ahead: int) -> Iterator[Iterable[Lot]]:
    if pool is None:
        yield from (_parts(spec, seed, number, encode) for number in count())
        return
    waiting: deque[Future[list[Lot]]] = deque()
    try:
        for number in count():
            waiting.append(pool.submit(draw_lot, spec, seed, number, encode))
            if len(waiting) > ahead:
                yield waiting.popleft().result()
    finally:
        for future in waiting:
            future.cancel()


class _Seen:
    """The keys met so far, sorted: eight bytes a puzzle.

    Keys are hashed to 64 bits, so among a million puzzles a new one is lost with a chance of 1 in 10**7.
    """

    def __init__(self) -> None:
        self.keys = np.empty(0, dtype=np.uint64)

    def add(self, keys: np.ndarray) -> np.ndarray:
        """Take in the keys; returns the places of those that are new, in order."""
        first = np.sort(np.unique(keys, return_index=True)[1])
        at = np.searchsorted(self.keys, keys[first])
        known = np.zeros(len(first), dtype=bool)
        inside = at < len(self.keys)
        known[inside] = self.keys[at[inside]] == keys[first][inside]
        fresh = first[~known]
        added = np.sort(keys[fresh])
        self.keys = np.insert(self.keys, np.searchsorted(self.keys, added), added)
        return fresh


def _stream(seed: int, *labels: int | str) -> random.Random:
    """A generator for the stream named by `labels`; hashed, so that neighbouring seeds share nothing."""
    text = "\x1f".join(map(str, (seed, *labels)))
    return random.Random(int.from_bytes(hashlib.sha256(text.encode()).digest()[:8]))
