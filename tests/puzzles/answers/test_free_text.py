"""The last statement of roles in a whole reply, and how long hostile texts take."""

from __future__ import annotations

import pytest

from puzzles.answers.read import read_answer, read_last_answer
from tests.timing import least_seconds

NAMES, ROLES = ("Zoey", "Mia", "Oliver"), ("knight", "knave")
EXPECTED = (True, False, True)
THINKING = "Suppose Zoey is a knave. Then Mia is a knight, which cannot be. So Zoey is a knight or I erred.\n"

ENDINGS = [
    "So Zoey is a knight. Mia is a knave. Oliver is a knight.",
    "So Zoey is a knight. Mia is a knave. Oliver is a knight. This fits every sentence.",
    "<answer>So Zoey is a knight. Mia is a knave. Oliver is a knight.</answer>",
    "<answer>\n(1) Zoey is a knight\n(2) Mia is a knave\n(3) Oliver is a knight\n</answer>",
    "Zoey: knave\nMia: knave\nOliver: knight\nNo, wait.\nSo Zoey is a knight. Mia is a knave. Oliver is a knight.",
    "**Final Answer:**\n- Zoey: Knight\n- Mia: Knave\n- Oliver: Knight",
    "### Final Answer\n\\[\n\\boxed{\\text{Zoey is a knight, Mia is a knave, and Oliver is a knight}}\n\\]",
    "Answer:\n\n| Name | Role |\n|---|---|\n| Zoey | Knight |\n| Mia | Knave |\n| Oliver | Knight |",
    '```json\n[\n  {\n    "name": "Zoey",\n    "role": "knight"\n  },\n  {"name": "Mia", "role": "knave"},\n'
    '  {"name": "Oliver", "role": "knight"}\n]\n```',
    "Knights:\n- Zoey\n- Oliver\n\nKnaves:\n- Mia",
    "**Final answer**\n\nMia is a knave. The others are knights.",
    "Zoey is a knight, Mia is a knave, Oliver is a knight. No contradictions. This is the only possible solution.",
    "Zoey is a knight, Mia is a knave, Oliver is a knight. All statements are consistent.",
    "Zoey is a knight, Mia is a knave, Oliver is a knight.\n\nLet me know if you would like more detail!",
    "Therefore, the only consistent scenario is:\nZoey is a knight, Mia is a knave, Oliver is a knight.",
]


@pytest.mark.parametrize("ending", ENDINGS)
def test_last_statement_of_a_free_text(ending) -> None:
    reading = read_last_answer(THINKING + ending, NAMES, ROLES)
    assert reading.assignment == EXPECTED, reading.reason


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Zoey is a knight. Mia is a knave.", "Oliver"),
        ("", "states no roles"),
        ("Let me see.", "states no roles"),
        ("Zoey is a knight. Mia is a knave. Oliver is a knight. That is false.", "denial"),
        ("Zoey is a knight. Mia is a knave. Oliver is a knight. But Mia might be a knight.", "hedge"),
        ("Zoey is a knight. Mia is a knave. Oliver is a knight. Am I sure?", "hedge"),
        ("If Zoey is a knight. Mia is a knave. Oliver is a knight.", "condition"),
        ("Zoey is a knight. Mia is a knave. Oliver is a knight. So Mia is a knight.", "Mia is called both"),
        ("Case 2:\nZoey is a knight.\nMia is a knave.\nOliver is a knight.", "supposition"),
        ("**Assumption**\n\nZoey is a knight. Mia is a knave. Oliver is a knight.", "supposition"),
        ("Let us try the following:\n- Zoey: knight\n- Mia: knave\n- Oliver: knight", "supposition"),
        ("Zoey is a knave. Mia is a knight, and she could lie. The others are knights.", "hedge"),
        ("Zoey lied, so she is a knave. Mia is a knave. The others are knights.", "no role for Zoey"),
    ],
)
def test_free_text_without_a_clear_end_is_refused(text, reason) -> None:
    reading = read_last_answer(text, NAMES, ROLES)
    assert reading.assignment is None and reason in reading.reason, reading


def test_the_others_are_those_not_named_in_the_whole_run() -> None:
    names = ("Zoey", "Mia", "Oliver", "Ava")
    text = "Zoey is a knave. Mia is a knave. The others are knights."
    assert read_last_answer(text, names, ROLES).assignment == (False, False, True, True)
    assert read_last_answer("So much for that.\n" + text, names, ROLES).assignment == (False, False, True, True)


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
    "<answer>" * 12_500,
    "Zoey-" * 20_000,
    "'s" * 50_000,
    "truth " * 16_000,
    "always " * 16_000,
    "Knights: Zoey, Mia " * 5_000,
    "<b" * 50_000,
    "[[" * 50_000,
    '{"a":' * 20_000,
    '[{"' * 33_000,
    "{'Zoey': " * 11_000,
    "\\begin{" * 15_000,
    "\\" * 100_000,
    "|" * 100_000,
    "| Zoey |\n" * 12_000,
    "Knight | Knave\n" * 7_000,
    "甲是" * 50_000,
    "Zoey: knight, " * 7_000,
    "Zoey, Mia: knight, " * 5_000,
    "Zoey is a knight\n" * 6_000,
    "全部都" * 33_000,
    "没有任何" * 25_000,
    "the others are " * 7_000,
    "knight and " * 9_000,
    "Zoey knight respectively " * 4_000,
]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text[:12]))
@pytest.mark.parametrize("length", [19_990, 100_000])
@pytest.mark.parametrize("read", [read_answer, read_last_answer])
def test_hostile_texts_are_quick(text, length, read) -> None:
    readings = []
    assert least_seconds(lambda: readings.append(read(text[:length], NAMES, ROLES)), 0.1) < 0.1
    assert readings[-1].assignment is None
