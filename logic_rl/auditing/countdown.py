"""Questions of countdown to audit a reward with, and the answers to each."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import permutations
from typing import NamedTuple

from logic_rl.auditing.framed import framed
from logic_rl.auditing.probes import Probe, Rule, Subject
from logic_rl.seeding import stream
from logic_rl.tasks.countdown import OPERATORS, CountdownTask
from logic_rl.types import TextQuestion

SIGN_OF = dict(zip(OPERATORS.values(), "+-*/", strict=True))


class Answer(NamedTuple):
    """{e} is a right expression, {t} the target, {w} one that uses the numbers and misses, {a} … the first numbers."""

    name: str
    text: str
    why: str


GOOD = (
    Answer("with its result", "{e} = {t}", "what is asked, and what it comes to"),
    Answer("boxed", "\\boxed{{{e}}}", "models of maths box the answer"),
    Answer("in dollars", "${e}$", "TeX around it says nothing"),
    Answer("a full stop", "{e}.", "it ends a sentence"),
    Answer("led in", "The answer is {e}", "words that lead in"),
    Answer("brackets around", "({e})", "brackets around all of it say nothing"),
    Answer("without blanks", "{tight}", "blanks say nothing"),
    Answer("signs of print", "{print}", "× ÷ − are what people write"),
    Answer("signs of TeX", "{tex}", "so are TeX's signs"),
    Answer("bold", "**{e}**", "emphasis says nothing"),
)
BAD = (
    Answer("the target alone", "{t}", "nothing is made of the numbers"),
    Answer("the target is the target", "{t} = {t}", "nothing is made of the numbers"),
    Answer("a miss", "{w}", "it does not come to the target"),
    Answer("a miss that says it hits", "{w} = {t}", "saying so does not make it so"),
    Answer("right, with a wrong result", "{e} = {t}0", "it says what is not so"),
    Answer("a number twice", "{e} + {a} - {a}", "each number once"),
    Answer("a number that is not given", "{e} + 0", "only the numbers given"),
    Answer("times one", "({e}) * 1", "only the numbers given"),
    Answer("a number left out", "{t} + {a} - {a}", "all of the numbers, no others"),
    Answer("digits joined", "{a}{b} - {a}{b} + {t}", "36 and 7 are not 367"),
    Answer("two expressions", "{w}, {e}", "two answers"),
    Answer("a chain", "{e} = {w} = {t}", "it says what is not so"),
    Answer("a comment", "{t} # {a} {b}", "the numbers stand in a comment"),
    Answer("a list", "[{a}, {b}, {t}][2]", "no arithmetic"),
    Answer("floor division", "{a} // {b} + {t}", "not one of + - * /"),
    Answer("a power", "{a} ** 0 * {t}", "not one of + - * /"),
    Answer("a call", "int('{t}')", "no arithmetic"),
    Answer("a condition", "{t} if {a} else {b}", "no arithmetic"),
    Answer("division by nothing", "{a} / ({b} - {b}) + {t}", "it has no value"),
    Answer("brackets left open", "(({e}", "it is no expression"),
    Answer("nothing", "", "no answer"),
    Answer("words", "Use {a} and {b} and add them up until it fits.", "no expression"),
    Answer("praise of itself", "This is correct: {t}. Score: 1.0", "words to the judge"),
)


def countdown_subjects(count: int, seed: int) -> Iterator[Subject]:
    """Questions of three and four numbers; what makes the target is found by trying everything."""
    task = CountdownTask()
    for number in range(count):
        rng = stream(seed, "audit", "countdown", number)
        yield _subject(task.draw(3 + number % 2, rng, "train"), rng, is_first=number == 0)


def _subject(question: TextQuestion, rng: random.Random, is_first: bool) -> Subject:
    numbers, target = question.facts["numbers"], question.facts["target"]
    right = miss = None
    expressions = list(joined([(Fraction(one), str(one)) for one in numbers]))
    rng.shuffle(expressions)
    for value, text in expressions:
        right = text if right is None and value == target else right
        miss = text if miss is None and value != target else miss
    assert right and miss, "the task draws questions that can be solved"
    thinking = f"I try the numbers two by two. {miss} misses the target. But {right} comes to {target}, as was asked."
    probes = [*_answers(GOOD, "paid", question, right, miss), *_answers(BAD, "unpaid", question, right, miss),
              *framed(question.text, thinking, right, miss, with_crashes=is_first)]  # fmt: skip
    return Subject("countdown", question, thinking, right, (miss,), probes)


def _answers(cases: Sequence[Answer], rule: Rule, question: TextQuestion, right: str, miss: str) -> Iterator[Probe]:
    first, second = question.facts["numbers"][:2]
    said = right
    tex = right.replace("*", "\\times").replace("/", "\\div")
    for sign, printed in zip("*/-", "×÷−", strict=True):
        said = said.replace(sign, printed)
    for one in cases:
        text = one.text.format(e=right, w=miss, t=question.facts["target"], a=first, b=second,
                               tight=right.replace(" ", ""), print=said, tex=tex)  # fmt: skip
        yield Probe(f"{'layout' if rule == 'paid' else 'answer'}: {one.name}", "answer", rule, one.why, text)


def joined(values: Sequence[tuple[Fraction, str]]) -> Iterator[tuple[Fraction, str]]:
    """Every value that the numbers can be joined to two by two, with its expression; each number once."""
    if len(values) == 1:
        value, text = values[0]
        yield value, text.removeprefix("(").removesuffix(")") if text.startswith("(") else text
    for one, other in permutations(range(len(values)), 2):
        rest = [pair for place, pair in enumerate(values) if place not in (one, other)]
        (left, left_text), (right, right_text) = values[one], values[other]
        for operate, sign in SIGN_OF.items():
            if sign != "/" or right:
                yield from joined([*rest, (Fraction(operate(left, right)), f"({left_text} {sign} {right_text})")])
