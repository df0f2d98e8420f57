"""Sizes are found, sorted and written alike in rows, metrics and JSON."""

from __future__ import annotations

import random

from logic_rl.analysis.sizes import Size, by_size, in_places, size_of_metric, size_of_row


def test_how_sizes_read() -> None:
    assert [str(Size("people", 3)), str(Size("level", 3))] == ["3 people", "level 3"]
    assert Size("people", 3).counted(20) == "3 people (20 puzzles)"
    assert Size("level", 3).counted(20) == "level 3 (20 questions)"


def test_where_sizes_stand() -> None:
    assert size_of_row({"num_people": 3, "level": 3}) == Size("people", 3)
    assert size_of_row({"task": "countdown", "level": 4}) == Size("level", 4)
    assert size_of_row({"num_people": "3"}) is None
    assert size_of_metric("accuracy/people_12") == Size("people", 12)
    assert size_of_metric("curriculum/level_3") == Size("level", 3)
    assert size_of_metric("accuracy/mean") is None
    assert all(size_of_metric(f"accuracy/{size.key}") == size for size in (Size("people", 2), Size("level", 7)))


def test_json_and_back_in_order_of_size() -> None:
    sizes = [Size("level", 2), Size("people", 2), Size("people", 10)]
    shuffled = random.Random(0).sample(sizes, 3)
    placed = in_places({size: {"accuracy": size.number} for size in shuffled})
    assert list(placed["people"]) == ["2", "10"] and placed["levels"] == {"2": {"accuracy": 2}}
    assert list(by_size({**placed, "accuracy": 0.5})) == sizes
    assert by_size({}) == {} and in_places({}) == {}
