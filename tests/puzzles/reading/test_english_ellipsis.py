"""Pronouns, clauses that leave out what was just said, and who is meant by "the other"."""

from __future__ import annotations

import pytest

from tests.puzzles.reading.checks import assert_says, refusal

B_LIES = "B says that A lies."


@pytest.mark.parametrize(
    ("said", "claim"),
    [
        ("I am a knave, but B isn't", lambda a, b: not a and b),
        ("B is a knave and so am I", lambda a, b: not a and not b),
        ("B is not a knight and neither am I", lambda a, b: not a and not b),
        ("B is not a knave but I am", lambda a, b: b and not a),
        ("B lies but I don't", lambda a, b: not b and a),
        ("B lies and so do I", lambda a, b: not b and not a),
        ("B is lying, and I am too", lambda a, b: not b and not a),
        ("I am a knave and B is also a knave", lambda a, b: not a and not b),
        ("If I am a knight, so is B", lambda a, b: not a or b),
        ("If I am a knight, then so is B", lambda a, b: not a or b),
        ("If I am a knight then B is too", lambda a, b: not a or b),
        ("If B is a knight, then I am not", lambda a, b: not b or not a),
        ("If B is lying then so am I", lambda a, b: b or not a),
        ("I am a knight if and only if B is", lambda a, b: a == b),
        ("I am a knight if B is", lambda a, b: not b or a),
        ("B is a knight or I am", lambda a, b: a or b),
        ("The other one is a knave", lambda a, b: not b),
        ("The other lies", lambda a, b: not b),
        ("Everyone else is a knave", lambda a, b: not b),
        ("Exactly one of us is a knight and the other is a knave", lambda a, b: a != b),
        ("One of us is lying and the other is telling the truth", lambda a, b: a != b),
        ("If asked, B would say that I am a knave", lambda a, b: b == (not a)),
        ("B, if asked, would say that I am a knave", lambda a, b: b == (not a)),
        ("If you asked B, B would say that I am a knave", lambda a, b: b == (not a)),
        ("If you were to ask B, he would claim that I am a knave", lambda a, b: b == (not a)),
        ("B would deny that I am a knight", lambda a, b: b == (not a)),
        ("B could never say that I am a knight", lambda a, b: b != a),
        ("B cannot claim that I am a knave", lambda a, b: b == a),
        ("I am the only knave here", lambda a, b: not a and b),
        ("I am the only one of us who lies", lambda a, b: not a and b),
        ("B is the only one of us telling the truth", lambda a, b: b and not a),
    ],
)
def test_what_two_people_can_say(said, claim) -> None:
    inside = said if said[:2] in ("I ", "B ", "B,") else said[0].lower() + said[1:]
    for text in (f'A says: "{said}." {B_LIES}', f"A says that {inside}. {B_LIES}"):
        assert_says(text, ["A", "B"], [claim, lambda a, b: not a])


@pytest.mark.parametrize(
    ("said", "claim"),
    [
        ("B and C are both knaves and so is D", lambda a, b, c, d: not (b or c or d)),
        ("B and C are knights but D isn't", lambda a, b, c, d: b and c and not d),
        ("B is a knave, C is too, and D is a knight", lambda a, b, c, d: not b and not c and d),
        ("exactly one of B and C is a knight and the other is a knave", lambda a, b, c, d: b != c),
        ("exactly two of us are knights and the other two are knaves", lambda *w: sum(w) == 2),
        ("exactly one of us is a knight and the others are knaves", lambda *w: sum(w) == 1),
        (
            "exactly one of us is a knight and the other three are knaves and B lies",
            lambda *w: sum(w) == 1 and not w[1],
        ),
        ("all of the others are knaves", lambda a, b, c, d: not (b or c or d)),
        ("at least one of the others is a knave", lambda a, b, c, d: not (b and c and d)),
        ("nobody else is a knight", lambda a, b, c, d: not (b or c or d)),
        ("everyone here is a knight", lambda *w: all(w)),
        ("no one among us lies", lambda *w: all(w)),
        ("B is the only knave among B, C and D", lambda a, b, c, d: not b and c and d),
        ("B and C belong to different tribes", lambda a, b, c, d: b != c),
        ("B, C and D all lie", lambda a, b, c, d: not (b or c or d)),
        ("if you asked C, she would say that D is a knave", lambda a, b, c, d: c == (not d)),
        ("both B and C are knights, or else D is a knave", lambda a, b, c, d: (b and c) or not d),
    ],
)
def test_what_four_people_can_say(said, claim) -> None:
    meeting = "You meet A, B, C and D."
    for text in (f"{meeting} A says that {said}.", f"{meeting} A says: “{said[0].upper()}{said[1:]}.”"):
        assert_says(text, [*"ABCD"], [claim, None, None, None])


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        # "He", said by one of two people in their own words, is the other one.
        ("A says: “I am a knave, but he isn't.” What are A and B?", lambda a, b: not a and b),
        ("A: “She's a knave.” B says nothing.", lambda a, b: not b),
        ("A says: “B is a knave or he is a knight.”", lambda a, b: True),
        ("A says: “I am the same type as her.” What is B?", lambda a, b: a == b),
        # "You" is whoever is spoken to.
        ("A says to B, “You are a knave.”", lambda a, b: not b),
        ("A tells B: “You and I are knights.”", lambda a, b: a and b),
        ("“If you are a knight then I'm a knave,” A says to B.", lambda a, b: not b or not a),
        # In reported speech, "he himself" and the one in a list with the other are the speaker.
        ("A says that he himself is a knave or B is a knave.", lambda a, b: not a or not b),
        ("A claims that B and he are of different types.", lambda a, b: a != b),
        ("A says that both he and B are knaves.", lambda a, b: not a and not b),
        ("A says neither B nor she is a knave.", lambda a, b: a and b),
        ("A claims to be a knight.", lambda a, b: a),
        ("A claims not to be a knave.", lambda a, b: a),
        ("A calls B a liar.", lambda a, b: not b),
        ("A accuses B of being a knave.", lambda a, b: not b),
    ],
)
def test_pronouns_with_one_meaning(text, claim) -> None:
    assert_says(f"A and B are here. {text}", ["A", "B"], [claim, None])


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("A says that he is a knight.", "'he' is not understood"),
        ("A says that B is a knave or she is a knight.", "'she' is not understood"),
        ("A says that she is a knave and B is a knave.", "'she' is not understood"),
        ("A says that B is a knight and he himself is a knave.", "'he' is not understood"),
        ("A says: “You are a knave.”", "'You' is nobody"),
        ("A tells B that you are a knave.", "'you' is not understood"),
        ("A tells B that he is a knave.", "'he' is not understood"),
        ("A says: “They are both knaves.”", "'They' is nobody"),
        ("A says: “B would say the same.”", "no statement"),
        ("A says: “If B is, I am a knave.”", "no statement"),
        ("A says: “Neither of us is a knave and so is B.”", "no statement"),
        ("A says: “None of us lies but B does.”", "no statement"),
        ("A says: “B is also a knave.”", "no statement"),
        ("A says: “Exactly one of us is a knight and the others are knaves.”", "rest of those"),
        ("A says: “Everyone is a knave.”", "'Everyone'"),
        ("A says: “B will not say that I am a knave.”", "no statement"),
        ("A says: “B may be a knave.”", "'may'"),
        ("A says: “I am the only knave.”", "no statement"),
        ("A says: “Then we are both knaves.”", "no statement"),
        ("A says: “Only B lies.”", "no statement"),
    ],
)
def test_two_people_refused(said, reason) -> None:
    assert reason in str(refusal(f"A and B are here. {said}"))


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("A says: “He is a knave.”", "'He'"),
        ("A says: “B is a knave or he is a knight.”", "'he'"),
        ("A says that B and he are knaves.", "'he'"),
        ("A says to B, “We are both knaves.”", "'we' may be the two"),
        ("A says that exactly one of us is a knight or the others are knaves.", "rest of those"),
        ("A says that B is a knight and so are C and B.", "no statement"),
        ("A says: “The other is a knave.”", "1 people are spoken of where there are 2"),
    ],
)
def test_three_people_refused(said, reason) -> None:
    assert reason in str(refusal(f"A, B and C are here. {said}"))
