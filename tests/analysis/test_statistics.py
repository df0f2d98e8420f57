"""Intervals against values worked out another way."""

from __future__ import annotations

import math

import numpy as np
import pytest

from logic_rl.analysis.statistics.intervals import (
    cluster_bootstrap,
    difference_over_clusters,
    per_thousand,
    share,
    share_over_clusters,
    wilson,
)


@pytest.mark.parametrize(
    ("successes", "total", "low", "high"),
    [
        # 1.96^2 = 3.8416; (5 + 1.9208 ± 1.96 sqrt(2.5 + 0.9604)) / 13.8416
        (5, 10, 0.2366, 0.7634),
        (81, 263, 0.2553, 0.3662),  # Newcombe (1998), table I: 0.2553 to 0.3662
        (15, 148, 0.0624, 0.1605),  # the same table
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_known_values(successes: int, total: int, low: float, high: float) -> None:
    assert wilson(successes, total) == pytest.approx((low, high), abs=5e-5)


def test_wilson_ends_solve_the_score_equation() -> None:
    for end in wilson(7, 30):
        assert abs(7 / 30 - end) == pytest.approx(1.959963985 * math.sqrt(end * (1 - end) / 30), rel=1e-6)


def test_wilson_borders() -> None:
    assert wilson(0, 0) == (0.0, 1.0)
    assert wilson(0, 9)[0] == 0.0 and wilson(9, 9)[1] == 1.0
    with pytest.raises(ValueError, match="10 successes of 9"):
        wilson(10, 9)


def test_share_without_data() -> None:
    assert share([]) == {"share": None, "low": 0.0, "high": 1.0, "count": 0, "total": 0}


def test_bootstrap_of_independent_samples_is_near_the_normal_interval() -> None:
    values = np.random.default_rng(1).normal(10, 2, size=400)
    result = cluster_bootstrap(list(values), list(range(400)), seed=3, resamples=2000)
    half = 1.96 * values.std() / 20
    assert result["value"] == pytest.approx(values.mean())
    assert (result["low"], result["high"]) == pytest.approx(
        (values.mean() - half, values.mean() + half), abs=0.15 * half
    )


def test_bootstrap_knows_that_samples_of_one_puzzle_are_alike() -> None:
    values = [float(puzzle % 2) for puzzle in range(20) for _ in range(10)]
    clusters = [puzzle for puzzle in range(20) for _ in range(10)]
    by_puzzle, by_sample = cluster_bootstrap(values, clusters), cluster_bootstrap(values, list(range(200)))
    # Ten equal samples a puzzle: the interval is sqrt(10) = 3.2 times wider.
    assert 2.5 < (by_puzzle["high"] - by_puzzle["low"]) / (by_sample["high"] - by_sample["low"]) < 4


def test_bootstrap_ratio_seed_and_empty() -> None:
    ratio = cluster_bootstrap([1, 2, 3], "abc", denominators=[10, 10, 20])
    assert ratio["value"] == pytest.approx(6 / 40)
    assert ratio == cluster_bootstrap([1, 2, 3], "abc", denominators=[10, 10, 20])
    assert cluster_bootstrap([], [])["value"] is None
    assert cluster_bootstrap([2.0, 4.0], "aa") == {"value": 3.0, "low": 3.0, "high": 3.0, "clusters": 1}
    with pytest.raises(ValueError, match="2 numerators"):
        cluster_bootstrap([1, 2], "a")


def test_rate() -> None:
    assert per_thousand(3, 1500) == 2.0
    assert per_thousand(3, 0) is None


def test_clusters_that_agree_say_no_more_than_their_number() -> None:
    one = share_over_clusters([1, 0, 0, 1, 1, 0, 0, 1], ["a"] * 8)  # half of one puzzle's samples
    assert (one["low"], one["high"]) == (0.0, 1.0)
    half = share_over_clusters([0.5] * 5, "abcde")  # 2.5 of 5: the ends are those of 2 and of 3
    assert (half["low"], half["high"]) == (wilson(2, 5)[0], wilson(3, 5)[1])
    assert share_over_clusters([0.1] * 30, list(range(30)))["high"] == pytest.approx(wilson(3, 30)[1])
    better = difference_over_clusters([1.0, 1.0, 1.0], "abc")  # three puzzles, all from wrong to right
    assert better["value"] == better["high"] == 1.0 and better["low"] == pytest.approx(2 * wilson(3, 3)[0] - 1)
    same = difference_over_clusters([0.0, 0.0], "ab")
    assert same["value"] == 0.0 and same["low"] == pytest.approx(-same["high"]) and same["high"] > 0.5
    hundred = difference_over_clusters(
        [0.0] * 100, range(100)
    )  # the exact bound on pairs that differ: 1 - .025^(1/100)
    assert hundred["high"] == pytest.approx(1 - 0.025 ** (1 / 100), abs=0.003) and hundred["low"] == -hundred["high"]


def test_differences_that_vary_keep_the_bootstrap() -> None:
    values = [0.5, -0.25, 0.0, 1.0, 0.25] * 8
    plain, found = (fit(values, range(40)) for fit in (cluster_bootstrap, difference_over_clusters))
    assert found == pytest.approx(plain)
