"""Countdown: every question has a solution, answers are worked out exactly, and no text of a reply can do harm."""

from __future__ import annotations

import itertools
import random
import re
import time
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest

from logic_rl.errors import UsageError
from logic_rl.tasks import make_task
from logic_rl.tasks.countdown import CountdownTask, worth
from logic_rl.types import TextQuestion

TASK = CountdownTask()
QUESTION = TextQuestion("Make 84.", 3, {"numbers": [7, 36, 55], "target": 84})


def reachable(values: list[Fraction]) -> Iterator[Fraction]:
    """Everything that numbers come to, by brute force over all ways to join them."""
    if len(values) == 1:
        yield values[0]
    for one, other in itertools.permutations(range(len(values)), 2):
        rest = [value for place, value in enumerate(values) if place not in (one, other)]
        a, b = values[one], values[other]
        for joined in {a + b, a - b, a * b} | ({a / b} if b else set()):
            yield from reachable([*rest, joined])


@pytest.mark.parametrize("level", [2, 3, 4])
def test_every_question_can_be_solved(level: int) -> None:
    rng = random.Random(level)
    for _ in range(12):
        question = TASK.draw(level, rng, "train")
        numbers, target = question.facts["numbers"], question.facts["target"]
        assert len(numbers) == level == question.level and 10 <= target <= 99
        assert all(str(number) in question.text for number in (*numbers, target))
        assert target in reachable([Fraction(number) for number in numbers])


def test_expressions_are_worth_what_python_says() -> None:
    """Against Python's own arithmetic, on texts that are made here."""
    rng = random.Random(5)

    def text(depth: int) -> str:
        if depth == 0 or rng.random() < 0.2:
            return str(rng.randint(1, 99))
        return f"({text(depth - 1)} {rng.choice('+-*/')} {text(depth - 1)})"

    for _ in range(200):
        expression = text(3)
        try:
            exact = re.sub(r"\d+", r"Fraction(\g<0>)", expression)
            expected = eval(exact, {"Fraction": Fraction})  # noqa: S307 - a text made here
        except ZeroDivisionError:
            continue
        numbers: list[int] = []
        assert worth(expression, numbers) == expected
        assert numbers == [int(number) for number in re.findall(r"\d+", expression)]


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        ("(55 + 36) - 7", "correct"),
        ("55+36-7 = 84", "correct"),
        ("The answer is \\boxed{(55 + 36) - 7}.", "correct"),
        ("$36 − 7 + 55$", "correct"),
        ("(55 + 36) - 7 = 85", "wrong"),  # it says what is not so
        ("55 + 36", "wrong"),
        ("55 + 36 - 7 + 7 - 7", "wrong"),
        ("84", "wrong"),
        ("55 * 36 / 7", "wrong"),
        ("55 / (7 - 7) + 36", "unparsed"),
        ("", "unparsed"),
        ("(55 + 36", "unparsed"),
        ("55 ** 36 - 7", "unparsed"),
        ("55 // 36 + 7", "unparsed"),
        ("55.0 + 36 - 7", "unparsed"),
        ("__import__('os').getcwd()", "unparsed"),
        ("55 + 36 - 7 = 84 = 84", "unparsed"),
        ("(" * 99 + "55" + ")" * 99, "wrong"),
        ("5" * 5000, "unparsed"),
        ("-" * 150 + "1", "unparsed"),
        ("\x00\ud800", "unparsed"),
    ],
)
def test_verdicts(answer: str, verdict: str) -> None:
    begun = time.monotonic()
    assert TASK.judgement(answer, QUESTION).verdict == verdict
    assert time.monotonic() - begun < 1


def test_signs_of_print_and_tex() -> None:
    question = TextQuestion("Make 24.", 3, {"numbers": [4, 8, 12], "target": 24})
    for answer in ("8 × 12 ÷ 4", r"8 \times 12 \div 4", r"\boxed{8 \cdot 12 / 4 = 24}", "8·12÷4"):
        assert TASK.judgement(answer, question).verdict == "correct", answer
    assert TASK.judgement("12 / (8 / 4)", question).verdict == "wrong"
    exact = TextQuestion("Make 5.", 4, {"numbers": [1, 3, 3, 5], "target": 5})
    assert TASK.judgement("(1 / 3) * 3 * 5", exact).verdict == "correct"  # a third times three is one, to the bit


def test_without_blocks_only_a_marked_answer_counts() -> None:
    assert TASK.judgement(r"<think> \boxed{55 + 36 - 7} </think>", QUESTION, free=True).verdict == "unparsed"
    assert TASK.judgement(r"</think> So \boxed{55 + 36 - 7}", QUESTION, free=True).verdict == "correct"


def test_splits_share_no_question_and_rows_hold_all_of_it() -> None:
    rng = random.Random(3)
    drawn = {split: {TASK.draw(2, rng, split).text for _ in range(200)} for split in ("train", "valid", "test")}
    assert not drawn["train"] & drawn["test"] and not drawn["train"] & drawn["valid"]
    question = TASK.draw(4, rng, "test")
    assert TASK.from_row(question.to_row()) == question and TASK.split_of(question) == "test"
    row = {"puzzle_id": question.id, "response": "…", "step": 3} | TASK.row_fields(question)
    assert TASK.question_of(row) == question


def test_sizes_that_cannot_be() -> None:
    for level in (-1, 0, 1, 9):
        with pytest.raises(UsageError, match=f"{level} numbers cannot be given"):
            make_task("countdown").draw(level, random.Random(0), "train")


def test_it_is_one_short_file() -> None:
    file = Path(__file__).resolve().parents[2] / "logic_rl" / "tasks" / "countdown.py"
    assert len(file.read_text("utf-8").splitlines()) <= 80
