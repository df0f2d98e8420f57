"""Answers that must not be read, each with the reason that is given."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from puzzles.answers.read import read_answer

NAMES, ROLES = ("Zoey", "Mia", "Oliver"), ("knight", "knave")

INCOMPLETE = [
    ("", "empty"),
    ("  \n ", "empty"),
    ("Zoey is a knight and Mia is a knave", "nothing is said of Oliver"),
    ("Zoey is a knight", "Mia, Oliver"),
    ("I do not know", "denial"),
    ("42", "nothing is said"),
    ("There are two knights and one knave.", "nothing is said|roles of nobody"),
    ("knight, knave, knight", "nothing is said|role"),
    ("knight knave knight", "nothing is said|role"),
    ("Zoey Mia Oliver", "no role for"),
    ("Zoey, Mia and Oliver", "no role for"),
    ("Zoey is a knight, Mia is a knave, and Oliver is", "no role for Oliver"),
    ("Knights: Zoey, Oliver\nKnaves:", "nothing is said of Mia|role without a name"),
    ("Knights: Zoey", "Mia, Oliver"),
    ("The others are knights.", "who the others are"),
    ("He is a knight and she is a knave", "nobody in particular"),
    ("Both are knights", "speaks of 2"),
    ("All four are knights", "speaks of 4"),
]

CONTRADICTORY = [
    ("Zoey is a knight. Zoey is a knave. Mia is a knave. Oliver is a knight", "Zoey is called both"),
    ("Zoey is a knight and a knave, Mia is a knave, Oliver is a knight", "Zoey is called both"),
    ("Zoey: knight\nMia: knave\nOliver: knight\nMia: knight", "Mia is called both"),
    ("Zoey is a knight (liar), Mia is a knave, Oliver is a knight", "Zoey is called both"),
    ("Zoey and Mia are a knight and a knave, Oliver is a knight", "called both"),
    ("Zoey and Mia are a knight and a knave respectively, Mia is a knight, Oliver is a knight", "called both"),
    ("Zoey, Mia and Oliver are a knight and a knave, respectively", "2 roles for 3"),
    ("Zoey is a knight, Mia is a knave, Oliver is a knight. All of them are knaves.", "called both"),
    ("Mia is a knave. The others are knights. Oliver is a knave.", "Oliver is called both"),
    ("Zoey is a knight, Mia is a knave, Oliver is a knight. There are no knaves.", "Mia is called both"),
    ("Knights (liars): Zoey, Oliver. Knaves: Mia", "explained wrongly"),
    ("Knights (3): Zoey, Oliver. Knaves: Mia", "speaks of 3"),
    ("The three knights are Zoey and Oliver, the knave is Mia", "speaks of 3"),
    ("Zoey and Oliver are all three knights, Mia is a knave", "speaks of 3"),
]

HEDGED = [
    ("Zoey is maybe a knight, Mia is a knave, Oliver is a knight", "hedge: 'Zoey is maybe"),
    ("Zoey is probably a knight, Mia is a knave, Oliver is a knight", "probably"),
    ("Zoey might be a knight, Mia is a knave, Oliver is a knight", "might"),
    ("Zoey is a knight or a knave, Mia is a knave, Oliver is a knight", "or a knave"),
    ("Zoey is a knight/knave, Mia is a knave, Oliver is a knight", "knight/knave"),
    ("Zoey is a knight, Mia is a knave, Oliver is a knight?", "hedge"),
    ("Zoey is a knight, Mia is a knave, Oliver is a knight (?)", "hedge"),
    ("I think Zoey is a knight, Mia is a knave, Oliver is a knight", "think"),
    ("My best guess: Zoey is a knight, Mia is a knave, Oliver is a knight", "guess"),
    ("One possible answer: Zoey is a knight, Mia is a knave, Oliver is a knight", "possible"),
    ("It seems that Zoey is a knight, Mia is a knave, Oliver is a knight", "seems"),
    ("Zoey should be a knight, Mia is a knave, Oliver is a knight", "should"),
    ("Zoey is a knight, Mia is a knave, Oliver is a knight (80% sure)", "hedge"),
    ("Zoey is a knight, Mia is a knave, Oliver is likely a knight", "likely"),
    ("Zoey is apparently a knight, Mia is a knave, Oliver is a knight", "apparently"),
    ("Zoey is almost certainly a knight, Mia is a knave, Oliver is a knight", "almost"),
    ("Zoey is a knight, Mia is a knave, Oliver is a knight 🤔", "hedge"),
    ("Zoey is considered a knight, Mia is a knave, Oliver is a knight", "no role for Zoey"),
    ("Zoey can be a knight, Mia is a knave, Oliver is a knight", "no role for Zoey"),
    ("There are two solutions. One is: Zoey is a knight, Mia is a knave, Oliver is a knight", "hedge"),
    ("There are multiple solutions, e.g. Zoey is a knight, Mia is a knave, Oliver is a knight", "hedge"),
    ("Not sure. Zoey: knight, Mia: knave, Oliver: knight", "hedge"),
    ("Zoey is a knight, Mia is a knave, Oliver is a knight. Hold on.", "hedge"),
    ("Zoey is a knight, Mia is a knave, Oliver is a knight. Let me double check.", "hedge"),
    ("Either Zoey is a knight, Mia is a knave, Oliver is a knight", "hedge"),
    ("Zoey: knight (0.6), Mia: knave, Oliver: knight", "hedge"),
    ("Zoey: knight (p = .7), Mia: knave, Oliver: knight", "hedge|not understood"),
    ("Zoey is a knight. Mia is a knave. Oliver is a knight. Actually, scratch that.", "hedge"),
    ("Zoey is a knight, Mia is a knave, Oliver is a knight. On second thought, the other way round.", "hedge"),
    ("Zoey is a knight, Mia is a knave, Oliver is a knight. I take it back.", "hedge"),
    ("Zoey is a knight, Mia is a knave, Oliver is a knight. Oops!", "denial"),
]

CONDITIONAL = [
    ("If Zoey is a knight, Mia is a knave and Oliver is a knight", "condition"),
    ("Zoey is a knight if Mia is a knave, Oliver is a knight", "condition"),
    ("Suppose Zoey is a knight, Mia is a knave, Oliver is a knight", "condition"),
    ("Assuming consistency, Zoey is a knight, Mia is a knave, Oliver is a knight", "condition"),
    ("Zoey is a knight unless Mia is a knave. Mia is a knave. Oliver is a knight", "condition"),
    ("Case 1: Zoey is a knight, Mia is a knave, Oliver is a knight", "condition"),
    ("Scenario A:\nZoey: knight\nMia: knave\nOliver: knight", "condition"),
    ("Example: Zoey is a knight, Mia is a knave, Oliver is a knight", "condition"),
    ("Format: Zoey is a knight, Mia is a knave, Oliver is a knight", "condition"),
    ("Zoey is a knight \\iff Mia is a knave, Oliver is a knight", "condition"),
    ("Zoey is a knight $\\implies$ Mia is a knave, Oliver is a knight", "condition"),
]

DENIED = [
    ("It is false that Zoey is a knight; Mia is a knave; Oliver is a knight", "denial .*It is false"),
    ("It is not the case that Zoey is a knight, Mia is a knave, Oliver is a knight", "not the case"),
    ("The following is not true: Zoey is a knight, Mia is a knave, Oliver is a knight", "denial"),
    ("Zoey is a knight, Mia is a knave, Oliver is a knight. Not!", "denial"),
    ("The opposite of this: Zoey is a knight, Mia is a knave, Oliver is a knight", "denial"),
    ("~~Zoey is a knight, Mia is a knave, Oliver is a knight~~", "denial"),
    ("I doubt that Zoey is a knight, Mia is a knave, Oliver is a knight", "denial"),
    ("I don't say Zoey is a knight, Mia is a knave, Oliver is a knight", "denial"),
    ("Mia says Zoey is a knight, Mia is a knave, Oliver is a knight", "somebody's words"),
    ("According to Mia, Zoey is a knight, Mia is a knave, Oliver is a knight", "somebody's words"),
    ("Zoey is a knight, Mia is a knave, Oliver is a knight. Wait, I made an error.", "denial"),
    ("Wrong: Zoey is a knight, Mia is a knave, Oliver is a knight", "denial"),
    ("None of these hold: Zoey is a knight, Mia is a knave, Oliver is a knight", "denial"),
    ("Nothing below holds.\nZoey is a knight, Mia is a knave, Oliver is a knight", "denial"),
    ("The following is a lie: Zoey is a knight, Mia is a knave, Oliver is a knight", "denial"),
    ("Zoey is a knight, Mia is a knave, Oliver is a knight. These are lies.", "nobody in particular"),
    ("¬(Zoey = knight), Mia = knave, Oliver = knight", "denial"),
    ("$\\neg$ Zoey = knight, Mia = knave, Oliver = knight", "denial"),
    ("❌ Zoey: knight, Mia: knave, Oliver: knight", "denial"),
    ("Zoey is hardly a knight, Mia is a knave, Oliver is a knight", "denial"),
    ("Zoey can't be a knave, Mia is a knave, Oliver is a knight", "denial"),
    ("Not Zoey is a knight, Mia is a knave, Oliver is a knight", "not understood"),
    ("The knights are not Zoey and Oliver, the knave is Mia", "not understood"),
    ("Knights: Zoey, not Mia, Oliver\nKnaves: Mia", "not understood"),
    ("Not knights: Zoey, Oliver\nKnaves: Mia", "denial"),
    ("Zoey and Mia are not both knights, Oliver is a knight", "two readings"),
    ("Both Zoey and Oliver are not knaves, Mia is a knave", "two readings"),
    ("All of them are not knaves", "two readings"),
    ("Everyone is not a knave", "two readings"),
    ("Neither Zoey nor Oliver is not a knave, Mia is a knave", "two readings"),
    ("Zoey is not certainly a knight, Mia is a knave, Oliver is a knight", "two readings"),
    ("Zoey is not only a knight, Mia is a knave, Oliver is a knight", "two readings"),
    ("Zoey is not not a knight, Mia is a knave, Oliver is a knight", "two readings"),
    ("Zoey is a knight.\nNot a knave.\nMia is a knave. Oliver is a knight.", "denial"),
]

UNKNOWN_WORDS = [
    ("Zoey is a wizard, Mia is a knave, Oliver is a knight", "'wizard' is not knight or knave"),
    ("Zoey is a truth-teller, Mia is a liar, Oliver is a truth-teller", "no role for Zoey"),
    ("Zoey is a saint, Mia is a sinner, Oliver is a saint", "'saint'"),
    ("Zoey是骑士，Mia是无赖，Oliver是骑士", "Zoey"),
    ("Zoey: K, Mia: N, Oliver: K", "no role for Zoey"),
    ("Zoeyy is a knight, Mia is a knave, Oliver is a knight", "Zoeyy"),
    ("Zoey is a knightly man, Mia is a knave, Oliver is a knight", "knightly"),
    ("Zoey is a knight-errant, Mia is a knave, Oliver is a knight", "errant"),
    ("Zoey is a non-knight, Mia is a knave, Oliver is a knight", "no role for Zoey"),
    ("Mia's friend is a knight, Zoey is a knight, Oliver is a knight", "friend"),
    ("Zoey is a knight's friend, Mia is a knave, Oliver is a knight", "knight's friend"),
    ("Ann-Zoey is a knight, Mia is a knave, Oliver is a knight", "Ann-Zoey"),
    ("The man who robbed Zoey is a knight, Mia is a knave, Oliver is a knight", "robbed"),
    ("Zoey is a knight because Mia lied, Mia is a knave, Oliver is a knight", "because"),
    ("Zoey is the opposite of a knight, Mia is a knave, Oliver is a knight", "denial"),
    ("Zoey was once a knight, Mia is a knave, Oliver is a knight", "no role for Zoey"),
    ("Zoey wants to be a knight, Mia is a knave, Oliver is a knight", "no role for Zoey"),
    ("Zoey is a knight in name only, Mia is a knave, Oliver is a knight", "not understood"),
    ("Zoey is a knight for now, Mia is a knave, Oliver is a knight", "not understood"),
    ("Zoey pretends to be a knight, Mia is a knave, Oliver is a knight", "'pretends'"),
    ("The knight Zoey, the knave Mia, the knight Oliver", "without a name"),
]

AMBIGUOUS = [
    ("the knights are Zoey, Mia, Oliver is a knave", "whom"),
    ("Zoey, Mia is a knave, Oliver is a knight", "whom"),
    ("knight Zoey knave Mia knight Oliver", "without a name"),
    ("Zoey: knight\nknave\nMia: knave\nOliver: knight", "without a name"),
    ("Everyone but Mia is a knight", "Everyone"),
    ("Everyone except Mia is a knight", "denial"),
    ("Zoey is a knight, Mia is the same, Oliver is a knight", "no role for Mia"),
    ("Zoey is a knight, Mia is one of them, Oliver is a knight", "no role for Mia"),
    ("Zoey is a knight and Oliver. They are knights. Mia is a knave.", "no role for Oliver|understood"),
    ("Zoey is a knight. They are all knights.", "whom"),
    ("Zoey/Mia: knight/knave, Oliver: knight", "no role for Zoey"),
    ("Zoey = Oliver = knight, Mia = knave", "no role for Zoey"),
    ("some are knights and some are knaves", "hedge"),
    ("blah " * 50 + "\nZoey is a knight, Mia is a knave, Oliver is a knight", "words beside"),
    ("Zoey is a knight, Mia is a knave, Oliver is a knight. " * 1000, "characters"),
]


@pytest.mark.parametrize(
    ("text", "reason"), INCOMPLETE + CONTRADICTORY + HEDGED + CONDITIONAL + DENIED + UNKNOWN_WORDS + AMBIGUOUS
)
def test_refused_with_a_reason(text, reason) -> None:
    reading = read_answer(text, NAMES, ROLES)
    assert reading.assignment is None
    assert re.search(reason, reading.reason, re.IGNORECASE), reading.reason
    assert len(reading.reason) < 250


def claims(world: tuple[bool, ...]) -> st.SearchStrategy[str]:
    """Ways to write a world down, from small pieces that each say one thing."""

    def one(person: int) -> st.SearchStrategy[str]:
        name, role, other = NAMES[person], *(ROLES if world[person] else ROLES[::-1])
        return st.sampled_from(
            [
                f"{name} is a {role}",
                f"{name}: {role}",
                f"**{name}** - {role}",
                f"{name} is not a {other}",
                f"{name} is a {role}, not a {other}",
                f"the {role} is {name}",
                f"{name} ({role})",
                f"**{role.title()}s:** {name}",
            ]
        )

    sentences = st.permutations(range(3)).flatmap(lambda order: st.tuples(*map(one, order)))
    return st.tuples(sentences, st.sampled_from(["\n", ". ", "; ", ";\n(2) "])).map(lambda pair: pair[1].join(pair[0]))


worlds_and_texts = st.tuples(*[st.booleans()] * 3).flatmap(lambda w: st.tuples(st.just(w), claims(w)))
doubts = [
    "maybe",
    "if",
    "false",
    "or",
    "unless",
    "perhaps",
    "it is false that",
    "suppose",
    "likely",
    "says",
    "🤔",
    "❌",
]


@settings(max_examples=100, deadline=None)
@given(worlds_and_texts)
def test_every_mixture_of_claims_is_read(case) -> None:
    world, text = case
    reading = read_answer(text, NAMES, ROLES)
    assert reading.assignment == world, (text, reading.reason)


@settings(max_examples=100, deadline=None)
@given(worlds_and_texts, st.sampled_from(doubts), st.data())
def test_a_doubting_word_anywhere_is_never_overlooked(case, doubt, data) -> None:
    words = case[1].split(" ")
    words.insert(data.draw(st.integers(0, len(words))), doubt)
    assert read_answer(" ".join(words), NAMES, ROLES).assignment is None


@settings(max_examples=100, deadline=None)
@given(worlds_and_texts, st.data())
def test_one_more_not_never_leaves_the_reading_as_it_was(case, data) -> None:
    world, text = case
    words = text.split(" ")
    words.insert(data.draw(st.integers(0, len(words))), "not")
    assert read_answer(" ".join(words), NAMES, ROLES).assignment != world, " ".join(words)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["Zoey", "Mia", "is", "are", "not", "knight", "knave", ",", ":", "and", "\n", "both", "a", ".", "|"]
        ),
        max_size=14,
    )
)
def test_word_salad_is_read_only_with_every_name_and_role_word_used(words) -> None:
    reading = read_answer(" ".join(words), NAMES[:2], ROLES)
    if reading.assignment is not None:
        assert {"Zoey", "Mia"} <= set(words) or "both" in words
        assert {"knight", "knave"} & set(words)
        if "not" not in words and "knave" not in words:
            assert reading.assignment == (True, True)
