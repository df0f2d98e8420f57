"""English nouns: articles, plurals and back, lists; capitals."""

from __future__ import annotations

import pytest

from puzzles.prose import words_en as words
from puzzles.prose.nouns_en import article, capital, listing, plural, singulars


@pytest.mark.parametrize(
    ("noun", "with_article", "many"),
    [
        ("knave", "a knave", "knaves"),
        ("hero", "a hero", "heroes"),
        ("honest man", "an honest man", "honest men"),
        ("heir", "an heir", "heirs"),
        ("unicorn", "a unicorn", "unicorns"),
        ("ogre", "an ogre", "ogres"),
        ("witch", "a witch", "witches"),
        ("spy", "a spy", "spies"),
        ("magpie", "a magpie", "magpies"),
        ("dark elf", "a dark elf", "dark elves"),
        ("shaman", "a shaman", "shamans"),
        ("witness", "a witness", "witnesses"),
        ("boy", "a boy", "boys"),
    ],
)
def test_nouns(noun, with_article, many) -> None:
    assert article(noun) == with_article
    assert plural(noun) == many
    assert singulars(many)[0] == noun


def test_every_role_word_comes_back_from_its_plural() -> None:
    for pair in words.ROLE_PAIRS.values():
        for role in pair:
            assert singulars(plural(role))[0] == role
    assert singulars("heros")[0] == "hero"
    assert singulars("knave")[-1] == "knave"


def test_lists() -> None:
    assert [listing(items) for items in ("", "a", "ab", "abc")] == ["", "a", "a and b", "a, b and c"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [("if", "If"), ("(if", "(If"), ("((it", "((It"), ("Zoey", "Zoey"), ("étienne", "Étienne"), ("(", "("), ("", "")],
)
def test_capitals(text, expected) -> None:
    assert capital(text) == expected
