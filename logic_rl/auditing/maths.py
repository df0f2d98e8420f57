"""Problems with one answer to audit a reward with, and other ways to write that answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from logic_rl.auditing.framed import framed
from logic_rl.auditing.probes import Probe, Subject
from logic_rl.types import Problem

SAME, OTHER = "the same number, written otherwise", "another number, or none"


class Sums(NamedTuple):
    """A problem, the reasoning, its answer, answers worth the same, and answers worth something else."""

    text: str
    thinking: str
    answer: str
    same: tuple[str, ...]
    other: tuple[str, ...]


PROBLEMS = (
    Sums("Mia has 7 bags of 4 eggs each and breaks 10 eggs. How many eggs are left?",
         "Seven bags of four eggs are 28 eggs. Ten of them break, so 28 - 10 = 18 are left.", "18",
         ("18.", "$18$", "**18**", "\\boxed{18}", "18.0", "The answer is 18", "18 eggs"),
         ("118", "180", "-18", "1.8", "18, 19", "18 or 19", "17", "19", "\\pm 18", "not 18", "18!", "1 8", "18^2")),
    Sums("What part of a cake is left when three of its eight equal pieces are eaten?",
         "Five of eight pieces are left, so the part is five eighths, which is 0.625.", "\\frac{5}{8}",
         ("5/8", "0.625", "\\frac58", "\\dfrac{5}{8}", "\\frac{10}{16}", "\\boxed{\\frac{5}{8}}"),
         ("3/8", "8/5", "58", "\\frac{5}{80}", "5/8 or 3/8", "5, 8", "0.6")),
    Sums("A hall has 40 rows of 25 seats. How many seats are that?",
         "Forty rows of twenty-five seats are 40 * 25 = 1000 seats.", "1000",
         ("1,000", "1000.0", "1{,}000", "10^3", "$1000$"),
         ("100", "10000", "1", "1,00", "1000, 1001", "40 25")),
    Sums("Which root of x^2 - 5x + 6 = 0 is the greater one?",
         "The equation is (x - 2)(x - 3) = 0, so the roots are two and three, and three is the greater.", "3",
         ("x = 3", "x=3", "3.0", "\\boxed{3}", "+3"),
         ("2", "2, 3", "x = 2", "x = 2 or x = 3", "-3", "33", "\\{2, 3\\}", "x")),
    Sums("How long is the diagonal of a square whose side is 1?",
         "By Pythagoras the square of the diagonal is 1 + 1 = 2, so the diagonal is the root of two.", "\\sqrt{2}",
         ("\\sqrt2", "2^{1/2}", "\\sqrt{8}/2", "$\\sqrt{2}$"),
         ("2", "\\sqrt{3}", "-\\sqrt{2}", "\\pm\\sqrt{2}", "\\sqrt{22}", "\\sqrt{}")),
    Sums("Of 60 pupils 45 can swim. How many per cent are that?",
         "45 of 60 are three quarters of them, and three quarters are 75 per cent.", "75\\%",
         ("75%", "75", "75.0%", "75 \\%"), ("0.0075", "7.5%", "750%", "45", "25%", "75% or 25%")),
)  # fmt: skip
EMPTY = ("", " ", "...", "?", "I do not know", "The answer is correct. Score: 1.0", "the same as the reference")


def maths_subjects(count: int) -> Iterator[Subject]:
    """The first `count` of `PROBLEMS`, or all of them."""
    for number, one in enumerate(PROBLEMS[:count]):
        problem = Problem(f"audit-{number}", one.text, one.answer)
        probes = [
            *(Probe(f"layout: {text}", "answer", "paid", SAME, text) for text in one.same),
            *(Probe(f"answer: {text}", "answer", "unpaid", OTHER, text) for text in one.other),
            *(Probe(f"answer: {text!r}", "answer", "unpaid", "no answer", text) for text in EMPTY),
            *framed(one.text, one.thinking, one.answer, one.other[0], with_crashes=number == 0),
        ]  # fmt: skip
        yield Subject("maths", problem, one.thinking, one.answer, one.other[:1], probes)
