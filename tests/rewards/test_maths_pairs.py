"""Answers of many sources' kinds, judged by hand: the same or not. None that differ may be called the same."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest

from logic_rl.tasks.marked import bare, marked_answer
from logic_rl.tasks.maths.equivalence import Comparer
from logic_rl.tasks.maths.units import without_unit

PAIRS = [line.split("\t") for line in Path(__file__).with_name("maths_pairs.tsv").read_text("utf-8").splitlines()[1:]]
needs_library = pytest.mark.skipif(find_spec("math_verify") is None, reason="math-verify is not installed")


def test_the_table_is_of_many_kinds_and_of_both_verdicts() -> None:
    assert len(PAIRS) > 500 and len({kind for kind, *_ in PAIRS}) > 10
    assert {same for *_, same in PAIRS} == {"yes", "no"}


@needs_library
@pytest.mark.slow
def test_every_pair_is_judged_as_by_hand() -> None:
    wrong = []
    with Comparer() as comparer:
        for kind, reference, text, same in PAIRS:
            answer = marked_answer(f"<think>…</think><answer>{text}</answer>", opened_think=False)
            verdict = comparer.same(bare(reference), answer or "")
            if bool(verdict) != (same == "yes"):
                wrong.append((kind, reference, text, verdict))
    assert not wrong


@pytest.mark.parametrize(
    ("answer", "value", "unit"),
    [
        ("5 cm", "5", "cm"), ("5 centimetres", "5", "cm"), (r"5\text{ m}", "5", "m"), ("5 m", "5 m", ""),
        ("2h", "2h", ""), ("3km", "3km", ""), ("40 apples", "40", "apple"), ("5 square meters", "5", "m^2"),
        (r"5\text{ cm}^2", "5", "cm^2"), ("60 km/h", "60", "km/h"), ("60 miles per hour", "60", "mi/h"),
        (r"50\%", "50", "%"), (r"90^\circ", "90", "degree"), ("$7", "7", "dollar"), ("-€7", "-7", "euro"),
        ("5 million", "5 million", ""), ("5 dozens", "5 dozens", ""), ("miles", "miles", ""), (r"4\pi", r"4\pi", ""),
        (r"2\pi cm", r"2\pi", "cm"), ("2 abcd", "2 abcd", ""),
    ],
)  # fmt: skip
def test_units(answer: str, value: str, unit: str) -> None:
    assert without_unit(answer) == (value, unit)


def test_an_abbreviation_right_after_a_number_is_a_unit_only_where_a_number_is_wanted() -> None:
    assert without_unit("35cm", close=True) == ("35", "cm") and without_unit("35cm") == ("35cm", "")
    assert without_unit("35h", close=True) == ("35h", "")


@pytest.mark.parametrize(
    ("reply", "answer"),
    [
        (r"\boxed 7", "7"), (r"so $\boxed7$.", "7"), (r"\boxed{1}, no, \boxed 12.", "12"), (r"\boxed -3", "-3"),
        (r"\boxed 1 or \boxed{2}", "2"), (r"\boxed x", "x"), ("<answer>**58**</answer>", "58"),
        ("<answer>**The answer is 58.**</answer>", "58"), ("<answer>`58`</answer>", "58"),
        ("<answer>2*3*4</answer>", "2*3*4"),
        (r"<answer>\( 58 \)</answer>", "58"), (r"<answer>**$\boxed{58}$**</answer>", "58"),
        ("<answer>$58</answer>", "$58"),
    ],
)  # fmt: skip
def test_marks_around_an_answer(reply: str, answer: str) -> None:
    assert marked_answer(f"<think>…</think>{reply}", opened_think=False) == answer
