"""Phases, ramps, promotion and the puzzles of each step."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from logic_rl.config import PhaseConfig, Promotion, Ramp, RunConfig
from logic_rl.config_reading import read_config
from logic_rl.curriculum import Curriculum, ramp_value, should_promote
from logic_rl.errors import UsageError
from logic_rl.resources import curriculum_path
from logic_rl.seeding import stream
from puzzles import PuzzleSpec, sample_puzzle, split_of

CONFIG = RunConfig(
    phases=(
        PhaseConfig("warmup", 5, {2: 1.0}, prompts=3, promote=Promotion(0.9, 0.0, window=2)),
        PhaseConfig("rollout", 3, {2: 0.5, 3: 0.5}, prompts=4, temperature=Ramp(1.0, 1.4)),
    )
)


def row(format_rate: float, accuracy: float = 0.0) -> dict:
    return {"reward/format_rate": format_rate, "accuracy/mean": accuracy}


def test_ramps_by_hand() -> None:
    assert [ramp_value(Ramp(1.0, 3.0), f) for f in (0, 0.25, 1)] == [1.0, 1.5, 3.0]
    assert ramp_value(Ramp(1.0, 3.0, "cosine"), 0.5) == pytest.approx(2.0)
    assert ramp_value(Ramp(1.0, 3.0, "cosine"), 0.25) == pytest.approx(1 + 2 * (1 - 2**-0.5) / 2)


def test_promotion_needs_the_whole_window() -> None:
    rule = Promotion(format_rate=0.9, accuracy=0.5, window=2)
    assert not should_promote(rule, [row(1.0, 1.0)])
    assert not should_promote(rule, [row(1.0, 1.0), row(0.7, 1.0)])
    assert not should_promote(rule, [row(1.0, 0.2), row(1.0, 0.2)])
    assert should_promote(rule, [row(0.0), row(0.9, 0.4), row(0.9, 0.6)])
    assert not should_promote(Promotion(), [row(1.0, 1.0)] * 9)


def test_walk_through_the_phases() -> None:
    curriculum = Curriculum(CONFIG, None)
    ends = [curriculum.advance(row(0.5)), curriculum.advance(row(0.95)), curriculum.advance(row(0.95))]
    assert ends == [False, False, True]
    assert curriculum.phase.name == "rollout"
    assert [curriculum.settings().temperature, curriculum.advance(row(1))] == [1.0, False]
    assert curriculum.settings().temperature == pytest.approx(1.2)
    curriculum.advance(row(1))
    assert curriculum.settings().temperature == pytest.approx(1.4)
    assert curriculum.advance(row(1)) and curriculum.phase is None


def test_restored_curriculum_draws_the_same_puzzles() -> None:
    first, second = Curriculum(CONFIG, None), Curriculum(CONFIG, None)
    for _ in range(3):
        first.advance(row(0.1))
    second.load_state_dict(first.state_dict())
    assert [p.id for p in first.puzzles()] == [p.id for p in second.puzzles()]
    assert all(split_of(puzzle) == "train" for puzzle in first.puzzles())


def test_a_pool_is_drawn_from_by_size() -> None:
    rng = stream(0, "pool")
    pool = [sample_puzzle(PuzzleSpec(size), rng) for size in (2, 2, 3, 3)]
    curriculum = Curriculum(CONFIG, pool)
    assert {p.id for p in curriculum.puzzles()} <= {p.id for p in pool[:2]}
    with pytest.raises(UsageError, match="wants puzzles of 3 people"):
        Curriculum(CONFIG, pool[:2])


def expected_samples(config: RunConfig) -> dict[int, float]:
    """Samples of each number of people over the whole run."""
    counts: Counter[int] = Counter()
    for phase in config.phases:
        for size, weight in phase.people.items():
            counts[size] += phase.steps * phase.prompts * phase.group_size * weight / sum(phase.people.values())
    return counts


def test_the_control_samples_the_same_puzzles_in_no_order() -> None:
    ordered, mixed = (read_config(curriculum_path(name)) for name in ("three_phase", "mixed"))
    assert expected_samples(mixed) == pytest.approx(expected_samples(ordered))
    assert all(phase.people == mixed.phases[0].people for phase in mixed.phases)
    alike = [replace(p, people=q.people, promote=q.promote) for p, q in zip(ordered.phases, mixed.phases, strict=True)]
    assert replace(ordered, name="mixed", phases=tuple(alike)) == mixed
    assert all(phase.promote == Promotion() for phase in mixed.phases)
