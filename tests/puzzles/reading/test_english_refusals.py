"""Texts that must be refused, with the sentence that stopped the reading and the reason."""

from __future__ import annotations

import pickle
import time

import pytest

from puzzles.errors import PuzzleFormatError
from puzzles.reading import read_puzzle
from tests.puzzles.reading.checks import refusal

KNIGHTS = "Knights always tell the truth, and knaves always lie."
SAID = "A says that B is a knave. B says that A is a knave."
B_SAYS = "B says that A is a knave."


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("B is a knave and B is a knight or A is a knight", "more than one way"),
        ("A is a knight or B is a knight and A is a knave", "more than one way"),
        ("it is not the case that B is a knight and A is a knave", "more than one way"),
        ("it is false that B lies or A tells the truth", "more than one way"),
        ("B is a knave if A is a knight or B is a knight", "more than one way"),
        ("either A lies or B lies and A tells the truth", "more than one way"),
        ("if B is a knave then A is a knave, and A is a knight", "more than one way"),
        ("A lies only if B lies only if B tells the truth", "more than one way"),
        ("B could say that A lies and A lies", "more than one way"),
        ("A lies if and only if B lies if and only if A lies", "no statement"),
        ("A and B are not knights", "none of them or not all"),
        ("all of us are not knaves", "none of them or not all"),
        ("A or B is not a knight", "none of them or not all"),
        ("neither A nor B is not a knight", "none of them or not all"),
        ("one of us is a knave", "exactly or at least"),
        ("either of us is a knave", "one of them or each"),
        ("some of us are knaves", "'some' is not understood"),
        ("most of us are knaves", "no statement"),
        ("exactly three of us are knaves", "always true or never"),
        ("at least none of us is a knave", "no statement"),
        ("all three of us are knaves", "3 people are spoken of where there are 2"),
        ("A and A are both knaves", "named twice"),
        ("he is a knight", "'he' is not understood"),
        ("they are knaves", "'they' is not understood"),
        ("you are a knave", "'you' is not understood"),
        ("Bob is a knave", "'Bob' is nobody the puzzle introduces"),
        ("B is probably a knave", "'probably' is not understood"),
        ("B is a knave unless A is a knave", "'unless' is not understood"),
        ("B was a knave", "'was' is not understood"),
        ("B is a spy", "'spy' is not understood"),
        ("B is a knave on Mondays", "'on' is not understood"),
        ("B is not always a knight", "no statement"),
        ("B does not always tell the truth", "no statement"),
        ("B is the knave", "no statement"),
        ("B is a knave and so is Cid", "'Cid' is nobody"),
        ("B is a knave and not a knight", "no statement"),
        ("B is not a knave or a knight", "no statement"),
        ("either B is a knave", "no statement"),
        ("both A and B are knaves or knights", "no statement"),
        ("B", "no statement"),
        ("B says that A is a knave", "no statement"),
        ("B said that A is a knave", "no statement"),
        ("nothing", "'nothing' is not understood"),
        ("B is a knave (A is a knight)", "no statement"),
        ("(B is a knave", "bracket without its partner"),
        ("B is a knave)", "bracket without its partner"),
        ("only A is a knave", "no statement"),
        ("there is exactly one knave", "no statement"),
        ("the two of them are knaves", "'them' is not understood"),
        ("A is a knight xor B is a knight", "'xor' is not understood"),
        ("A is a knight; B is a knight", "outside anybody's speech"),
        ("2 + 2 = 5", "'+' is not understood"),
    ],
)
def test_statements(said, reason) -> None:
    error = refusal(f"{KNIGHTS} A says that {said}. {B_SAYS}")
    assert reason in error.reason
    assert error.sentence in (f"A says that {said}.", "B is a knight.")


@pytest.mark.parametrize(
    ("text", "sentence", "reason"),
    [
        ('A says, "B is a knave. A is a knight." ' + B_SAYS, 'A says, "B is a knave. A is a knight."', "more than one"),
        ('A asks, "Is B a knave?" ' + B_SAYS, 'A asks, "Is B a knave?"', "who says what"),
        ('A says, "Is B a knave?" ' + B_SAYS, 'A says, "Is B a knave?"', "question"),
        ("A says that B is a knave? " + B_SAYS, "A says that B is a knave?", "question"),
        ('A says, "B says ‘A is a knave’". ' + B_SAYS, 'A says, "B says ‘A is a knave’".', "quotation inside"),
        (
            'A says, "B is a knave," B says, "A is a knave." ',
            'A says, "B is a knave," B says, "A is a knave."',
            "who says",
        ),
        (
            '"B is a knave," said A, "and A is a knight." ' + B_SAYS,
            '"B is a knave," said A, "and A is a knight."',
            "who",
        ),
        ('"B is a knave." ' + B_SAYS, '"B is a knave." ' + B_SAYS, "who says"),
        ('A says "B is a knave" or "A is a knave". ' + B_SAYS, 'A says "B is a knave" or "A is a knave".', "who says"),
        ("A denies that B is a knave. " + B_SAYS, "A denies that B is a knave.", "'denies'"),
        ("A thinks that B is a knave. " + B_SAYS, "A thinks that B is a knave.", "'thinks'"),
        ("A did not say that B is a knave. " + B_SAYS, "A did not say that B is a knave.", "'did'"),
        ("A says nothing at first. " + B_SAYS, "A says nothing at first.", "'nothing'"),
        ("The first man says that the second lies. " + SAID, "The first man says that the second lies.", "one kind"),
        ("A, a knight, says that B is a knave. " + B_SAYS, "A, a knight, says that B is a knave.", "outside anybody"),
        (
            "A says that B is a knave. A says that B is a knight. " + B_SAYS,
            "A says that B is a knight.",
            "second statement",
        ),
        ("A says that B is a knave and B says that A lies.", "A says that B is a knave and B says that A lies.", "'B'"),
        ("You meet A and B. " + SAID + " C says that A lies.", "C says that A lies.", "C speaks here and is nobody"),
        ("You meet 3 people: A and B. " + SAID, "You meet 3 people: A and B.", "3 are told of and 2 named"),
        ("There are three inhabitants. " + SAID, "There are three inhabitants.", "3 are told of, 2 are there"),
        ("Exactly one of them is a knave. " + SAID, "Exactly one of them is a knave.", "outside anybody's speech"),
        ("There is a knight among them. " + SAID, "There is a knight among them.", "outside anybody's speech"),
        ("A and B are a knight and a knave. " + SAID, "A and B are a knight and a knave.", "outside anybody's speech"),
        ("A is a knave. " + SAID, "A is a knave.", "outside anybody's speech"),
        ("All of them lie. " + SAID, "All of them lie.", "not clear who"),
        ("A lies. " + SAID, "A lies.", "not clear who"),
        ("Note that “or” is exclusive. " + SAID, "Note that “or” is exclusive.", "'exclusive'"),
        (SAID + " Hint: B is a knave.", "Hint: B is a knave.", "outside anybody's speech"),
        (SAID + " Given that A is a knave, who is B?", "Given that A is a knave, who is B?", "'Given'"),
        (SAID + " Who is the only knave?", "Who is the only knave?", "'only'"),
        (SAID + " Which two of them are knaves?", "Which two of them are knaves?", "'two'"),
        (SAID + " Which one is the knave?", "Which one is the knave?", "presumes"),
        (SAID + " Think of the fact that they both lie.", "Think of the fact that they both lie.", "'fact'"),
        (SAID + " Answer knowing that B is a knave.", "Answer knowing that B is a knave.", "'knowing'"),
        ("There are knights, knaves and spies. " + SAID, "There are knights, knaves and spies.", "outside anybody"),
        (KNIGHTS[:-1] + ", except today. " + SAID, KNIGHTS[:-1] + ", except today.", "'except'"),
        ("Knights tell the truth half the time. " + SAID, "Knights tell the truth half the time.", "whether always"),
        ("Knights sometimes lie. " + SAID, "Knights sometimes lie.", "whether always"),
        ("Knaves can lie. " + SAID, "Knaves can lie.", "whether always"),
        ("Knights do not always tell the truth. " + SAID, "Knights do not always tell the truth.", "whether always"),
        ("Knights always tell the truth to friends. " + SAID, "Knights always tell the truth to friends.", "whether"),
        ("Old knights always lie. " + SAID, "Old knights always lie.", "not clear that 'old knight' is a role"),
        ('A says "B is a knave. ' + B_SAYS, 'A says "B is a knave. ' + B_SAYS, "never closed"),
        ("A says B is a knave.” " + B_SAYS, "A says B is a knave.” " + B_SAYS, "closes nothing"),
    ],
)
def test_sentences(text, sentence, reason) -> None:
    error = refusal(text)
    assert (error.sentence, True) == (sentence, reason in error.reason), error


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "no statement by anybody"),
        ("Hello there.", "no statement by anybody"),
        (KNIGHTS, "no statement by anybody"),
        ("You meet Cid. " + SAID, "not clear that Cid is a person"),
        ("A says that B is a hero. B says that A is a villain.", "'hero' is not understood"),
        ("Knights always tell the truth. " + SAID, "one kind of people lies; here it is nobody"),
        ("Knights always tell the truth. Wizards never lie. Knaves lie. " + SAID, "here it is knight, wizard"),
        ("Knights always tell the truth. Knights always lie. " + SAID, "both truth-teller and liar"),
        ("Wizards and goblins live here. A says that B is a goblin. " + B_SAYS, "'goblins'"),
        ("One kind always tells the truth and the other always lies. " + SAID, "here it is nobody"),
        ("Sages tell the truth, fools lie. Sage says that B is a fool. B says that Sage lies.", "another meaning"),
        ("Vina tells the truth. Jerry says Vina lies. Vina says Jerry lies.", "outside a speech"),
        (" ".join(f"N{k} says that N{k} lies." for k in range(21)), "at most 20"),
        (SAID + " Explanation: A is a knave.", "outside anybody's speech"),
        ("A says that B is a knave. B says that A is a knave. Rumour: B is a knave.", "that Rumour is a person"),
        ("骑士 says that B is a knave and that A is the one who lies.", "no"),
    ],
)
def test_whole_texts(text, reason) -> None:
    assert reason in refusal(text).reason


def test_the_error_is_one_line_and_survives_pickling() -> None:
    error = refusal(f"A says\nthat B is a spy. {B_SAYS}")
    assert isinstance(error, PuzzleFormatError)
    assert str(error) == "cannot read 'A says that B is a spy.': the word 'spy' is not understood inside a speech"
    copy = pickle.loads(pickle.dumps(error))  # noqa: S301
    assert (str(copy), copy.sentence, copy.reason) == (str(error), error.sentence, error.reason)


@pytest.mark.parametrize(
    "said",
    [
        "A lies or " * 3000 + "B lies",
        "A lies and B lies or " * 30 + "B lies",
        "(" * 3000 + "A lies" + ")" * 3000,
        "if " * 500 + "A lies" + " then B lies" * 500,
        "it is not the case that " * 2000 + "A lies",
        "either " * 300 + "A lies" + " or B lies" * 300,
        "A, B, " * 2000 + "are knaves",
        "A" * 90_000,
        "'" * 5000,
        "(A lies) and (B lies) " * 500,
        "at least one of the following is true: " + "that A lies or " * 500 + "that B lies",
        "A lies, B lies, " * 200 + "and A lies or B lies",
    ],
)
def test_hostile_statements_cost_little(said) -> None:
    start = time.process_time()
    refusal(f"A says {said}. {B_SAYS}")
    assert time.process_time() - start < 2


def test_a_text_too_long_is_refused_at_once() -> None:
    assert "at most" in refusal("A says that B lies. " * 100_000).reason


def test_long_but_plain_statements_are_read() -> None:
    said = " and ".join(["B is a knave", "A is a knight"] * 20)
    assert len(read_puzzle(f"A says that {said}. {B_SAYS}").statements[0].parts) == 40
