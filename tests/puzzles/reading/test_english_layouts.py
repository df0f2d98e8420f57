"""Headings, labels, lists, Markdown, openings of speeches; what questions may hold."""

from __future__ import annotations

import pytest

from tests.puzzles.reading.checks import assert_says, refusal

CLAIMS = [lambda z, m: not m, lambda z, m: not z]
SPEECHES = "Zoey: “Mia is a knave.” Mia: “Zoey is a knave.”"


@pytest.mark.parametrize(
    "text",
    [
        "## Puzzle 3\n\nZoey: “Mia is a knave.”\n\nMia: “Zoey is a knave.”\n\n**Question:** Who is who?",
        "# Knights and Knaves\nZoey: “Mia is a knave.”\nMia: “Zoey is a knave.”",
        "Puzzle #4: The Silent Twin\n\nZoey says that Mia is a knave. Mia says that Zoey is a knave.",
        "Problem 1.4 (Easy). Zoey says that Mia is a knave. Mia says that Zoey is a knave.",
        "Exercise 7: Zoey says that Mia is a knave. Mia says that Zoey is a knave.",
        "**The Two Doors**\n\n**Zoey:** Mia is a knave.\n\n**Mia:** Zoey is a knave.",
        "Example 12b. Zoey says Mia is a knave. Mia says Zoey is a knave.",
        "**Setup.** Meet Zoey and Mia.\n\n**Statements:**\n* Zoey: “Mia is a knave.”\n* Mia: “Zoey is a knave.”",
        "Statements:\nZoey: Mia is a knave\nMia: Zoey is a knave\nWho is who?",
        "Statement 1. Zoey says: Mia is a knave.\nStatement 2. Mia says: Zoey is a knave.",
        "Statement 1: Zoey says Mia is a knave\nStatement 2: Mia says Zoey is a knave",
        "You meet Zoey and Mia, who speak as follows: Zoey says: Mia is a knave. Mia says: Zoey is a knave.",
        "Zoey and Mia make these statements. Zoey: Mia is a knave.\nMia: Zoey is a knave.\nWho is lying?",
        "1. Zoey: Mia is a knave\n2. Mia: Zoey is a knave\nDetermine who is who.",
        "1) Zoey: Mia is a knave\n2) Mia: Zoey is a knave",
        "(a) Zoey says “Mia is a knave.” (b) Mia says “Zoey is a knave.” Find the type of each person.",
        "(1) Zoey says Mia is a knave.\n(2) Mia says Zoey is a knave.",
        "a) Zoey says Mia is a knave.\nb) Mia says Zoey is a knave.",
        "> Zoey says: “Mia is a knave.”\n> Mia says: “Zoey is a knave.”\n\nWhat are Zoey and Mia?",
        "$Zoey$ says: ``$Mia$ is a knave.'' $Mia$ says: ``$Zoey$ is a knave.''",
        "_Zoey_ says: “Mia is a __knave__.” _Mia_ says: “Zoey is a _knave_.”",
        "**Zoey** – “Mia is a knave.”\n\n**Mia** – “Zoey is a knave.”",
        "Zoey says to Mia: “Mia is a knave.” “Zoey is a knave,” says Mia to Zoey.",
        "Zoey angrily says Mia is a knave. To this Mia calmly replies that Zoey is a knave.",
        "Suppose that Zoey says “Mia is a knave,” and that Mia says “Zoey is a knave.” What are they?",
        "The first, Zoey, says: “Mia is a knave.” The second, Mia, says: “Zoey is a knave.”",
        "Zoey, the older sister, says Mia is a knave. Her sister, Mia, says that Zoey is a knave.",
        "A woman called Zoey says Mia is a knave. Another woman, Mia, says Zoey is a knave.",
        "First, Zoey says “Well, Mia is a knave.” Then, after a pause, Mia says “Zoey is a knave.”",
        "Hint: use a truth table. Zoey says Mia is a knave. Mia says Zoey is a knave. Good luck!",
    ],
)
def test_layouts(text) -> None:
    assert_says(text, ["Zoey", "Mia"], CLAIMS, ("knight", "knave"))


def test_both_say_the_same() -> None:
    for said in (
        'Both A and B say "I am a knight."',
        "A and B both say: I am a knight.",
        "A and B each claim to be a knight.",
    ):
        assert_says(said, ["A", "B"], [lambda a, b: a, lambda a, b: b])
    assert_says("A, B and C say “One of us is a knight and the others are knaves.”", [*"ABC"],
                [lambda *w: sum(w) == 1] * 3)  # fmt: skip


@pytest.mark.parametrize(
    "introduction",
    [
        "Knights always tell the truth; knaves never do.",
        "Each islander is a knight (always truthful) or a knave (always lying).",
        "Knights always speak truthfully and knaves always speak falsely.",
        "Knights are always honest, and knaves are always dishonest.",
        "Knights never tell a lie. Knaves never tell the truth.",
        "Remember: knights always tell the truth and knaves always lie.",
        "Note: Every inhabitant is a knight or a knave. They look alike.",
        "You know that knights always tell the truth and that knaves always lie.",
        "Zoey and Mia each always tell the truth or always lie. Knights tell the truth and knaves lie.",
    ],
)
def test_introductions(introduction) -> None:
    assert_says(f"{introduction} {SPEECHES}", ["Zoey", "Mia"], CLAIMS, ("knight", "knave"))


@pytest.mark.parametrize(
    "question",
    [
        "Who's who?", "Which is which?", "Can you tell me what Zoey and Mia are?", "Which of the two is a knave?",
        "Determine the type of each of Zoey and Mia.", "What can you say about Zoey and Mia?",
        "How many knights are there?", "Is it possible to tell what Zoey is?",
        "For each person, state whether he or she is a knight or a knave.", "Identify each person's type.",
        "Who, if any, is a knave?", "Your task is to work out who is who.", "Name the knaves.", "If so, what is Mia?",
        "What, if anything, can be inferred about Mia?", "Explain your reasoning.", "I wonder who lies.",
        "Show your work.", "Classify Zoey and Mia.", "Do you know who is who?", "Find the knaves!",
    ],
)  # fmt: skip
def test_plain_questions(question) -> None:
    assert_says(f"{SPEECHES} {question}", ["Zoey", "Mia"], CLAIMS)


@pytest.mark.parametrize(
    "question",
    [
        "What would Zoey, a knave, tell you?", "What is Zoey, who is a knave?", "Since Mia is a knave, what is Zoey?",
        "As Mia is a knave, what is Zoey?", "While Mia is a knave, what is Zoey?", "Mia is a knave, so what is Zoey?",
        "What is Zoey, now Mia is a knave?", "They are both knaves, so who is who?", "Mia lies: who is Zoey?",
        "It can't be Mia, so who is it?", "You can trust Mia, so who lies?", "What is the knave Mia up to?",
        "Is the knave Mia lying?", "Can honest Mia tell who is who?", "Which of the knaves Zoey and Mia is it?",
        "What is Zoey if Mia is a knave?", "Assuming that Zoey lies, what is Mia?", "Why is Zoey a knave?",
        "Who besides Zoey is a knave?", "Who else is a knave?", "Who is the other knave?", "Which two are knaves?",
        "Which of the three is a knave?", "If exactly one of Zoey and Mia is a knight, what is Zoey?",
        "The inhabitants are knaves, so what is Zoey?", "Which knave is taller?", "Given that Mia lies, what is Zoey?",
    ],
)  # fmt: skip
def test_questions_that_tell_something_are_refused(question) -> None:
    assert refusal(f"{SPEECHES} {question}").sentence in (question, question.split(": ")[-1])


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (f"Two Knights and a Knave\n\n{SPEECHES}", "'Knights'"),
        (f"Mia the Knave\n\n{SPEECHES}", "'Knave'"),
        (f"Liars: Zoey\n\n{SPEECHES}", "that Liars is a person"),
        (f"Solution: Mia is a knave. {SPEECHES}", "'knave'"),
        (f"Given: Mia is a knave. {SPEECHES}", "'knave'"),
        ("Zoey says the following: Mia says that Ann lies. Mia says Ann lies. Ann says Mia lies.", "no statement"),
        ("Zoey says:\nMia says that Ann lies. Mia says Ann lies. Ann says Mia lies.", "no statement"),
        ("Yesterday Zoey says that Mia lies. Mia says that Zoey lies.", "'says'"),
        ("In Zog Zoey says that Mia lies. Mia says that Zoey lies.", "outside a speech"),
        ("Zoey Bell says that Mia lies. Mia says that Zoey lies. What is Zoey?", "who is meant by 'Zoey Bell'"),
        ("Natives always tell the truth and tourists always lie. The native, Zoey, says Mia is a tourist. Mia says "
         "Zoey "
         "is a native.", "nobody the puzzle introduces"),
        ("A knave called Zoey says that Mia lies. Mia says that Zoey lies.", "'knave'"),
        ("“Mia lies,” Zoey says Mia. Mia says Zoey lies.", "who says"),
        ("Zoey and Mia says that Zoey lies.", "'says'"),
        ("If Zoey says that Mia lies, then Mia says that Zoey lies.", "'says'"),
    ],
)  # fmt: skip
def test_doubtful_layouts_are_refused(text, reason) -> None:
    assert reason in str(refusal(text))
