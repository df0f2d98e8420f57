"""Tokens: two patterns side by side cut a text as one pattern of both would."""

from __future__ import annotations

import random
import re

import pytest

from puzzles.answers import tokens
from puzzles.answers.tokens import Lexicon

CASTS = [
    (("Alice", "Will", "Sage"), ("knight", "knave")),
    (("张三", "李四", "Al", "Alice"), ("骑士", "无赖")),
    (("Mary Ann", "Ann", "O'Neil", "''"), ("angel", "wolf")),
    (("Zoë", "zoë", "Kelvin"), ("spy", "hero")),
    ((), ("a", "b")),
]
BITS = (
    *(
        "Alice",
        " ",
        "\n",
        "is",
        "a",
        "knight",
        "knights",
        "张三",
        "李四",
        "骑士们",
        "是",
        "说真话",
        "liar",
        ".",
        ",",
        "=",
    ),
    *(
        "truth-teller",
        "!=",
        "'s",
        "''",
        "Mary  Ann",
        "mary ann",
        "Ann",
        "will",
        "Will",
        "sage",
        "wolves",
        "—",
        "12",
        "§",
    ),
    *("don't", "'", "|", "tells the truth", "\u212aelvin", "spies", "O'Neil", "\ud800", "\t", "？"),
)


@pytest.mark.parametrize(("names", "roles"), CASTS)
def test_what_begins_first_counts_and_names_before_other_words(names: tuple, roles: tuple) -> None:
    lexicon, rng = Lexicon(names, roles), random.Random(1)
    whole = re.compile(f"(?:{lexicon._terms.pattern})|{tokens._REST.pattern}")
    for _ in range(400):
        text = "".join(rng.choice(BITS) + rng.choice(("", "", " ")) for _ in range(rng.randrange(40)))
        found = [(token.start, token.end) for token in lexicon.tokens(text)]
        assert found == [match.span() for match in whole.finditer(text)], text
