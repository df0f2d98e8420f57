"""What the library math-verify says of two answers: the functions that `equivalence` has called in another process."""

from __future__ import annotations


def prepare() -> None:
    """Load the library and all that it loads late, so that no comparison pays for it."""
    import logging

    logging.disable(logging.CRITICAL)
    assert same(r"\frac{1}{2}", "0.5") and same("x+1", "1+x"), "the library compares"


def same(reference: str, answer: str) -> bool | None:
    """Whether two answers are worth the same; None where one cannot be read, or the library fails on them."""
    from math_verify import parse, verify

    try:
        parsed = [parse(f"\\boxed{{{text}}}", parsing_timeout=None) for text in (reference, answer)]
        return bool(verify(*parsed, timeout_seconds=None)) if all(parsed) else None
    except Exception:  # the text is a model's, and the library raises whatever sympy does
        return None
