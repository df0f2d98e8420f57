"""Countdown: make a number of others, as TinyZero trains it (github.com/Jiayi-Pan/TinyZero). A whole task in one file.

`Using each of the numbers 7, 36, 55 exactly once …` is answered by `(55 + 36) - 7`, with or without `= 84`.
"""

from __future__ import annotations

import ast
import operator
import random
from fractions import Fraction

from logic_rl.errors import UsageError
from logic_rl.tasks.marked import answer_in
from logic_rl.tasks.task import Task
from logic_rl.types import Judgement, TextQuestion

OPERATORS = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv}
SIGNS = {"\\times": "*", "\\cdot": "*", "\\div": "/", "×": "*", "·": "*", "÷": "/", "−": "-"}
LONGEST = 200  # characters of an expression


class CountdownTask(Task):
    """The level is how many numbers are given, each from 1 to 99; the target is from 10 to 99."""

    levels = (3, 4)

    def draw(self, level: int, rng: random.Random, split: str) -> TextQuestion:
        if not 2 <= level <= 8:
            raise UsageError(f"task countdown: {level} numbers cannot be given; 2 to 8 can, 3 and 4 are usual")
        return self.draw_from_split(level, rng, split, lambda: solvable(level, rng))

    def judge(self, answer: str, question: TextQuestion) -> Judgement:
        """Works the answer out, for several can be right; without `eval`, for a reply is anybody's text."""
        expression, equals, result = (answer_in(answer) or "").partition("=")
        numbers: list[int] = []
        try:
            value = worth(expression, numbers)
            is_right = value == question.facts["target"] and (not equals or worth(result, []) == value)
        except (ValueError, SyntaxError, ZeroDivisionError, MemoryError, RecursionError) as error:
            return Judgement("unparsed", f"nothing that can be worked out: {error}")
        is_right = is_right and sorted(numbers) == question.facts["numbers"]
        return Judgement("correct" if is_right else "wrong", f"it makes {value} of {numbers}", int(is_right))


def solvable(level: int, rng: random.Random) -> TextQuestion | None:
    """Joins random numbers two by two: what is left in the end is the target, if it is one, so there is a solution."""
    numbers = sorted(rng.randint(1, 99) for _ in range(level))
    values = [Fraction(number) for number in numbers]
    while len(values) > 1:
        left, right = (values.pop(rng.randrange(len(values))) for _ in range(2))
        values.append(rng.choice(list(OPERATORS.values()) if right else [operator.mul])(left, right))
    if values[0].denominator > 1 or not 10 <= values[0] <= 99:
        return None
    text = (f"Using each of the numbers {', '.join(map(str, numbers))} exactly once, with + - * / and brackets, "
            f"write an expression that is worth {values[0]}.")  # fmt: skip
    return TextQuestion(text, level, {"numbers": numbers, "target": int(values[0])})


def worth(expression: str, numbers: list[int]) -> Fraction:
    """What an expression comes to, exactly; the numbers in it are appended to `numbers`."""
    for sign, plain in SIGNS.items():
        expression = expression.replace(sign, plain)
    if len(expression) > LONGEST or not set(expression) <= set("0123456789 ()+-*/"):
        raise ValueError(f"{expression[:40]!r} is not made of numbers, + - * / and brackets")

    def value(node: ast.AST) -> Fraction:
        match node:
            case ast.Constant(value=int(number)):
                numbers.append(number)
                return Fraction(number)
            case ast.BinOp(left, sign, right) if type(sign) in OPERATORS:
                return OPERATORS[type(sign)](value(left), value(right))
        raise ValueError(f"{ast.unparse(node)!r}")

    return value(ast.parse(expression.strip(), mode="eval").body)
