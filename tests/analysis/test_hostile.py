"""Hostile text: exact offsets, no crash, time linear in length."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from logic_rl.analysis.behaviours.tag import tag
from logic_rl.claims.reader import read_claims
from logic_rl.text.language import language_profile
from logic_rl.text.sentences import loops, segment
from logic_rl.text.units import clauses
from tests.claims.test_claims import BOARD

PIECES = [
    "Wait, ", "let me check. ", "Zoey is a knight", "Mia says ", '"', "“", "”", "'", "<think>", "</think>", "<answer>",
    "</answer>", "<|im_end|>", "\n", "\n\n", ". ", "...", "…", "。", "等等，", "所以", "\x00", "\ud800", "\u202e",
    "مرحبا", "İ", "ß", "ﬁ", "e.g. ", "1. ", "- ", "**", "$x$", "\\frac{", "but I'm not sure", ", but ",
    "knave Zoey, knave Mia.",
    "If ", "then ", "🤔", "\u200b", "\r", "\t", "K", "if it is wrong, ", "I made a mistake. ",
]  # fmt: skip


def check(text: str) -> None:
    units = clauses(text, segment(text))
    assert all(a.end <= b.start for a, b in zip(units, units[1:], strict=False))
    for span in tag(text):
        piece = text[span.start : span.end]
        assert piece and piece == piece.strip() and span.cue and span.cue in piece
    for claim in read_claims(text, BOARD):
        assert 0 <= claim.start <= claim.end <= len(text)
    assert all(0 <= loop.start < loop.end <= len(text) for loop in loops(text))
    language_profile(text, ["Zoey"])


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_offsets_are_exact_on_any_mixture(text: str) -> None:
    check(text)


@settings(max_examples=100, deadline=None)
@given(st.text(st.characters(exclude_categories=()), max_size=300))
def test_offsets_are_exact_on_any_text(text: str) -> None:
    check(text)


LONG = {
    "one word": "a",
    "stops": ".",
    "calls": "!'",
    "quotes": '"',
    "open quotes": "“",
    "apostrophes": " 'a",
    "abbreviations": "e.g. ",
    "dots": "a... b",
    "turns": "x,but ",
    "bare turns": ",but",
    "wait": "wait ",
    "wait, no": "Wait, no. ",
    "numbers": "1. ",
    "says": "Zoey says ",
    "says that": "says: ",
    "claims": "Zoey is a knight ",
    "names": "Zoey, ",
    "lists": "knight Zoey, ",
    "if": "if Zoey is a knight and ",
    "dashes": "- ",
    "stars": "*",
    "brackets": "(here ",
    "han": "所以",
    "mixed": "所以 so it is ",
    "blanks": " ",
    "lines": "\n",
    "tags": "<think>",
    "closing tags": "</think><answer>",
    "zeros": "\x00",
    "right to left": "مرحبا ",
    "fences": "```",
    "dollars": "$ ",
    "not": "not really even ",
}


@pytest.mark.parametrize("kind", LONG)
def test_time_is_linear(kind: str) -> None:
    def seconds(size: int) -> float:
        text = LONG[kind] * (size // len(LONG[kind]))
        start = time.process_time()
        tag(text)
        read_claims(text, BOARD)
        language_profile(text, ["Zoey"])
        return time.process_time() - start

    large = seconds(200_000)
    if large > 0.5:  # short times are mostly noise
        small = seconds(25_000)
        # Eight times the text; a quadratic step would take 64 times as long.
        # A busy machine adds to a time and never takes from it: the better of two.
        large = min(large, seconds(200_000))
        assert large < 24 * small, f"{kind}: {small:.2f} s, then {large:.2f} s"


def test_a_long_line_of_prose() -> None:
    rng = random.Random(1)
    text = " ".join(
        rng.choice(["Zoey", "is", "a", "knight", "wait", "check", "but", "says", "so"]) for _ in range(60_000)
    )
    check(text)
