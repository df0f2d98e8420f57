"""Sentences of a story that may be passed over, and facts in the same clothes that must stop the reading."""

from __future__ import annotations

import pytest

from puzzles.reading import read_puzzle
from tests.puzzles.reading.checks import assert_says, refusal

SAID = 'John says: "Bill is a knave or I am a knave." Bill says: "John is a knight."'
CLAIMS = [lambda j, b: not b or not j, lambda j, b: j]

SCENERY = [
    "John and Bill are standing at a fork in the road.",
    "You are travelling through a strange country.",
    "After a long walk you sit down under a tree with two locals: John and Bill.",
    "Unfortunately you have lost your map.",
    "One day you get lost in the hills.",
    "It is a hot day and the sun is burning.",
    "Two brothers, John and Bill, guard the treasure of the queen.",
    "A narrow path leads down to the river.",
    "You have travelled for many days and you are thirsty.",
    "The air smells of salt.",
    "Your ship was wrecked in a storm.",
    "You climb a steep mountain and reach a monastery.",
    "On the terrace of a small inn you see John and Bill.",
    "While looking for water, you come across John and Bill.",
    "Walking along the beach, you meet John and Bill.",
    "Tired from the journey, you rest for an hour.",
    "John and Bill are in the kitchen.",
    "John and Bill are playing chess under a palm tree, and both of them are drinking coffee.",
    "Outside the town hall you meet John and Bill.",
    "You need directions to the harbour.",
    "The ferry leaves in ten minutes.",
    "You are a young explorer in search of gold.",
    "There is an old castle on top of the hill.",
    "In the castle lives a dragon.",
    "You walk into a bar and see two people, John and Bill, at a table.",
    "The waiter brings a pot of tea.",
    "John is a farmer and Bill is a baker.",
    "They live in a small house by the sea.",
    "At the end of the road you find a hut.",
    "Two inhabitants of the island, John and Bill, come out of a cave.",
    "I was walking through the woods with my dog.",
    "We sailed to a distant archipelago.",
    "Last summer we went to a remote island in the Pacific.",
    "John and Bill are waiting for you at the market.",
    "It is getting dark.",
    "Once upon a time there was a kingdom by the sea.",
    "You enter a room with two guards, John and Bill.",
    "John stands in front of the left road, and Bill stands in front of the right road.",
    "The king has locked the treasure in a vault.",
    "You're lost in Transylvania, but you can't find your compass.",
    "Welcome to Zog Island!",
    "Two kinds of fairies live in this forest.",
]

FACTS = [
    "Bill is one too.",
    "Bill is one.",
    "You know that one is a knight and the other a knave.",
    "At least one of them lies.",
    "Anna is a truth-teller's sister.",
    "John is a spy.",
    "Bill is trustworthy.",
    "Never believe Bill.",
    "Bill deceives everybody.",
    "Bill betrays the king.",
    "Bill is crooked.",
    "Bill is a crook.",
    "This is a crook.",
    "John and Bill are alike.",
    "John and Bill are twins of opposite kinds.",
    "John is not what he seems.",
    "Both belong to the same tribe.",
    "So is Bill.",
    "As is Bill.",
    "Bill is.",
    "John is a knave, and so is Bill.",
    "Knights always tell the truth, as does Bill; knaves always lie.",
    "Knaves always lie and knights never do. Bill is among them.",
    "Knights always tell the truth: Bill, for one. Knaves always lie.",
    "One of them is a werewolf.",
    "Bill is as honest as the day is long.",
    "Bill has never told a lie.",
    "John cannot be trusted.",
    "If it rains, John swaps roles.",
    "On Mondays everybody does the opposite.",
    "Today is Monday.",
    "After midnight the rules change.",
    "At night knights always tell the truth and knaves always lie.",
    "John nods.",
    "Bill shakes his head.",
    "Bill agrees with John.",
    "You met Bill at school, where he made up stories.",
    "John comes from the village of the knaves.",
    "Bill was knighted last year.",
    "Either John or Bill is the culprit.",
    "There are more knaves than knights here.",
    "John wears the badge of a knight.",
    "You remember that Bill once fooled you.",
    "Bill is a swindler.",
    "Bill is beyond reproach.",
    "Bill is on the side of the angels.",
    "Who lies is Bill.",
    "In their language black means white.",
    "Note that “or” is exclusive.",
    "Disjunctions are exclusive here.",
    "A sign reads that John is a knave.",
    "Everyone but Bill is a knight.",
    "It is John who lies.",
    "Bill, a knave, is standing at the gate.",
    "The liars are John and Bill.",
    "Who are the knaves? John and Bill.",
    "Who is the knave? It is Bill.",
]


@pytest.mark.parametrize("sentence", SCENERY)
def test_scenery_changes_nothing(sentence) -> None:
    for text in (f"{sentence} {SAID}", f"Knights always tell the truth and knaves always lie. {sentence}\n\n{SAID}"):
        assert set(read_puzzle(text).names) == {"John", "Bill"}
        assert_says(f"Meet John and Bill. {text}", ["John", "Bill"], CLAIMS, ("knight", "knave"))


@pytest.mark.parametrize("sentence", FACTS)
@pytest.mark.parametrize("mould", ["{0} {1}", "{1} {0}", "You meet John and Bill at the gate. {0} {1}"])
def test_facts_are_never_passed_over(sentence, mould) -> None:
    error = refusal(mould.format(sentence, SAID))
    assert error.sentence == "" or error.sentence.rstrip(".?") in sentence, error


def test_people_in_the_scenery_who_say_nothing() -> None:
    assert_says(
        "John and Bill are standing at a fork in the road. John says: “We are both knaves.”",
        ["John", "Bill"],
        [lambda j, b: not j and not b, None],
    )
    assert_says(
        "You sit down under a tree with three locals: A, B and C. B says that A lies.",
        ["A", "B", "C"],
        [None, lambda a, b, c: not a, None],
    )


@pytest.mark.parametrize(
    "text",
    [
        "You visit Xanadu, and A and B live there. A says we are both knaves. B says A lies.",
        "In Paris you meet A and B. A says we are both knaves. B says A lies.",
        "Hello! Welcome to the planet Zorg. A and B are natives of Tor. A says we are both knaves. B says A lies.",
        "## The Two Doors\n\nA says we are both knaves.\n\nB says A lies.",
    ],
)
def test_the_name_of_a_place_is_nobody(text) -> None:
    assert_says(text, ["A", "B"], [lambda a, b: not a and not b, lambda a, b: not a])


@pytest.mark.parametrize(
    ("sentence", "reason"),
    [
        ("Inspector Craig arrives on the island.", "not clear that Inspector Craig is a person"),
        ("Night falls.", "'falls'"),
        ("You meet John Smith and Bill.", "not clear who is meant"),
        ("Yesterday John says nothing.", "'says'"),
        ("Three people live here.", "3 are told of, 2 are there"),
        ("Three guards stand before two doors.", "3 are told of, 2 are there"),
    ],
)
def test_doubtful_people_are_refused(sentence, reason) -> None:
    assert reason in str(refusal(f"{sentence} {SAID}"))
