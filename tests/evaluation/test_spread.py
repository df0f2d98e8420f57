"""`--limit`: as many of every level, the same ones whatever the order."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from logic_rl.evaluation.questions import fresh_questions, itself
from logic_rl.evaluation.spread import spread
from logic_rl.tasks import make_task
from logic_rl.types import TextQuestion


def questions(sizes: dict[int, int]) -> list[TextQuestion]:
    return [TextQuestion(f"question {n} of {level}", level) for level, count in sizes.items() for n in range(count)]


@pytest.mark.parametrize(
    ("sizes", "limit", "counts"),
    [
        ({2: 10, 3: 10, 4: 10}, 6, [2, 2, 2]),
        ({2: 10, 3: 10, 4: 10}, 7, [2, 2, 3]),
        ({2: 1, 3: 50, 4: 50}, 21, [1, 10, 10]),
        ({2: 1, 3: 2, 4: 50}, 20, [1, 2, 17]),
        ({5: 4, 6: 4}, 1, [0, 1]),
        ({5: 4, 6: 4}, 99, [4, 4]),
    ],
)
def test_every_level_has_its_share(sizes: dict[int, int], limit: int, counts: list[int]) -> None:
    counted = Counter(question.level for question in spread(questions(sizes), limit, itself))
    assert sorted(counted[level] for level in sizes) == sorted(counts)
    assert sum(counted.values()) == min(limit, sum(sizes.values()))


def test_the_same_ones_whatever_the_order_of_the_file_and_more_of_them_with_a_larger_limit() -> None:
    every = questions({2: 40, 3: 40})
    shuffled = random.Random(1).sample(every, len(every))
    few, more = (spread(every, limit, itself) for limit in (10, 31))
    assert {one.id for one in few} == {one.id for one in spread(shuffled, 10, itself)} < {one.id for one in more}
    assert few == [one for one in every if one in few], "they stand in the order of the file"
    assert few != every[:5] + every[40:45], "and are not the first ones"


def test_few_fresh_questions_are_of_all_levels() -> None:
    drawn = fresh_questions(make_task("countdown"), 4, seed=0)
    assert len(drawn) == 4
    assert len({question.level for question in drawn}) == min(4, len(make_task("countdown").levels))
