"""What decides whether two answers are the same before a library is asked: labels, words, exact numbers, units."""

from __future__ import annotations

import re
from collections.abc import Callable

from logic_rl.tasks.maths.reading import (
    TEXT,
    exact,
    label_and_value,
    rounds_to,
    same_label,
    same_words,
    words,
    words_within,
)
from logic_rl.tasks.maths.units import without_unit

Ask = Callable[[str, str], bool | None]
_BASE = re.compile(r"_\s*\{?\s*(\d+)\s*\}?$")
_OPERATOR = re.compile(r"\\cdot|\\times|\*|\^")


def compared(reference: str, answer: str, ask: Ask) -> bool | None:
    """Whether two cleaned answers are the same; `ask` says it of expressions, and is asked where nothing else decides.

    The label of a choice stands for it: `(B) 12` is the same as `B` and as `12`. Words are the same letter by letter.
    A unit that one of the answers leaves out is not missed, two different units are. `50%` is 50 and 0.5.
    """
    (label, value, marked), (given, rest, also) = label_and_value(reference), label_and_value(answer)
    if label and given:
        if not same_label(label, given, marked=marked or also):
            return False
        return _valued(value, rest, ask) if value and rest else True
    if label and value or given and rest:
        return _valued(value or reference, rest or answer, ask)
    return _valued(reference, answer, ask)


def _valued(reference: str, answer: str, ask: Ask) -> bool | None:
    left, right = words(reference), words(answer)
    if left is not None and right is not None:
        return same_words(left, right)
    if left is not None or right is not None:
        product, other = (reference, answer) if left is not None else (answer, reference)
        is_product = len(product) <= 3 and product.islower() and product.isalpha() and _OPERATOR.search(other)
        return ask(reference, answer) if is_product else False
    one, unit = without_unit(reference)
    other, also = without_unit(answer, close=exact(reference) is not None)
    if unit and also and unit != also:
        return False
    if {unit, also} == {"%", ""}:
        return _measured(one, other, ask) or _hundredth(one if unit else other, other if unit else one)
    return _measured(one, other, ask)


def _hundredth(percent: str, number: str) -> bool:
    left, right = exact(percent.strip()), exact(number.strip())
    return left is not None and right is not None and left == 100 * right


def _measured(reference: str, answer: str, ask: Ask) -> bool | None:
    reference, answer = reference.strip(), answer.strip()
    if reference == answer:
        return True
    left, right = exact(reference), exact(answer)
    if left is not None and right is not None:
        written = "/" in reference + answer or "frac" in reference + answer
        return left == right or written and (rounds_to(answer, left) or rounds_to(reference, right))
    bases = [_BASE.search(text) for text in (reference, answer)]
    if bases[0] and bases[1] and bases[0][1] != bases[1][1] or words_within(reference) != words_within(answer):
        return False
    return ask(TEXT.sub(r" \1 ", reference), TEXT.sub(r" \1 ", answer))
