"""People who say nothing: told to be silent, or known only from a question."""

from __future__ import annotations

import pytest

from puzzles.reading import read_puzzle
from puzzles.reading.english.silence import OTHERS, SILENCES
from puzzles.solve import solve
from puzzles.statements import Is
from tests.puzzles.reading.checks import assert_says, assert_solutions, refusal

A_SAYS = "A says: “We are both knaves.”"
CLAIMS = [lambda a, b: not a and not b, None]


@pytest.mark.parametrize(
    "silence",
    [
        "B says nothing.", "B said nothing at all.", "B remains silent.", "B is silent.", "B stays quiet.",
        "B keeps silent.", "B kept quiet.", "B doesn't speak.", "B does not say anything.", "B did not say a word.",
        "B doesn't say anything at all.", "B refuses to answer.", "B will not talk.", "B makes no statement.",
        "B gives no answer.", "B declines to comment.", "But B says nothing.", "Meanwhile, B remains silent.",
        "When asked, B refuses to speak.", "The second man, B, says nothing.", "B, his wife, says nothing.",
        "**B** says nothing", "B says nothing", "B says nothing to you.",
    ],
)  # fmt: skip
def test_ways_to_say_nothing(silence) -> None:
    assert_says(f"{A_SAYS}\n{silence}", ["A", "B"], CLAIMS)
    assert_says(f"You meet A and B. {silence}\n{A_SAYS} What are they?", ["A", "B"], CLAIMS)


@pytest.mark.parametrize(
    "text",
    [
        "A says “We are both knaves” and B says nothing.",
        "A says that we are both knaves, and B remains silent.",
        "A says that we are both knaves, but B refuses to answer.",
        "A says that we are both knaves while B keeps quiet.",
        "“We are both knaves,” says A. B says nothing.",
        "Suppose A says “We are both knaves” and B says nothing.",
        "B says nothing, and A says that we are both knaves.",
        "A and B are at the gate. A says that we are both knaves. The other says nothing.",
        "A and B are at the gate, but only A speaks. A says that we are both knaves.",
    ],
)
def test_silence_beside_a_speech(text) -> None:
    read = read_puzzle(text)
    silent = read.names.index("B")
    assert read.statements[silent] == Is(silent, True)
    assert [dict(zip(read.names, world, strict=True)) for world in solve(read.statements)] == [{"A": False, "B": True}]


def test_several_silent_people() -> None:
    names, claims = ["A", "B", "C"], [lambda a, b, c: not a or b and c, None, None]
    for silence in (
        "B and C say nothing.",
        "Both B and C remain silent.",
        "Neither B nor C says anything.",
        "Neither B nor C speaks.",
        "The others say nothing.",
        "The other two remain silent.",
    ):
        text = f"You meet A, B and C. A says, “I am a knave, or B and C are knights.” {silence}"
        assert_says(text, names, claims)
    assert_says("A: “I am a knave, or B and C are knights.” B, C and D are silent.", [*"ABCD"], [
        lambda a, b, c, d: not a or b and c, None, None, None,
    ])  # fmt: skip


@pytest.mark.parametrize(
    "question",
    [
        "What are A and B?", "What is B?", "What is B, and what is A?", "Is B a knight or a knave?", "Is B lying?",
        "Can it be determined what B is?", "What can you conclude about B?", "What type is B?", "Who is B?",
        "Determine the types of A and B.", "Determine whether A and B are knights or knaves.", "Find out what B is.",
        "Identify B.", "What is B's type?", "What kind of person is B?", "Does B lie?", "So what are A and B?",
    ],
)  # fmt: skip
def test_people_whom_only_a_question_names(question) -> None:
    assert_says(f"{A_SAYS} {question}", ["A", "B"], CLAIMS)
    assert_says(f"{question} A says: “I am a knave or B is a knave.”", ["A", "B"], [lambda a, b: not a or not b, None])


def test_three_people_of_whom_one_is_only_asked_about() -> None:
    text = 'A says "B is a knave." B says "A and C are of the same type." What is C?'
    assert_says(text, ["A", "B", "C"], [lambda a, b, c: not b, lambda a, b, c: a == c, None])
    assert_solutions(text, "+-- -+-")


def test_a_silent_person_rules_nothing_out() -> None:
    assert_solutions("A says that A is a knight. B says nothing.", "++ +- -+ --")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (f"{A_SAYS} Who is lying?", '"both" of 1 people'),
        ("A says that B lies. Who is lying?", "'B' is nobody"),
        ("A says that B lies. What is Xanadu like?", "'Xanadu'"),
        ("A says that B lies. Can Holmes help you to tell what A is?", "'Holmes'"),
        (f"{A_SAYS} What is B? Three people live here.", "3 are told of, 2 are there"),
        (f"{A_SAYS} What are A and B? Classify all three.", "'three'"),
        (f"You meet two people, A and B. {A_SAYS} B says nothing. What is C?", "'C'"),
        (f"{A_SAYS} B says nothing. B says that A lies.", "speech and silence of B"),
        (f"{A_SAYS} B says that A lies. B says nothing.", "speech and silence of B"),
        (f"You meet A and B. {A_SAYS} B says that A lies. The others say nothing.", "everybody speaks"),
        (f"A and B are here, but only A speaks. {A_SAYS} B says that A lies.", "not only A speaks"),
        (f"{A_SAYS} B says nothing at first.", "'nothing'"),
        (f"{A_SAYS} B says nothing but lies.", "not clear who"),
        (f"{A_SAYS} B says nothing but the truth.", "'says'"),
        (f"{A_SAYS} B never says anything true.", "'never'"),
        (f"{A_SAYS} B is not silent.", "'silent'"),
        (f"{A_SAYS} If B says nothing, what is B?", "'If'"),
        (f"{A_SAYS} B just smiles.", "'smiles'"),
        (f"{A_SAYS} Neither A nor B lies.", "not clear who"),
        ("A says nothing. B says nothing.", "no statement by anybody"),
        ("Nobody says anything. What are A and B?", "'Nobody'"),
    ],
)
def test_refused(text, reason) -> None:
    assert reason in str(refusal(text))


def test_every_phrase_is_spelt_in_small_letters_and_short() -> None:
    for phrase in (*SILENCES[False], *SILENCES[True], *OTHERS):
        assert phrase and all(word == word.casefold().strip() and word for word in phrase)
    assert ("says", "nothing") in SILENCES[False] and ("says", "anything") in SILENCES[True]
    assert SILENCES[False].isdisjoint(SILENCES[True])
