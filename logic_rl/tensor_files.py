"""What a safetensors file says of itself in its header: read without its library, which loads with torch."""

from __future__ import annotations

import json
from pathlib import Path

from logic_rl.errors import UsageError

HEADER_BYTES = 8  # the length of the JSON that follows, which says where each tensor lies
MOST_HEADER = 100 * 2**20  # bytes, as its own library refuses more


def tensor_shapes(path: Path) -> dict[str, tuple[int, ...]]:
    """The shape of every tensor of a file that is as long as its header says, by name.

    Raises:
        UsageError: there is no such file, or it is damaged.
    """
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            length = int.from_bytes(file.read(HEADER_BYTES), "little")
            if size < HEADER_BYTES or length > min(size - HEADER_BYTES, MOST_HEADER):
                raise ValueError("no whole header")
            entries = json.loads(file.read(length))
        entries = {name: entry for name, entry in entries.items() if name != "__metadata__"}
        expected = HEADER_BYTES + length + max((entry["data_offsets"][1] for entry in entries.values()), default=0)
        if size != expected:
            raise ValueError(f"{size:,} bytes instead of {expected:,}")
        return {name: tuple(map(int, entry["shape"])) for name, entry in entries.items()}
    except FileNotFoundError:
        raise UsageError(f"{path}: no such file, and its model names it; save or download the model again") from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError) as error:
        raise UsageError(f"{path} is damaged ({error}); save or download the model again") from None
