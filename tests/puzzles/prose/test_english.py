"""English prose: the standard wording pinned, every other wording as expected by hand, one reading each."""

from __future__ import annotations

import doctest
import random
import re

import pytest

from puzzles import GenerationError
from puzzles.prose import clauses_en
from puzzles.prose import words_en as words
from puzzles.prose.english import STANDARD, STYLES, Phrasing, describe, draw_phrasing, puzzle_text
from puzzles.prose.phrasing_en import CHOICES
from puzzles.statements import And, Iff, Implies, Is, Not, Or

NAMES, ROLES = ("Zoey", "Mia", "Bob"), ("knight", "knave")
ZOEY, MIA, BOB = (Is(person, True) for person in range(3))
NOT_ZOEY, NOT_MIA, NOT_BOB = (Is(person, False) for person in range(3))


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        (ZOEY, "Zoey is a knight"),
        (Not(NOT_MIA), "Mia is not a knave"),
        (And((ZOEY, NOT_MIA)), "Zoey is a knight and Mia is a knave"),
        (Or((ZOEY, NOT_MIA, BOB)), "Zoey is a knight or Mia is a knave or Bob is a knight"),
        (Implies(ZOEY, NOT_MIA), "if Zoey is a knight then Mia is a knave"),
        (Iff(ZOEY, Not(MIA)), "Zoey is a knight if and only if Mia is not a knight"),
        (Not(And((ZOEY, MIA))), "it is not the case that (Zoey is a knight and Mia is a knight)"),
        (Or((And((ZOEY, MIA)), BOB)), "(Zoey is a knight and Mia is a knight) or Bob is a knight"),
    ],
)
def test_the_standard_wording(statement, expected) -> None:
    assert describe(statement, NAMES, ROLES) == describe(statement, NAMES, ROLES, STANDARD) == expected


@pytest.mark.parametrize(
    ("phrasing", "statement", "expected"),
    [
        ({"leaf": "nature"}, And((ZOEY, NOT_MIA)), "Zoey tells the truth and Mia lies"),
        ({"leaf": "habit"}, And((ZOEY, NOT_MIA)), "Zoey always tells the truth and Mia always lies"),
        ({"leaf": "doing"}, And((ZOEY, NOT_MIA)), "Zoey is telling the truth and Mia is lying"),
        ({"leaf": "opposite"}, And((ZOEY, NOT_MIA)), "Zoey is not a knave and Mia is not a knight"),
        ({"denial": "isn't"}, Not(ZOEY), "Zoey isn't a knight"),
        ({"denial": "does not"}, Or((Not(ZOEY), Not(NOT_MIA))), "Zoey does not tell the truth or Mia does not lie"),
        (
            {"denial": "negation"},
            And((Not(ZOEY), MIA)),
            "(it is not the case that Zoey is a knight) and Mia is a knight",
        ),
        (
            {"negation": "it is false that"},
            Not(Or((ZOEY, MIA))),
            "it is false that (Zoey is a knight or Mia is a knight)",
        ),
        ({"conjunction": "both"}, And((ZOEY, NOT_MIA)), "both Zoey is a knight and Mia is a knave"),
        (
            {"conjunction": "both that"},
            And((ZOEY, NOT_MIA)),
            "it is true both that Zoey is a knight and that Mia is a knave",
        ),
        (
            {"conjunction": "both that"},
            Not(And((ZOEY, NOT_MIA))),
            "it is not the case that (Zoey is a knight and Mia is a knave)",
        ),
        (
            {"conjunction": "both that"},
            And((ZOEY, Or((MIA, BOB)))),
            "Zoey is a knight and (Mia is a knight or Bob is a knight)",
        ),
        (
            {"conjunction": "together"},
            Not(And((NOT_ZOEY, NOT_MIA))),
            "it is not the case that Zoey and Mia are both knaves",
        ),
        (
            {"conjunction": "together"},
            Or((NOT_BOB, And((ZOEY, MIA)))),
            "Bob is a knave or (Zoey and Mia are both knights)",
        ),
        (
            {"equivalence": "kind"},
            And((Iff(ZOEY, MIA), NOT_BOB)),
            "(Zoey is of the same kind as Mia) and Bob is a knave",
        ),
        (
            {"equivalence": "kind", "brackets": "always but lists"},
            And((Iff(ZOEY, MIA), NOT_BOB)),
            "Zoey is of the same kind as Mia and Bob is a knave",
        ),
        (
            {"disjunction": "at least one", "implication": "only if"},
            Implies(Or((ZOEY, MIA)), NOT_BOB),
            "(at least one of Zoey and Mia is a knight) only if Bob is a knave",
        ),
        (
            {"disjunction": "at least one"},
            Implies(Or((ZOEY, MIA)), NOT_BOB),
            "if at least one of Zoey and Mia is a knight then Bob is a knave",
        ),
        (
            {"conjunction": "together", "equivalence": "exactly when"},
            Iff(And((ZOEY, MIA)), NOT_BOB),
            "(Zoey and Mia are both knights) exactly when Bob is a knave",
        ),
        (
            {"conjunction": "together", "implication": "if after"},
            Implies(NOT_BOB, And((ZOEY, MIA))),
            "(Zoey and Mia are both knights) if Bob is a knave",
        ),
        ({"conjunction": "together"}, And((ZOEY, MIA)), "Zoey and Mia are both knights"),
        ({"conjunction": "together"}, And((ZOEY, MIA, BOB)), "Zoey, Mia and Bob are all knights"),
        ({"conjunction": "together"}, And((NOT_ZOEY, NOT_MIA)), "neither Zoey nor Mia is a knight"),
        ({"conjunction": "together"}, And((ZOEY, NOT_MIA)), "Zoey is a knight and Mia is a knave"),
        ({"disjunction": "either"}, Or((ZOEY, NOT_MIA)), "either Zoey is a knight or Mia is a knave"),
        ({"disjunction": "or both"}, Or((ZOEY, MIA)), "either Zoey is a knight or Mia is a knight, or both"),
        (
            {"disjunction": "or both"},
            And((Or((ZOEY, MIA)), BOB)),
            "(either Zoey is a knight or Mia is a knight, or both) and Bob is a knight",
        ),
        ({"disjunction": "or both"}, Or((ZOEY, MIA, BOB)), "Zoey is a knight or Mia is a knight or Bob is a knight"),
        ({"disjunction": "either or both"}, Or((ZOEY, MIA)), "either Zoey is a knight or Mia is a knight (or both)"),
        ({"disjunction": "at least one"}, Or((NOT_ZOEY, NOT_MIA)), "at least one of Zoey and Mia is a knave"),
        ({"implication": "if, then"}, Implies(ZOEY, MIA), "if Zoey is a knight, then Mia is a knight"),
        ({"implication": "only if"}, Implies(ZOEY, MIA), "Zoey is a knight only if Mia is a knight"),
        ({"implication": "if after"}, Implies(ZOEY, NOT_MIA), "Mia is a knave if Zoey is a knight"),
        ({"equivalence": "exactly when"}, Iff(ZOEY, NOT_MIA), "Zoey is a knight exactly when Mia is a knave"),
        ({"equivalence": "kind"}, Iff(ZOEY, MIA), "Zoey is of the same kind as Mia"),
        ({"equivalence": "kind"}, Iff(NOT_ZOEY, NOT_MIA), "Zoey and Mia are of the same kind"),
        ({"equivalence": "kind"}, Iff(ZOEY, NOT_MIA), "Zoey and Mia are of different kinds"),
        ({"equivalence": "kind"}, Iff(ZOEY, NOT_ZOEY), "Zoey is a knight if and only if Zoey is a knave"),
        (
            {"brackets": "lean"},
            Implies(And((ZOEY, MIA)), Or((ZOEY, MIA))),
            "if Zoey is a knight and Mia is a knight then (Zoey is a knight or Mia is a knight)",
        ),
        (
            {"brackets": "lean", "disjunction": "either"},
            Not(Or((ZOEY, MIA))),
            "it is not the case that either Zoey is a knight or Mia is a knight",
        ),
    ],
)
def test_other_wordings(phrasing, statement, expected) -> None:
    assert describe(statement, NAMES, ROLES, Phrasing(**phrasing)) == expected


@pytest.mark.parametrize(
    ("phrasing", "statement", "expected"),
    [
        ({}, And((ZOEY, NOT_MIA)), "I am a knight and Mia is a knave"),
        ({"leaf": "nature"}, Or((ZOEY, NOT_ZOEY)), "I tell the truth or I lie"),
        ({"denial": "isn't"}, Not(ZOEY), "I'm not a knight"),
        ({"conjunction": "together"}, And((ZOEY, MIA)), "Mia and I are both knights"),
        ({"conjunction": "together"}, And((NOT_ZOEY, NOT_MIA)), "neither Mia nor I am a knight"),
        ({"conjunction": "together"}, And((NOT_MIA, NOT_BOB)), "neither Mia nor Bob is a knight"),
        ({"disjunction": "at least one"}, Or((ZOEY, MIA)), "at least one of Mia and me is a knight"),
        ({"equivalence": "kind"}, Iff(ZOEY, MIA), "I am of the same kind as Mia"),
        ({"equivalence": "kind"}, Iff(MIA, ZOEY), "Mia is of the same kind as me"),
    ],
)
def test_the_first_person(phrasing, statement, expected) -> None:
    assert describe(statement, NAMES, ROLES, Phrasing(**phrasing), speaker=0) == expected


def test_a_clause_is_a_template_for_any_people() -> None:
    rng = random.Random(1)
    statement = Implies(And((ZOEY, Not(MIA))), Iff(BOB, Or((ZOEY, NOT_MIA))))
    for _ in range(50):
        phrasing = draw_phrasing(rng)
        template = describe(statement, ("{0}", "{1}", "{2}"), ROLES, phrasing)
        assert template.format(*NAMES) == describe(statement, NAMES, ROLES, phrasing)


def test_every_choice_is_drawn() -> None:
    rng = random.Random(1)
    drawn = [draw_phrasing(rng) for _ in range(300)]
    for name, values in CHOICES.items():
        assert {getattr(phrasing, name) for phrasing in drawn} == set(values)


def test_the_standard_style_keeps_to_two_forms_of_speech() -> None:
    statements = (And((ZOEY, NOT_MIA)), Not(ZOEY), Iff(ZOEY, BOB))
    told = {puzzle_text(statements, NAMES, ROLES, random.Random(seed)) for seed in range(300)}
    assert len(told) == len(words.INTRODUCTIONS) * len(words.MEETINGS) * len(words.SPEECHES) * len(words.QUESTIONS)
    for text in told:
        assert re.search(
            r'Zoey (says|claims), "I am a knight and Mia is a knave\." Mia \1, "Zoey is not a knight\."', text
        )


def test_the_named_style_is_what_the_packaged_models_have_read() -> None:
    statements = (And((ZOEY, NOT_MIA)), Not(ZOEY), Iff(ZOEY, BOB))
    told = {puzzle_text(statements, NAMES, ROLES, random.Random(seed), "named") for seed in range(300)}
    assert len(told) == len(words.INTRODUCTIONS) * len(words.MEETINGS) * 2 * len(words.QUESTIONS)
    for text in told:
        assert re.search(
            r"Zoey (says|claims) that Zoey is a knight and Mia is a knave\. Mia \1 that Zoey is not a knight\. "
            r"Bob \1 that Zoey is a knight if and only if Bob is a knight\.",
            text,
        )


def test_one_seed_one_standard_text() -> None:
    assert puzzle_text((NOT_MIA, ZOEY), NAMES[:2], ROLES, random.Random(3)) == (
        "Here everyone is either a knight, who always tells the truth, or a knave, who always lies. There are two "
        'people: Zoey and Mia. Zoey says, "Mia is a knave." Mia says, "Zoey is a knight." Who is a knight and who is a '
        "knave?"
    )


def test_the_varied_style_varies() -> None:
    statements = (Implies(ZOEY, MIA), Or((NOT_ZOEY, BOB)), Iff(ZOEY, MIA))
    told = {puzzle_text(statements, NAMES, ROLES, random.Random(seed), "varied") for seed in range(200)}
    assert len(told) == 200
    assert {text[0] == '"' or '"' in text for text in told} == {True, False}


def test_flipped_roles_are_told() -> None:
    for style in STYLES:
        for seed in range(40):
            text = puzzle_text((MIA, ZOEY), NAMES[:2], ("knave", "knight"), random.Random(seed), style).lower()
            assert re.search(r"kna?i?ve|knaves", text)
            assert not re.search(r"knights? (who )?(always tells?|speaks? only|never lie)", text)


def test_unknown_styles_and_phrasings_are_refused() -> None:
    with pytest.raises(GenerationError, match="'baroque': choose from standard, varied, named"):
        puzzle_text((MIA, ZOEY), NAMES[:2], ROLES, random.Random(1), "baroque")
    with pytest.raises(GenerationError, match="leaf 'sung': choose from 'role'"):
        Phrasing(leaf="sung")


def test_word_lists_have_no_doubles() -> None:
    for names in (words.NAMES, words.UNCOMMON_NAMES, words.CAST):
        assert len(set(names)) == len(names) >= 20
    assert len({role for pair in words.ROLE_PAIRS.values() for role in pair}) == 2 * len(words.ROLE_PAIRS) >= 40


def test_the_example_of_the_docstring() -> None:
    assert doctest.testmod(clauses_en, extraglobs={"And": And, "Is": Is, "Not": Not}) == (0, 1)
