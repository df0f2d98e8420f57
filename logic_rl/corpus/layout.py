"""Setting a thought in the expected tags, or in one of the ways people get them wrong."""

from __future__ import annotations

import random
from collections.abc import Callable

from logic_rl.tags import ANSWER_CLOSE, ANSWER_OPEN, THINK_CLOSE, THINK_OPEN


def well_formed(thinking: str, answer: str) -> str:
    return f"{THINK_OPEN} {thinking} {THINK_CLOSE} {ANSWER_OPEN} {answer} {ANSWER_CLOSE}"


MALFORMED: dict[str, Callable[[str, str], str]] = {
    "no_tags": lambda thinking, answer: f"{thinking} So {answer}",
    "unclosed_think": lambda thinking, answer: f"{THINK_OPEN} {thinking} {ANSWER_OPEN} {answer} {ANSWER_CLOSE}",
    "no_answer_tags": lambda thinking, answer: f"{THINK_OPEN} {thinking} {THINK_CLOSE} {answer}",
    "unclosed_answer": lambda thinking, answer: f"{THINK_OPEN} {thinking} {THINK_CLOSE} {ANSWER_OPEN} {answer}",
    "text_after": lambda thinking, answer: f"{well_formed(thinking, answer)} I hope this helps.",
    "no_think": lambda thinking, answer: f"{thinking} {ANSWER_OPEN} {answer} {ANSWER_CLOSE}",
}


def set_out(thinking: str, answer: str, rng: random.Random, malformed_share: float) -> tuple[str, str]:
    """The reply and the name of its layout (`well_formed` or a key of `MALFORMED`)."""
    if rng.random() >= malformed_share:
        return well_formed(thinking, answer), "well_formed"
    name = rng.choice(list(MALFORMED))
    return MALFORMED[name](thinking, answer), name
