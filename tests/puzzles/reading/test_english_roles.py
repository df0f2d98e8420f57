"""Which words mean truth-teller and liar, as the introduction tells."""

from __future__ import annotations

import pytest

from tests.puzzles.reading.checks import assert_says, refusal


@pytest.mark.parametrize(
    ("introduction", "roles"),
    [
        ("Only {0}s and {1}s live here. {0}s always tell the truth, and {1}s always lie.", ("wizard", "goblin")),
        ("Every {0} always tells the truth; every {1} always lies.", ("knave", "knight")),
        ("Here live {1}s, who always lie, and {0}s, who never lie.", ("native", "tourist")),
        ("The island of Zog has {0}s (truth-tellers) and {1}s (liars).", ("red cap", "blue cap")),
        ("Here live {1}s and {0}s. The former always lie; the latter speak only the truth.", ("saint", "sinner")),
        ("A {0} can only tell the truth and a {1} can only lie. Everyone is a {0} or a {1}.", ("cat", "dog")),
        ("Whatever a {0} says is true. Whatever a {1} says is false.", ("Scot", "Pict")),
        ("{0}s are truth-tellers and {1}s are liars.", ("Arbu", "Bosnin")),
        ("{0}s never lie. {1}s never tell the truth.", ("priest", "pirate")),
        ("{0}s make only true statements, {1}s make only false statements.", ("owl", "fox")),
        ('Certain inhabitants called "{0}s" always tell the truth; others called "{1}s" always lie.', ("elf", "orc")),
        ("Each inhabitant is either a {0} (always tells the truth) or a {1} (always lies).", ("monk", "thug")),
    ],
)  # fmt: skip
def test_roles_that_the_introduction_defines(introduction, roles) -> None:
    one, other = roles
    text = (
        f"{introduction.format(*roles)} You meet two inhabitants: Ann and Lee. Ann says that Lee is a {other}. "
        f"Lee says, “We are both {one}s.” Who is a {one} and who is a {other}?"
    )
    assert_says(text, ["Ann", "Lee"], [lambda a, b: not b, lambda a, b: a and b], (one.lower(), other.lower()))


def test_sloppy_and_irregular_plurals() -> None:
    assert_says(
        "This land is inhabited by heros and thieves. Heros always tell the truth, and thieves always lie. "
        "Ann says that Lee is a thief. Lee says that both Ann and Lee are heroes.",
        ["Ann", "Lee"],
        [lambda a, b: not b, lambda a, b: a and b],
        ("hero", "thief"),
    )


def test_flipped_roles() -> None:
    assert_says(
        "Knaves always tell the truth, and knights always lie. A says that B is a knight. B says that A is a knave.",
        ["A", "B"],
        [lambda a, b: not b, lambda a, b: a],
        ("knave", "knight"),
    )


@pytest.mark.parametrize(
    ("introduction", "reason"),
    [
        ("Probably knights always tell the truth. Knaves always lie.", "'Probably'"),
        ("Knights never always tell the truth, and knaves always lie.", "whether always"),
        ("Knights always tell the truth. Knaves do not.", "here it is nobody"),
        ("Knights always tell the truth; knaves never do on Sundays.", "whether always"),
        ("Knights always tell the truth or lie, and knaves never do.", "'Knights'"),
        ("At noon knights always tell the truth and knaves always lie.", "'noon knight'"),
        ("There are two knights and a knave. Knights always tell the truth and knaves always lie.", "'knights'"),
    ],
)
def test_doubtful_introductions(introduction, reason) -> None:
    assert reason in str(refusal(f"{introduction} A says that B is a knave. B says that A is a knave."))
