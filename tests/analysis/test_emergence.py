"""Change points: planted ones are found, noise has none, rise and fall are two."""

from __future__ import annotations

import random

import pytest

from logic_rl.analysis.statistics.emergence import emergence, holm


def draws(shares: list[float], totals: list[int], seed: int = 0) -> list[int]:
    rng = random.Random(seed)
    return [sum(rng.random() < share for _ in range(n)) for share, n in zip(shares, totals, strict=True)]


def test_a_planted_rise_with_unequal_n() -> None:
    totals = [200, 60] * 10
    counts = draws([0.02] * 8 + [0.4] * 12, totals)
    found = emergence(range(0, 200, 10), counts, totals)
    assert found["emerged_at"] == 80 and len(found["changes"]) == 1
    assert found["p_value"] < 0.01 and not found["present_at_start"]
    assert found["changes"][0]["before"] < 0.05 < 0.3 < found["changes"][0]["after"]


def test_rise_then_fall() -> None:
    counts = draws([0.1] * 6 + [0.7] * 6 + [0.2] * 6, [100] * 18)
    found = emergence(range(18), counts, [100] * 18)
    assert [change["step"] for change in found["changes"]] == [6, 12]
    assert found["changes"][1]["after"] < found["changes"][1]["before"]
    assert found["present_at_start"]


def test_noise_is_no_emergence() -> None:
    alarms = [emergence(range(16), draws([0.3] * 16, [80] * 16, seed), [80] * 16)["changes"] for seed in range(40)]
    assert sum(map(bool, alarms)) <= 7  # 5 % expected; 8 or more of 40 has probability .002


def test_present_from_the_start_is_said() -> None:
    found = emergence(range(10), [50] * 10, [100] * 10)
    assert found["present_at_start"] and found["emerged_at"] is None and found["overdispersion"] == 0


def test_few_steps_and_no_data() -> None:
    assert emergence([], [], [])["p_value"] == 1.0
    assert emergence([0], [3], [9])["changes"] == []
    assert emergence(range(6), [0] * 6, [0] * 6)["emerged_at"] is None
    with pytest.raises(ValueError, match="exceeds"):
        emergence([0], [3], [2])


def test_holm_by_hand() -> None:
    assert holm({"a": 0.01, "b": 0.04, "c": 0.03}) == pytest.approx({"a": 0.03, "b": 0.06, "c": 0.06})
