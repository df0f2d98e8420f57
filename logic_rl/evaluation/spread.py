"""A part of many questions that stands for all of them: as many of every level, chosen by what they are called."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from typing import TypeVar

from logic_rl.types import Question

Item = TypeVar("Item")


def spread(items: Sequence[Item], limit: int | None, question: Callable[[Item], Question]) -> list[Item]:
    """At most `limit` items, in their order: the same number of every level, as far as levels have so many.

    Which of a level are taken depends on their ids alone, so the same ones are taken whatever the order of the file
    and the seed, and a larger limit adds to those of a smaller one.

    Args:
        limit: None takes all.
        question: of an item; its level and id count.
    """
    if limit is None or limit >= len(items):
        return list(items)
    by_level: dict[int, list[int]] = {}
    for place, item in enumerate(items):
        by_level.setdefault(question(item).level, []).append(place)
    turns: list[tuple[int, int, int]] = []  # (how many of its level come first, level, place)
    for level, places in by_level.items():
        places.sort(key=lambda place: hashlib.sha256(question(items[place]).id.encode()).digest())
        turns += [(turn, level, place) for turn, place in enumerate(places)]
    return [items[place] for place in sorted(place for _, _, place in sorted(turns)[:limit])]
