"""Hashes of word sequences and named facts, and the buckets they fall into."""

from __future__ import annotations

import zlib

import numpy as np

NUM_BUCKETS = 1 << 17


def mix(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """An order-sensitive hash of two hashes (multipliers of splitmix64); wraps around on purpose."""
    mixed = first * np.uint64(0x9E3779B97F4A7C15) ^ (second + np.uint64(0x7F4A7C159E3779B9) + (first << np.uint64(6)))
    return mixed * np.uint64(0xBF58476D1CE4E5B9)


def bucket_of(hashes: np.ndarray, salt: int) -> np.ndarray:
    """The bucket of each hash; `salt` keeps kinds of features apart."""
    salted = (hashes + np.uint64(salt)) * np.uint64(0x94D049BB133111EB)
    return (salted >> np.uint64(32) & np.uint64(NUM_BUCKETS - 1)).astype(np.int64)


class _Named(dict):
    """Fact → bucket; there are few facts."""

    def __missing__(self, fact: tuple) -> int:
        if len(self) > 200_000:  # hostile text invents last marks without end
            self.clear()
        bucket = self[fact] = zlib.crc32(repr(fact).encode("utf-8", "surrogatepass")) % NUM_BUCKETS
        return bucket


NAMED = _Named()
