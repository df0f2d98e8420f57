"""How large a question is, and how that is written: people of a knights-and-knaves puzzle, levels of any other task."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple, TypeVar

Value = TypeVar("Value")

PEOPLE, LEVEL = "people", "level"
PLACES = {PEOPLE: "people", LEVEL: "levels"}  # word of a size → where JSON has the numbers by size
_OF_ROW = {PEOPLE: "num_people", LEVEL: "level"}  # word of a size → its key in a response row
_IN_METRIC = re.compile(rf".*/({PEOPLE}|{LEVEL})_(\d+)")


class Size(NamedTuple):
    """Example: `Size("people", 3)` reads "3 people", `Size("level", 3)` "level 3"; sizes sort by word, then number."""

    word: str
    number: int

    def __str__(self) -> str:
        return f"{self.number} people" if self.word == PEOPLE else f"{self.word} {self.number}"

    @property
    def key(self) -> str:
        """As in the keys of metrics: "people_3"."""
        return f"{self.word}_{self.number}"

    def counted(self, number: int | None) -> str:
        """With how many there are: "3 people (20 puzzles)"."""
        return f"{self} ({number} {'puzzles' if self.word == PEOPLE else 'questions'})"


def size_of_row(row: Mapping) -> Size | None:
    """The size of a response row's question; None where the row does not say."""
    for word, key in _OF_ROW.items():
        if isinstance(row.get(key), int):
            return Size(word, row[key])
    return None


def size_of_metric(key: str) -> Size | None:
    """`accuracy/people_3` → 3 people; None for a key that is of no size."""
    match = _IN_METRIC.fullmatch(key)
    return Size(match[1], int(match[2])) if match else None


def by_size(numbers: Mapping) -> dict[Size, Any]:
    """What evaluations, tables and summaries have under `people` or `levels`, smallest first; {} where neither is."""
    pairs = ((Size(word, int(n)), one) for word, place in PLACES.items() for n, one in numbers.get(place, {}).items())
    return dict(sorted(pairs, key=lambda pair: pair[0]))


def in_places(values: Mapping[Size, Value]) -> dict[str, dict[str, Value]]:
    """The other way: `{"people": {"2": …, "3": …}}`, `{"levels": {…}}`, both, or {} where there is no size."""
    placed: dict[str, dict[str, Value]] = {}
    for size in sorted(values):
        placed.setdefault(PLACES[size.word], {})[str(size.number)] = values[size]
    return placed
