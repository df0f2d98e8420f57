"""An English sentence that says something else: by the writer's rules where the text keeps them, or in its own way."""

from __future__ import annotations

import pytest

from puzzles.perturb.wording import worded_with
from puzzles.puzzle import Puzzle
from puzzles.statements import And, Iff, Implies, Is, Not, Or, Statement

ZOEY, MIA, BOB = (Is(person, True) for person in range(3))
NOT_ZOEY, NOT_MIA, NOT_BOB = (Is(person, False) for person in range(3))
OTHERS = {
    "straight": ('Mia says, "Bob is a knave." Bob says, "Zoey is a knave."', '""'),
    "curly": ("Mia says, “Bob is a knave.” Bob says, “Zoey is a knave.”", "“”"),
    "single": ("Mia says, ‘Bob is a knave.’ Bob says, ‘Zoey is a knave.’", "‘’"),
    "none": ("Mia claims that Bob is a knave. According to Bob, Zoey is a knave.", '""'),
    "named": ("Mia says that Bob is a knave. Bob says that Zoey is a knave.", ""),
}


def changed(sentence: str, old: Statement, new: Statement, others: str) -> str:
    """Zoey's sentence once she says `new`; the rest of the text must stay."""
    before, after = "A knight never lies. You meet Zoey, Mia and Bob. ", f" {OTHERS[others][0]} Who is a knight?"
    puzzle = Puzzle(("Zoey", "Mia", "Bob"), (old, NOT_BOB, NOT_ZOEY), (True, True, True), before + sentence + after)
    text, kept = worded_with(puzzle, 0, new)
    assert kept and text.startswith(before) and text.endswith(after)
    return text[len(before) : -len(after)]


@pytest.mark.parametrize("others", ["straight", "curly", "single", "none"])
@pytest.mark.parametrize(
    ("clause", "old", "new", "expected"),
    [
        ("Mia and Bob are both knights", And((MIA, BOB)), And((MIA, NOT_BOB)), "Mia is a knight and Bob is a knave"),
        ("Mia and Bob are of the same kind", Iff(NOT_MIA, NOT_BOB), Iff(ZOEY, BOB), "I am of the same kind as Bob"),
        ("Mia is a knave", NOT_MIA, Or((MIA, BOB)), "Mia is a knight or Bob is a knight"),
        ("if Mia lies then Bob lies", Implies(NOT_MIA, NOT_BOB), Implies(NOT_MIA, ZOEY),
         "If Mia is a knave then I am a knight"),
        ("Mia lies", NOT_MIA, Iff(ZOEY, MIA), "I am a knight if and only if Mia is a knight"),
    ],
)  # fmt: skip
def test_what_that_does_not_hold_together_becomes_direct_speech(clause, old, new, expected, others) -> None:
    opening, closing = OTHERS[others][1]
    for saying in ("Zoey insists that", "According to Zoey,"):
        assert changed(f"{saying} {clause}.", old, new, others) == f"Zoey says, {opening}{expected}.{closing}"


@pytest.mark.parametrize(
    ("clause", "old", "new", "expected"),
    [
        ("Mia is a knave", NOT_MIA, NOT_BOB, "Bob is a knave"),
        ("Mia is telling the truth", MIA, NOT_BOB, "Bob is lying"),
        ("if Mia lies, then Bob lies", Implies(NOT_MIA, NOT_BOB), Implies(MIA, BOB),
         "if Mia tells the truth, then Bob tells the truth"),
        ("it is false that Mia is a knight", Not(MIA), Not(NOT_BOB), "it is false that Bob is a knave"),
        ("if Mia lies then Bob lies", Implies(NOT_MIA, NOT_BOB), Implies(NOT_MIA, MIA),
         "if Mia is a knave then Mia is a knight"),
    ],
)  # fmt: skip
def test_what_holds_together_stays_indirect(clause, old, new, expected) -> None:
    assert changed(f"Zoey insists that {clause}.", old, new, "curly") == f"Zoey insists that {expected}."


def test_in_quotation_marks_people_say_i() -> None:
    both = And((MIA, NOT_BOB)), And((MIA, NOT_ZOEY))
    assert changed('"Mia is a knight and Bob is a knave," says Zoey.', *both, "straight") == (
        '"Mia is a knight and I am a knave," says Zoey.'
    )
    either = "‘Either {} or Bob is lying, or both,’ Zoey announces."
    assert changed(either.format("Mia is telling the truth"), Or((MIA, NOT_BOB)), Or((ZOEY, NOT_BOB)), "single") == (
        "‘Either I am a knight or Bob is a knave, or both,’ Zoey announces."
    )


@pytest.mark.parametrize(
    ("sentence", "old", "new", "expected"),
    [
        (
            "Zoey says that Mia is a knave and Bob is a knave.",
            And((NOT_MIA, NOT_BOB)),
            And((NOT_MIA, ZOEY)),
            "Zoey says that Mia is a knave and Zoey is a knight.",
        ),
        ("Zoey says that Mia is a knave.", NOT_MIA, Iff(ZOEY, MIA),
         "Zoey says that Zoey is a knight if and only if Mia is a knight."),
    ],
)  # fmt: skip
def test_the_named_style_stays_as_it_is(sentence, old, new, expected) -> None:
    assert changed(sentence, old, new, "named") == expected


@pytest.mark.parametrize(
    ("sentence", "old", "new", "expected"),
    [
        ("Zoey insists that both Mia lies and Bob lies.", And((NOT_MIA, NOT_BOB)), And((NOT_MIA, BOB)),
         "Zoey insists that both Mia lies and Bob tells the truth."),
        ("Zoey insists that either Mia lies or Bob lies.", Or((NOT_MIA, NOT_BOB)), Or((NOT_MIA, BOB)),
         "Zoey insists that either Mia lies or Bob tells the truth."),
        ("Zoey insists that either Mia lies or Bob lies (or both).", Or((NOT_MIA, NOT_BOB)), Or((MIA, NOT_BOB)),
         "Zoey insists that either Mia tells the truth or Bob lies (or both)."),
        ("Zoey insists that Mia lies if Bob lies.", Implies(NOT_BOB, NOT_MIA), Implies(BOB, NOT_MIA),
         "Zoey insists that Mia lies if Bob tells the truth."),
        ('Zoey says, "Zoey is a knight and Mia is a knave."', And((ZOEY, NOT_MIA)), And((ZOEY, NOT_BOB)),
         'Zoey says, "Zoey is a knight and Bob is a knave."'),
    ],
)  # fmt: skip
def test_texts_with_other_habits_keep_them(sentence, old, new, expected) -> None:
    assert changed(sentence, old, new, "straight") == expected
