"""Phases, ramps, promotion and the puzzles of each step."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace

import pytest

from logic_rl.config.reading import read_config
from logic_rl.config.run import Band, PhaseConfig, Promotion, Ramp, RunConfig
from logic_rl.curriculum import Curriculum, ramp_value, should_promote
from logic_rl.errors import UsageError
from logic_rl.pass_rates import LEAST, MEMORY, PassRates, band_factor
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
    assert [p.id for p in first.questions(first.settings())] == [p.id for p in second.questions(second.settings())]
    assert all(split_of(puzzle) == "train" for puzzle in first.questions(first.settings()))


def test_a_pool_is_drawn_from_by_size() -> None:
    rng = stream(0, "pool")
    pool = [sample_puzzle(PuzzleSpec(size), rng) for size in (2, 2, 3, 3)]
    curriculum = Curriculum(CONFIG, pool)
    assert {p.id for p in curriculum.questions(curriculum.settings())} <= {p.id for p in pool[:2]}
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


BAND = Band(low=0.2, high=0.8)


def seen(**rates: float) -> dict:
    """A step's row in which sizes were sampled equally often; `n2=0.5` is a pass rate of one half on 2 people."""
    sizes = {name.removeprefix("n"): rate for name, rate in rates.items()}
    shares = {f"curriculum/people_{size}": 1 / len(sizes) for size in sizes}
    return row(1.0) | shares | {f"accuracy/people_{size}": rate for size, rate in sizes.items()}


@pytest.mark.parametrize(
    ("rate", "factor"),
    [(None, 1), (0.2, 1), (0.5, 1), (0.8, 1), (0.1, 0.09 / 0.16), (0.95, 0.0475 / 0.16), (0.0, LEAST), (1.0, LEAST)],
)
def test_outside_the_band_a_size_weighs_as_its_variance(rate: float | None, factor: float) -> None:
    assert band_factor(rate, BAND) == pytest.approx(factor)
    assert band_factor(rate, Band()) == 1


def test_running_pass_rates_by_hand() -> None:
    rates = PassRates()
    assert rates.rate(2) is None
    rates.observe(seen(n2=0.6, n3=0.1))
    rates.observe(seen(n2=1.0))
    # 2 people: 0.5 of the first step's puzzles at 0.6, then all of the second's at 1
    assert rates.rate(2) == pytest.approx((MEMORY * 0.5 * 0.6 + 1.0) / (MEMORY * 0.5 + 1.0))
    assert rates.rate(3) == pytest.approx(0.1)
    assert rates.adapted({2: 1.0, 3: 2.0, 4: 3.0}, BAND)[4] == 3.0


def people_drawn(curriculum: Curriculum) -> Counter:
    return Counter(puzzle.num_people for puzzle in curriculum.questions(curriculum.settings()))


def test_the_mix_follows_what_the_model_can_do_and_is_restored() -> None:
    phase = PhaseConfig("rollout", 99, {2: 1.0, 3: 1.0, 4: 1.0}, prompts=150, band=BAND)
    adapting, fixed = (Curriculum(RunConfig(phases=(replace(phase, band=band),)), None) for band in (BAND, Band()))
    assert people_drawn(adapting) == people_drawn(fixed)
    for _ in range(3):
        for curriculum in (adapting, fixed):
            curriculum.advance(seen(n2=1.0, n3=0.5, n4=0.0))
    drawn = people_drawn(adapting)
    assert drawn[3] > 4 * drawn[2] > 0 and drawn[3] > 4 * drawn[4] > 0
    assert min(people_drawn(fixed).values()) > 35
    restored = Curriculum(adapting.config, None)
    restored.load_state_dict(json.loads(json.dumps(adapting.state_dict())))
    first, second = (curriculum.questions(curriculum.settings()) for curriculum in (restored, adapting))
    assert [p.id for p in first] == [p.id for p in second]
