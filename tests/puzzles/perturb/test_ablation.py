"""Wrong data on purpose is wrong, and no more than asked."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from puzzles import GenerationError
from puzzles.perturb.ablation import shuffled_steps, with_foreign_step, wrong_solution

seeds = st.integers(0, 10**6).map(random.Random)


@given(st.lists(st.booleans(), min_size=2, max_size=9).map(tuple), seeds)
def test_a_wrong_solution_is_partly_right(solution, rng) -> None:
    wrong = wrong_solution(solution, rng)
    turned = sum(a != b for a, b in zip(solution, wrong, strict=True))
    assert 1 <= turned <= len(solution) - 1


def test_every_number_of_wrong_roles_comes_up() -> None:
    rng = random.Random(1)
    turned = {sum(wrong_solution((True,) * 5, rng)) for _ in range(200)}
    assert turned == {1, 2, 3, 4}


@given(st.lists(st.sampled_from(["a", "b", "c"]), min_size=2).filter(lambda steps: len(set(steps)) > 1), seeds)
def test_shuffled_steps_are_the_same_in_another_order(steps, rng) -> None:
    shuffled = shuffled_steps(steps, rng)
    assert shuffled != steps and sorted(shuffled) == sorted(steps)


STEPS = ["Suppose Ann lies.", "Then Bo is honest.", "So Ann is honest."]
FOREIGN = ["Suppose Bo lies.", "Then Ann and Dee disagree.", "Bo cannot be honest."]


@given(seeds)
def test_one_step_is_replaced_and_speaks_of_the_people_here(rng) -> None:
    steps, place = with_foreign_step(STEPS, ["Ann", "Bo"], FOREIGN, ["Bo", "Ann", "Dee"], rng)
    assert len(steps) == 3
    assert [a == b for a, b in zip(steps, STEPS, strict=True)] == [k != place for k in range(3)]
    assert steps[place] in ("Suppose Ann lies.", "Ann cannot be honest."), "Bo there is Ann here, Dee is nobody"


def test_what_cannot_be_disturbed_is_refused() -> None:
    rng = random.Random(1)
    for call in (
        lambda: wrong_solution((True,), rng),
        lambda: shuffled_steps(["a", "a"], rng),
        lambda: shuffled_steps([], rng),
        lambda: with_foreign_step(["Ann lies."], ["Ann"], ["Bo lies."], ["Bo"], rng),
        lambda: with_foreign_step(["Ann lies."], ["Ann"], ["Dee lies."], ["Bo", "Dee"], rng),
        lambda: with_foreign_step([], [], ["Dee lies."], ["Bo", "Dee"], rng),
    ):
        with pytest.raises(GenerationError):
            call()
