"""The answer reader: what it understands, what it refuses and why, and how long it takes."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from puzzles.answers.read import read_answer, read_last_answer

NAMES, ROLES = ("Zoey", "Mia", "Oliver"), ("knight", "knave")
EXPECTED = (True, False, True)

READABLE = [
    "(1) Zoey is a knight\n(2) Mia is a knave\n(3) Oliver is a knight",
    "1. Zoey is a knight.\n2. Mia is a knave.\n3. Oliver is a knight.",
    "Zoey is a knight, Mia is a knave, and Oliver is a knight.",
    "Oliver is a knight; Mia is a knave; Zoey is a knight",
    "ZOEY IS A KNIGHT, mia is a knave, Oliver Is A Knight",
    "Zoey: knight, Mia: knave, Oliver: knight",
    "Zoey = knight, Mia = knave, Oliver = knight",
    "Zoey - knight\nMia - knave\nOliver - knight",
    "Zoey → knight\nMia -> knave\nOliver => knight",
    "Zoey – knight\nMia — knave\nOliver: a knight",
    "Zoey：knight，Mia：knave，Oliver：knight",
    "- **Zoey**: Knight\n- **Mia**: Knave\n- **Oliver**: Knight",
    "* Zoey is a **knight**\n* Mia is a *knave*\n* Oliver is a __knight__",
    "• Zoey: `knight`\n• Mia: `knave`\n• Oliver: `knight`",
    "| Name | Role |\n|------|:----:|\n| Zoey | Knight |\n| Mia | Knave |\n| Oliver | Knight |",
    "| # | Person | Role |\n|---|---|---|\n| 1 | Zoey | knight |\n| 2 | Mia | knave |\n| 3 | Oliver | knight |",
    '{"Zoey": "knight", "Mia": "knave", "Oliver": "knight"}',
    "{'Zoey': 'knight', 'Mia': 'knave', 'Oliver': 'knight'}",
    '```json\n{\n  "Zoey": "knight",\n  "Mia": "knave",\n  "Oliver": "knight"\n}\n```',
    '{"knights": ["Zoey", "Oliver"], "knaves": ["Mia"]}',
    '{\n  "knights": [\n    "Zoey",\n    "Oliver"\n  ],\n  "knaves": [\n    "Mia"\n  ]\n}',
    '[{"name": "Zoey", "role": "knight"}, {"name": "Mia", "role": "knave"}, {"name": "Oliver", "role": "knight"}]',
    "Zoey is not a knave, Mia is not a knight, Oliver is not a knave",
    "Zoey isn't a knave. Mia isn’t a knight. Oliver is a knight.",
    "Zoey ≠ knave, Mia != knight, Oliver = knight",
    "both Zoey and Oliver are knights, Mia is a knave",
    "Zoey and Oliver are knights, Mia is a knave",
    "Zoey and Oliver are both knights while Mia is a knave",
    "Neither Zoey nor Oliver is a knave, and Mia is a knave",
    "Knights: Zoey, Oliver\nKnaves: Mia",
    "### Knights:\n- Zoey\n- Oliver\n\n### Knaves:\n- Mia",
    "The knights are Zoey and Oliver, and the knave is Mia.",
    "Knights: Zoey and Oliver; knave: Mia",
    "Zoey is a knight, not a knave; Mia is not a knight but a knave; Oliver is a knight",
    "Zoey (knight), Mia (knave), Oliver (knight)",
    "Zoey is a knight (truth-teller), Mia is a knave (liar), Oliver is a knight (truth teller)",
    "Zoey knight, Mia knave, Oliver knight",
    "Zoey is a knight, Mia a knave and Oliver a knight",
    "Zoey must be a knight, Mia has to be a knave, so Oliver is therefore a knight",
    "Zoey's role is knight, Mia's role: knave, Oliver's a knight",
    "Therefore, the final answer is: Zoey is a knight, Mia is a knave, Oliver is a knight",
    "The knight and knave roles:\nZoey is a knight\nMia is a knave\nOliver is a knight",
    "Here is who is a knight and who is a knave:\nZoey: knight\nMia: knave\nOliver: knight",
    "We conclude that Zoey is a knight, Mia is a knave, and Oliver is a knight!",
    "Zoey is a knight. Zoey is a knight. Mia is a knave. Oliver is a knight. Mia: knave.",
    "\\boxed{\\text{Zoey is a knight, Mia is a knave, Oliver is a knight}}",
    "<b>Zoey</b>: knight<br>Mia: knave<br>Oliver: knight",
    "Zoey: knight ✓\nMia: knave ✅\nOliver: knight ✔️",
    "The only world that fits every sentence.\nZoey is a knight, Mia is a knave, Oliver is a knight",
]

REFUSED = [
    ("", "empty"),
    ("  \n ", "empty"),
    ("Zoey is a knight and Mia is a knave", "nothing is said of Oliver"),
    ("Zoey is a knight", "Mia, Oliver"),
    ("I do not know", "denial"),
    ("42", "nothing is said"),
    ("Zoey is a knight. Zoey is a knave. Mia is a knave. Oliver is a knight", "Zoey is called both"),
    ("Zoey is a knight and a knave, Mia is a knave, Oliver is a knight", "Zoey is called both"),
    ("Zoey: knight\nMia: knave\nOliver: knight\nMia: knight", "Mia is called both"),
    ("Zoey is a knight (liar), Mia is a knave, Oliver is a knight", "Zoey is called both"),
    ("Zoey is maybe a knight, Mia is a knave, Oliver is a knight", "hedge: 'Zoey is maybe"),
    ("Zoey is probably a knight, Mia is a knave, Oliver is a knight", "probably"),
    ("Zoey might be a knight, Mia is a knave, Oliver is a knight", "might"),
    ("Zoey is a knight or a knave, Mia is a knave, Oliver is a knight", "or a knave"),
    ("Zoey is a knight/knave, Mia is a knave, Oliver is a knight", "knight/knave"),
    ("Zoey is a knight, Mia is a knave, Oliver is a knight?", "hedge"),
    ("I think Zoey is a knight, Mia is a knave, Oliver is a knight", "think"),
    ("If Zoey is a knight, Mia is a knave and Oliver is a knight", "condition"),
    ("Zoey is a knight if Mia is a knave, Oliver is a knight", "condition"),
    ("Suppose Zoey is a knight, Mia is a knave, Oliver is a knight", "condition"),
    ("Zoey is a knight unless Mia is a knave. Mia is a knave. Oliver is a knight", "condition"),
    ("It is false that Zoey is a knight; Mia is a knave; Oliver is a knight", "denial .*It is false"),
    ("It is not the case that Zoey is a knight, Mia is a knave, Oliver is a knight", "not the case"),
    ("The following is not true: Zoey is a knight, Mia is a knave, Oliver is a knight", "denial"),
    ("Zoey is a knight, Mia is a knave, Oliver is a knight. Not!", "denial"),
    ("The opposite of this: Zoey is a knight, Mia is a knave, Oliver is a knight", "denial"),
    ("~~Zoey is a knight, Mia is a knave, Oliver is a knight~~", "denial"),
    ("I doubt that Zoey is a knight, Mia is a knave, Oliver is a knight", "denial"),
    ("I don't say Zoey is a knight, Mia is a knave, Oliver is a knight", "denial"),
    ("Mia says Zoey is a knight, Mia is a knave, Oliver is a knight", "somebody's words"),
    ("Zoey is a wizard, Mia is a knave, Oliver is a knight", "'wizard' is not knight or knave"),
    ("Zoey is a truth-teller, Mia is a liar, Oliver is a truth-teller", "no role for Zoey"),
    ("Zoey is a saint, Mia is a sinner, Oliver is a saint", "'saint'"),
    ("Zoeyy is a knight, Mia is a knave, Oliver is a knight", "Zoeyy"),
    ("Zoey is a knightly man, Mia is a knave, Oliver is a knight", "knightly"),
    ("Mia's friend is a knight, Zoey is a knight, Oliver is a knight", "friend"),
    ("Ann-Zoey is a knight, Mia is a knave, Oliver is a knight", "Ann-Zoey"),
    ("The man who robbed Zoey is a knight, Mia is a knave, Oliver is a knight", "robbed"),
    ("Everyone but Mia is a knight", "Everyone"),
    ("Mia is a knave and everyone else is a knight", "everyone"),
    ("Zoey is a knight, Mia is a knave. The others are knights.", "nobody in particular"),
    ("Zoey is a knight, Mia is a knave, Oliver is a knight. All of them are knaves.", "nobody in particular"),
    ("Zoey and Mia are not both knights, Oliver is a knight", "two readings"),
    ("Both Zoey and Oliver are not knaves, Mia is a knave", "two readings"),
    ("Neither Zoey nor Oliver is not a knave, Mia is a knave", "two readings"),
    ("Zoey is not certainly a knight, Mia is a knave, Oliver is a knight", "two readings"),
    ("Zoey can be a knight, Mia is a knave, Oliver is a knight", "no role for Zoey"),
    ("Zoey is not not a knight, Mia is a knave, Oliver is a knight", "two readings"),
    ("Zoey and Mia are a knight and a knave respectively, Oliver is a knight", "called both"),
    ("the knights are Zoey, Mia, Oliver is a knave", "whom"),
    ("Zoey, Mia is a knave, Oliver is a knight", "whom"),
    ("Zoey Mia Oliver", "no role for Zoey"),
    ("knight knave knight", "nothing is said|role"),
    ("knight Zoey knave Mia knight Oliver", "without a name"),
    ("Zoey is a knight because Mia lied, Mia is a knave, Oliver is a knight", "because"),
    ("| Zoey | Mia | Oliver |\n| knight | knave | knight |", "no role for Zoey"),
    ("blah " * 40 + "\nZoey is a knight, Mia is a knave, Oliver is a knight", "words beside"),
    ("Zoey is a knight, Mia is a knave, Oliver is a knight. " * 1000, "characters"),
]


@pytest.mark.parametrize("text", READABLE)
def test_readable(text) -> None:
    reading = read_answer(text, NAMES, ROLES)
    assert reading.assignment == EXPECTED, reading.reason
    assert reading.reason == ""


@pytest.mark.parametrize(("text", "reason"), REFUSED)
def test_refused_with_a_reason(text, reason) -> None:
    import re

    reading = read_answer(text, NAMES, ROLES)
    assert reading.assignment is None
    assert re.search(reason, reading.reason, re.IGNORECASE), reading.reason
    assert len(reading.reason) < 250


@pytest.mark.parametrize(
    ("text", "names", "roles", "expected"),
    [
        ("Sage is a fool, Mia is a sage", ("Sage", "Mia"), ("sage", "fool"), (False, True)),
        ("Will is a hero and May is a villain", ("Will", "May"), ("hero", "villain"), (True, False)),
        ("Jack is a knight, Jackson is a knave", ("Jack", "Jackson"), ROLES, (True, False)),
        ("Mary Ann: knave, Jean-Luc: knight", ("Mary Ann", "Jean-Luc"), ROLES, (False, True)),
        ("José is a knight, O'Neil is a knave", ("Jose\u0301", "O’Neil"), ROLES, (True, False)),
        ("Zoey and Mia are heroes", ("Zoey", "Mia"), ("hero", "villain"), (True, True)),
        ("Zoey and Mia are heros", ("Zoey", "Mia"), ("hero", "villain"), (True, True)),
        ("Zoey and Mia are spies", ("Zoey", "Mia"), ("saint", "spy"), (False, False)),
        ("Zoey is a knight, Mia is a knave", ("Zoey", "Mia"), ("knave", "knight"), (False, True)),
        ("Zoey is a truth-teller, Mia is a liar", ("Zoey", "Mia"), ("truth-teller", "liar"), (True, False)),
        ("Zoey is an angel, Mia is a angel", ("Zoey", "Mia"), ("angel", "devil"), (True, True)),
    ],
)
def test_names_and_roles_are_those_of_the_puzzle(text, names, roles, expected) -> None:
    reading = read_answer(text, names, roles)
    assert reading.assignment == expected, reading.reason


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
            ]
        )

    sentences = st.permutations(range(3)).flatmap(lambda order: st.tuples(*map(one, order)))
    return st.tuples(sentences, st.sampled_from(["\n", ". ", "; ", ";\n(2) "])).map(lambda pair: pair[1].join(pair[0]))


worlds_and_texts = st.tuples(*[st.booleans()] * 3).flatmap(lambda w: st.tuples(st.just(w), claims(w)))


@settings(max_examples=150, deadline=None)
@given(worlds_and_texts)
def test_every_mixture_of_claims_is_read(case) -> None:
    world, text = case
    reading = read_answer(text, NAMES, ROLES)
    assert reading.assignment == world, (text, reading.reason)


@settings(max_examples=150, deadline=None)
@given(worlds_and_texts, st.data())
def test_a_doubting_word_anywhere_is_never_overlooked(case, data) -> None:
    words = case[1].split(" ")
    place = data.draw(st.integers(0, len(words)))
    words.insert(
        place, data.draw(st.sampled_from(["maybe", "if", "false", "or", "unless", "perhaps", "it is false that"]))
    )
    assert read_answer(" ".join(words), NAMES, ROLES).assignment is None


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["Zoey", "Mia", "is", "are", "not", "knight", "knave", ",", ":", "and", "\n", "both", "a", "."]
        ),
        max_size=14,
    )
)
def test_word_salad_is_read_only_with_every_name_and_role_word_used(words) -> None:
    reading = read_answer(" ".join(words), NAMES[:2], ROLES)
    if reading.assignment is not None:
        assert {"Zoey", "Mia"} <= set(words) and {"knight", "knave"} & set(words)
        if "not" not in words and "knave" not in words:
            assert reading.assignment == (True, True)


HOSTILE = [
    "Zoey is a " * 10_000,
    "(" * 100_000,
    "Zoey, " * 17_000,
    "a" * 100_000,
    "knight: " * 12_500,
    "\n" * 100_000,
    "- " * 50_000,
    "Zoey\n" * 20_000,
    "`" * 100_000,
    "\ufdfa" * 33_000,
    "not " * 25_000,
    "<" * 100_000,
    "Zoey-" * 20_000,
    "'s" * 50_000,
    "truth " * 16_000,
    "Knights: Zoey, Mia " * 5_000,
    "<b" * 50_000,
]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text[:12]))
@pytest.mark.parametrize("length", [19_990, 100_000])
def test_hostile_texts_are_quick(text, length) -> None:
    for read in (read_answer, read_last_answer):
        seconds = []
        for _ in range(3):  # the best of three: a busy machine can slow any single one
            start = time.process_time()
            assert read(text[:length], NAMES, ROLES).assignment is None
            seconds.append(time.process_time() - start)
        assert min(seconds) < 0.1


def test_last_statement_of_a_free_text() -> None:
    thinking = "Suppose Zoey is a knave. Then Mia is a knight, which cannot be. So Zoey is a knight or I erred.\n"
    end = "So Zoey is a knight. Mia is a knave. Oliver is a knight."
    assert read_last_answer(thinking + end, NAMES, ROLES).assignment == EXPECTED
    assert read_last_answer(thinking + end + " This fits every sentence.", NAMES, ROLES).assignment == EXPECTED
    assert read_last_answer(thinking + f"<answer>{end}</answer>", NAMES, ROLES).assignment == EXPECTED
    assert (
        read_last_answer("Zoey: knave\nMia: knave\nOliver: knight\nNo, wait.\n" + end, NAMES, ROLES).assignment
        == EXPECTED
    )


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Zoey is a knight. Mia is a knave.", "Oliver"),
        ("", "states no roles"),
        ("Let me see.", "states no roles"),
        ("Zoey is a knight. Mia is a knave. Oliver is a knight. That is false.", "denial"),
        ("Zoey is a knight. Mia is a knave. Oliver is a knight. But Mia might be a knight.", "hedge"),
        ("If Zoey is a knight. Mia is a knave. Oliver is a knight.", "condition"),
        ("Zoey is a knight. Mia is a knave. Oliver is a knight. So Mia is a knight.", "Mia is called both"),
    ],
)
def test_free_text_without_a_clear_end_is_refused(text, reason) -> None:
    reading = read_last_answer(text, NAMES, ROLES)
    assert reading.assignment is None and reason in reading.reason, reading
