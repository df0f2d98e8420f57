"""Forms of English prose that must be read exactly; what each person says is written down here by hand."""

from __future__ import annotations

import pytest

from tests.puzzles.reading.checks import assert_says

B_LIES = "B says that A is a knave."


@pytest.mark.parametrize(
    ("said", "claim"),
    [
        ("B is a knight", lambda a, b: b),
        ("I am a knave", lambda a, b: not a),
        ("I'm not a knave", lambda a, b: a),
        ("B isn't a Knight", lambda a, b: not b),
        ("B is no knight", lambda a, b: not b),
        ("B lies", lambda a, b: not b),
        ("B is lying", lambda a, b: not b),
        ("B always tells the truth", lambda a, b: b),
        ("B never lies", lambda a, b: b),
        ("B never tells the truth", lambda a, b: not b),
        ("B does not tell the truth", lambda a, b: not b),
        ("B doesn't lie", lambda a, b: b),
        ("B is a liar", lambda a, b: not b),
        ("B is a truth-teller", lambda a, b: b),
        ("B's statement is false", lambda a, b: not b),
        ("What B says is true", lambda a, b: b),
        ("B is a knight or a knave", lambda a, b: True),
        ("We are both knaves", lambda a, b: not a and not b),
        ("We are knights", lambda a, b: a and b),
        ("We are not both knights", lambda a, b: not (a and b)),
        ("Both of us are knaves", lambda a, b: not a and not b),
        ("Not both of us are knaves", lambda a, b: a or b),
        ("Neither of us is a knight", lambda a, b: not a and not b),
        ("Neither B nor I are knaves", lambda a, b: a and b),
        ("None of us lies", lambda a, b: a and b),
        ("All of us are knights", lambda a, b: a and b),
        ("At least one of us is a knave", lambda a, b: not a or not b),
        ("At most one of us is a knight", lambda a, b: not (a and b)),
        ("Exactly one of us is a knight", lambda a, b: a != b),
        ("Only one of us is lying", lambda a, b: a != b),
        ("Of B and I, exactly one is a knight", lambda a, b: a != b),
        ("There is exactly one knave among us", lambda a, b: a != b),
        ("There are no knights among us", lambda a, b: not a and not b),
        ("There is a knight among us", lambda a, b: a or b),
        ("An even number of us are knaves", lambda a, b: a == b),
        ("One of us is a knight and the other is a knave", lambda a, b: a != b),
        ("B and I are the same", lambda a, b: a == b),
        ("I and B are not the same", lambda a, b: a != b),
        ("We are of different types", lambda a, b: a != b),
        ("B is the same type as me", lambda a, b: a == b),
        ("I am of a different kind than B", lambda a, b: a != b),
        ("B and I are both knights or both knaves", lambda a, b: a == b),
        ("A or B is a knave", lambda a, b: not a or not b),
        ("Either A or B is a knave", lambda a, b: not a or not b),
        ("Either I am a knave or B is a knight", lambda a, b: not a or b),
        ("Either I am a knave or B is a knight (or both)", lambda a, b: not a or b),
        ("I am a knave or B is a knave, but not both", lambda a, b: a != b),
        ("Both I am a knight and B is a knave", lambda a, b: a and not b),
        ("If B is a knight then I am a knave", lambda a, b: not b or not a),
        ("If B is a knight, I am a knave", lambda a, b: not b or not a),
        ("I am a knave if B is a knight", lambda a, b: not b or not a),
        ("B is a knight only if I am a knave", lambda a, b: not b or not a),
        ("B is a knight iff I am a knave", lambda a, b: b != a),
        ("If B lies then I lie and B tells the truth", lambda a, b: b or (not a and b)),
        ("It's false that B is a knave", lambda a, b: b),
        ("It is not the case that either I lie or B lies", lambda a, b: a and b),
        ("Only a knave would say that B is a knave", lambda a, b: b),
        ("B could say that I am a knave", lambda a, b: b == (not a)),
        ("B would tell you that B is a knight", lambda a, b: True),
        ("I could claim that B is a knight", lambda a, b: a == b),
        ("I know that B is a knave", lambda a, b: not b),
        ("At least one of the following is true: that I lie or that B lies", lambda a, b: not a or not b),
        ("Exactly one of the following is true: that I lie, or that B lies", lambda a, b: a != b),
        ("that B is a knight and that A is a knave", lambda a, b: b and not a),
        ("We both lie", lambda a, b: not a and not b),
        ("B and I both tell the truth", lambda a, b: a and b),
        ("I am a knave or else B is a knight", lambda a, b: not a or b),
        ("B is honest", lambda a, b: b),
        ("B is dishonest", lambda a, b: not b),
        ("B only tells lies", lambda a, b: not b),
        ("B speaks only the truth", lambda a, b: b),
        ("B and I are opposites", lambda a, b: a != b),
        ("It's not the case that we are both knights", lambda a, b: not (a and b)),
        ("There is exactly one knave here", lambda a, b: a != b),
        ("Nobody here is a knight", lambda a, b: not a and not b),
        ("(B is a knight) and (if (B lies) then (A lies))", lambda a, b: b),
        ("IF B LIES THEN A LIES", lambda a, b: b or not a),
    ],
)
def test_what_two_people_can_say(said, claim) -> None:
    inside = said if said[0] in "AB" and not said[1].islower() else said[0].lower() + said[1:]
    for text in (f'A says: "{said}." {B_LIES}', f"A says that {inside}. {B_LIES}"):
        assert_says(text, ["A", "B"], [claim, lambda a, b: not a], ("knight", "knave"))


@pytest.mark.parametrize(
    ("said", "claim"),
    [
        ("exactly two of us are knights", lambda *w: sum(w) == 2),
        ("at least two of us are knaves", lambda *w: sum(w) <= 2),
        ("at most two of A, B, and D are knights", lambda a, b, c, d: a + b + d <= 2),
        ("more than one of us is a knight", lambda *w: sum(w) > 1),
        ("fewer than three of us are knights", lambda *w: sum(w) < 3),
        ("no more than one of A, B and C is a knight", lambda a, b, c, d: a + b + c <= 1),
        ("an odd number of us are knights", lambda *w: sum(w) % 2 == 1),
        ("there are exactly three knights among us", lambda *w: sum(w) == 3),
        ("among B, C and D there is at most one knave", lambda a, b, c, d: b + c + d >= 2),
        ("all four of us are knaves", lambda *w: sum(w) == 0),
        ("not all of us are knaves", lambda *w: sum(w) > 0),
        ("we are all of the same type", lambda *w: sum(w) in (0, 4)),
        ("the others are all knaves", lambda a, b, c, d: not (b or c or d)),
        ("the other three are knights", lambda a, b, c, d: b and c and d),
        ("B, C, and D are knights", lambda a, b, c, d: b and c and d),
        ("B is a knight, C is a knave, and D is a knight", lambda a, b, c, d: b and not c and d),
        ("B is a knight, C is a knight or D is a knight", lambda a, b, c, d: b or c or d),
        ("B is a knight, or C is a knight and D is a knight", lambda a, b, c, d: b or c and d),
        ("B is a knight or C is a knight, and D is a knight", lambda a, b, c, d: (b or c) and d),
        ("either B is a knight and C is a knave or D is a knave", lambda a, b, c, d: (b and not c) or not d),
        ("if B or C lies, then both C and D are knights", lambda a, b, c, d: (b and c) or (c and d)),
        ("B is a knight and C and D are of different kinds", lambda a, b, c, d: b and c != d),
        ("B and C are of the same kind if and only if D is a knight", lambda a, b, c, d: (b == c) == d),
        ("neither B nor C is a knave, while D is a knave", lambda a, b, c, d: b and c and not d),
    ],
)
def test_what_four_people_can_say(said, claim) -> None:
    rest = "B says that C lies. C says that D lies. D says that A lies."
    others = [lambda a, b, c, d: not c, lambda a, b, c, d: not d, lambda a, b, c, d: not a]
    assert_says(f"A says that {said}. {rest}", ["A", "B", "C", "D"], [claim, *others])


@pytest.mark.parametrize(
    "text",
    [
        'Zoey: "Mia is a knave." Mia: "Zoey is a knave."',
        "Zoey: “Mia is a knave”\nMia: “Zoey is a knave”",
        "Zoey: Mia is a knave\nMia: Zoey is a knave",
        "Zoey says, ‘Mia is a knave.’ Mia says, ‘Zoey is a knave.’",
        "Zoey says, `Mia is a knave.' Mia says, ``Zoey is a knave.''",
        "Zoey says «Mia is a knave». Mia says „Zoey is a knave“.",
        '"Mia is a knave," said Zoey. "Zoey is a knave," Mia said.',
        '"Mia is a knave!" said Zoey. "Zoey is a knave!" said Mia.',
        '"Mia is a knave" - Zoey. "Zoey is a knave" — Mia.',
        '"Mia is a knave", according to Zoey. According to Mia, Zoey is a knave.',
        'In Zoey\'s words: "Mia is a knave". In the words of Mia: "Zoey is a knave".',
        'As Zoey put it, "Mia is a knave". As Mia puts it, "Zoey is a knave".',
        'In a statement by Zoey: "Mia is a knave". Mia was heard saying, "Zoey is a knave".',
        'Zoey told you that Mia is a knave. Mia\'s statement is: "Zoey is a knave".',
        "Zoey says that Mia is a knave, and Mia says that Zoey is a knave.",
        "Zoey says that Mia is a knave; Mia says that Zoey is a knave.",
        'Zoey says "Mia is a knave" and Mia says "Zoey is a knave".',
        "Zoey said Mia is a knave while Mia said Zoey is a knave.",
        "Then Zoey says that Mia is a knave. But Mia replies that Zoey is a knave.",
        "- Zoey says: Mia is a knave.\n- Mia says: Zoey is a knave.",
        "1. Zoey says that Mia is a knave\n2. Mia says that Zoey is a knave",
        "**Zoey** says that *Mia* is a knave.\n\n**Mia** says that *Zoey* is a knave.",
        "Zoey says that Mia\nis a knave. Mia\nsays that Zoey is a knave.",
        "You meet Zoey and Mia.\r\nZoey says that Mia is a knave.\r\nMia says that Zoey is a knave.\r\nWho is who?",
        'Zoey says to you: "Mia is a knave." Mia says: "Zoey is a knave." What are Zoey and Mia?',
    ],
)
def test_forms_of_speech(text) -> None:
    assert_says(text, ["Zoey", "Mia"], [lambda z, m: not m, lambda z, m: not z], ("knight", "knave"))


VERBS = (
    "said stated remarked declared expressed asserted mentioned commented noted claimed insists replies answers adds"
)


@pytest.mark.parametrize("verb", VERBS.split())
def test_verbs_of_saying(verb) -> None:
    for one in (
        f"Zoey {verb} that Mia is a knave.",
        f'Zoey {verb}, "Mia is a knave."',
        f'Zoey {verb}: "Mia is a knave".',
    ):
        for other in (f'"Zoey is a knave," Mia {verb}.', f'"Zoey is a knave", {verb} Mia.'):
            assert_says(f"{one} {other}", ["Zoey", "Mia"], [lambda z, m: not m, lambda z, m: not z])


@pytest.mark.parametrize(
    "names",
    ["Mary Ann, O'Brien", "Jean-Luc, Søren", "Dr. Watson, Ludwig van Beethoven", "Person A, Person B", "A, I2", "X, Y",
     "Grace, Will", "Étienne, Ng'ang'a", "Mark, Mark Antony", "Islander 1, Islander 2", "Rosa de la Cruz, Al"],
)  # fmt: skip
def test_names(names) -> None:
    one, other = names.split(", ")
    for meeting in ("", f"You meet two people: {one} and {other}. ", f"{one} and {other} are waiting at the gate. "):
        text = f"{meeting}{one} says that {other} is a knave. “{one} is a knight,” says {other}."
        assert_says(text, [one, other], [lambda a, b: not b, lambda a, b: a])


def test_the_meeting_gives_the_order_and_the_speeches_may_come_in_any() -> None:
    assert_says(
        "C says that A lies. You meet A, B and C. B says that C lies. A says that we are all knights.",
        ["A", "B", "C"],
        [lambda a, b, c: a and b and c, lambda a, b, c: not c, lambda a, b, c: not a],
    )


def test_hints_about_the_answer_are_passed_over() -> None:
    assert_says(
        "A says that B is a knave. B says that A is a knave. Your task is to determine who is a knight. Think step by "
        'step. (Format your answer like: "A is a knight/knave, and B is a knight/knave")',
        ["A", "B"],
        [lambda a, b: not b, lambda a, b: not a],
    )


def test_a_question_may_presume_what_the_statements_show() -> None:
    assert_says(
        "A says that B is a knave. B says that we are the same. Who is the knave?",
        ["A", "B"],
        [lambda a, b: not b, lambda a, b: a == b],
    )
