"""Seeds are derived by hashing labels, never by adding numbers.

`seed + index` makes neighbouring runs share streams (run 1's item 2 is run 2's item 1); a
hash of all labels does not.
"""

from __future__ import annotations

import hashlib
import random


def derive(seed: int, *labels: int | str) -> int:
    """A 63-bit seed for the stream named by `labels` under `seed`."""
    text = "\x1f".join(map(str, (seed, *labels)))
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8]) >> 1


def stream(seed: int, *labels: int | str) -> random.Random:
    """A Python generator for the stream named by `labels`."""
    return random.Random(derive(seed, *labels))
