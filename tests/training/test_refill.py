"""Dynamic sampling: a short batch is filled up with groups of new puzzles, and never for ever."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from logic_rl.config.algorithm import ALGORITHMS
from logic_rl.config.run import PhaseConfig, RunConfig
from logic_rl.curriculum import Curriculum
from logic_rl.training.sampling.refill import chosen, is_informative, refill_count
from logic_rl.training.sampling.sampler import Sampler
from tests.training.toy import group

TELLING, EQUAL = group((1,), [((2,), 3.0), ((3,), -1.0)]), group((1,), [((2,), 3.0), ((3,), 3.0)])


@pytest.mark.parametrize(
    ("informative", "equal", "count"),
    [(8, 0, 0), (9, 5, 0), (4, 4, 8), (6, 2, 3), (0, 8, 8), (1, 7, 8), (7, 9, 3)],
)
def test_refills_are_as_many_as_the_share_so_far_suggests(informative: int, equal: int, count: int) -> None:
    assert refill_count([TELLING] * informative + [EQUAL] * equal, wanted=8) == count


def test_informative_groups_come_first_and_the_batch_is_always_full() -> None:
    assert chosen([EQUAL, TELLING], 2) == [EQUAL, TELLING]
    assert chosen([EQUAL, TELLING, EQUAL, TELLING], 2) == [TELLING, TELLING]
    assert chosen([EQUAL, EQUAL, TELLING], 2) == [TELLING, EQUAL]


def sampler_of(groups_of_rounds: list[list], refills: int, prompts: int = 4) -> tuple[Sampler, list[list[str]]]:
    """A sampler whose sampling gives the listed groups, and the puzzles that it asked about in each round."""
    phase = PhaseConfig("warmup", 5, {3: 1.0}, prompts=prompts)
    config = RunConfig(phases=(phase,), algorithm=SimpleNamespace(refills=refills))
    sampler, asked, rounds = Sampler.__new__(Sampler), [], iter(groups_of_rounds)
    sampler.config, sampler.curriculum = config, Curriculum(config, None)

    def sample(puzzles, *_):
        asked.append([puzzle.id for puzzle in puzzles])
        return next(rounds)[: len(puzzles)]

    sampler.sample = sample
    return sampler, asked


def groups_of(sampler: Sampler) -> list:
    return sampler.groups(1, sampler.curriculum.settings())


def test_rounds_go_on_until_the_batch_is_full_with_new_puzzles_each_time() -> None:
    sampler, asked = sampler_of([[EQUAL] * 4, [TELLING, EQUAL, EQUAL, TELLING], [TELLING] * 4], refills=9)
    groups = groups_of(sampler)
    assert [len(ids) for ids in asked] == [4, 4, 4]
    assert len({puzzle for ids in asked for puzzle in ids}) == 12
    assert all(map(is_informative, chosen(groups, 4)))


def test_a_model_that_solves_everything_does_not_sample_for_ever() -> None:
    sampler, asked = sampler_of([[EQUAL] * 4] * 99, refills=ALGORITHMS["dapo"].refills)
    groups = groups_of(sampler)
    assert len(asked) == 1 + ALGORITHMS["dapo"].refills
    assert chosen(groups, 4) == [EQUAL] * 4


def test_without_refills_a_step_samples_once() -> None:
    sampler, asked = sampler_of([[EQUAL] * 4], refills=0)
    assert groups_of(sampler) == [EQUAL] * 4
    assert len(asked) == 1
