"""Whether two answers are worth the same: the functions that `equivalence` has called in another process.

The library math-verify compares to six decimals and drops units; so decimals are made fractions before it compares,
units are not its business (`units`), and what it calls equal is held against 40 digits.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

DIGITS = 40


def prepare() -> None:
    """Load the library and all that it loads late, so that no comparison pays for it."""
    import logging

    logging.disable(logging.CRITICAL)
    assert same(r"\frac{1}{2}", "0.5") and same("x+1", "1+x"), "the library compares"


def same(reference: str, answer: str) -> bool | None:
    """Whether two answers are worth the same; None where one cannot be read, or the library fails on them."""
    from math_verify import verify

    from logic_rl.tasks.maths.reading import rounds_to

    try:
        left, right = _parsed(reference), _parsed(answer)
        if not left or not right:
            return None
        for decimal, expression in ((answer, left[0]), (reference, right[0])):
            if (number := _rational(expression)) is not None and rounds_to(decimal, number):
                return True
        return bool(verify(left, right, timeout_seconds=None)) and _agree(left[0], right[0])
    except Exception:  # the text is a model's, and the library raises whatever sympy does
        return None


def _parsed(text: str) -> list:
    from latex2sympy2_extended import NormalizationConfig
    from math_verify import LatexExtractionConfig, parse
    from sympy import Float, Rational

    reading = NormalizationConfig(basic_latex=True, units=False, malformed_operators=True, nits=True, boxed="all")
    config = (LatexExtractionConfig(normalization_config=reading),)
    parsed = parse(f"\\boxed{{{text}}}", extraction_config=config, parsing_timeout=None)
    if parsed and hasattr(parsed[0], "atoms"):
        exact = {number: Rational(str(number)) for number in parsed[0].atoms(Float)}
        parsed[0] = parsed[0].xreplace(exact) if exact else parsed[0]
    return parsed


def _rational(expression: Any) -> Fraction | None:
    """A number of sympy to 60 digits; None of what is no real number."""
    if not getattr(expression, "is_number", False):
        return None
    value = expression.doit().evalf(60)
    return Fraction(str(value)) if value.is_Float or value.is_Rational else None


def _agree(left: Any, right: Any) -> bool:
    """Whether two things that the library calls the same also agree number by number."""
    from math_verify.grader import sort_key
    from sympy import FiniteSet, MatrixBase, ordered
    from sympy.core.relational import Relational

    if isinstance(left, FiniteSet) and isinstance(right, FiniteSet) and len(left.args) == len(right.args):
        pairs = zip(*(list(ordered(one.args, keys=sort_key, default=False)) for one in (left, right)), strict=True)
        return all(_agree(*pair) for pair in pairs)
    if isinstance(left, MatrixBase) and isinstance(right, MatrixBase):
        return all(_agree(*pair) for pair in zip(left.flat(), right.flat(), strict=True))
    if isinstance(right, Relational) and not isinstance(left, Relational):
        return _agree(left, right.rhs)
    if type(left) is type(right) and getattr(left, "is_Interval", False):
        return _agree(left.start, right.start) and _agree(left.end, right.end)
    return _close(left, right)


def _close(left: Any, right: Any) -> bool:
    """Numbers, or expressions at a point, to `DIGITS` digits; true where they cannot be evaluated."""
    from sympy import Expr, Rational

    if not isinstance(left, Expr) or not isinstance(right, Expr):
        return True
    symbols = sorted(left.free_symbols | right.free_symbols, key=str)
    names = {name: Rational(7 + 4 * place, 3 + place) for place, name in enumerate(dict.fromkeys(map(str, symbols)))}
    point = {symbol: names[str(symbol)] for symbol in symbols}
    one, other = (side.doit().subs(point).evalf(2 * DIGITS) for side in (left, right))
    if not (one.is_number and other.is_number) or not (one.is_finite and other.is_finite):
        return True
    most = max(abs(one), abs(other))
    return most == 0 or bool(abs(one - other) <= most * Rational(1, 10**DIGITS))
