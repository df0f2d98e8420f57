"""Ways to say that an answer does not hold, without a word such as "not": none of them is read as the answer."""

from __future__ import annotations

import pytest

from puzzles.answers.read import read_answer

NAMES, ROLES = ("Zoey", "Mia"), ("knight", "knave")
CLAIMS = "Zoey is a knight, Mia is a knave"

AFTERWARDS = (
    "Psych!", "Flip both.", "Now negate that.", "Exchange the roles.", "Switch them.", "This has been refuted.",
    "This is bogus.", "This is disproved.", "The other way round.", "The other way around!", "50/50",
    "Everything above is upside down.", "Read this backwards.", "I changed my mind.", "Rethink.", "Oops.",
    "Sorry, typo.", "Scratch that.", "Strike that.", "Forget it.", "Plan B.", "That was attempt 1.", "🤥", "🙃", "⊥",
    "The first: knave", "number 1 = knave", "he's a knave", "Transposed",
)  # fmt: skip
BEFOREHAND = (
    "Fiction", "In a parallel world", "Rumour", "Legend", "Allegedly", "Hearsay", "Quote", "Imagine", "Consider",
    "Anything but", "All but", "Ruled out", "Eliminated", "Excluded", "Dismissed", "Bad answer", "Previous answer",
    "First answer", "Draft", "Attempt", "Candidate 1", "Theory", "Trap", "Decoy", "Nay",
)  # fmt: skip
INSIDE = (
    "Zoey is a knight = 0, Mia is a knave",
    "Mia is a knave, Zoey: knight: 0",
    "Mia is a knave\nZoey is a knight = 0",
    "Zoey <> knight, Mia is a knave",
    "Zoey \\= knight, Mia is a knave",
    "Zoey is a <s>knight</s>, Mia is a knave",
    "<!-- Zoey is a knight, Mia is a knave -->",
    f"!({CLAIMS})",
    '{"Zoey": {"role": "knight", "actual role": "knave"}, "Mia": {"role": "knave"}}',
    '{"Zoey": {"not": "knight"}, "Mia": "knave"}',
    '{"statements": {"Zoey": "knight", "Mia": "knave"}}',
)
CHINESE = ("两人互相交换", "谣言", "草稿", "想象", "倒过来")
STILL_FINE = (
    f"<s>{CLAIMS}</s>",
    "- Knights:\n  - Zoey\n- Knaves:\n  - Mia",
    '{"reasoning": ["Suppose Zoey is a knave", "then Mia is a knight"], "Zoey": "knight", "Mia": "knave"}',
    '{"Zoey": "knight", "Mia": "knave", "notes": null}',
    "Zoey is a knight! Mia is a knave!",
    "Number of knights: 1\nZoey: knight\nMia: knave",
    "Knights: 1 (Zoey)\nKnaves: 1 (Mia)",
    "Zoey: knight (1)\nMia: knave (0)",
)


@pytest.mark.parametrize(
    "text",
    [*(f"{CLAIMS}. {words}" for words in AFTERWARDS), *(f"{words}: {CLAIMS}" for words in BEFOREHAND), *INSIDE],
)
def test_a_denial_is_no_answer(text) -> None:
    reading = read_answer(text, NAMES, ROLES)
    assert reading.assignment != (True, False), text
    assert reading.reason or "<>" in text or "\\=" in text, "≠ is read as a plain denial of one role"


@pytest.mark.parametrize("words", CHINESE)
def test_a_chinese_denial_is_no_answer(words) -> None:
    claims = "甲是骑士，乙是无赖"
    assert read_answer(claims, ("甲", "乙"), ("骑士", "无赖")).assignment == (True, False)
    for text in (f"{claims}。{words}。", f"{words}：{claims}"):
        assert read_answer(text, ("甲", "乙"), ("骑士", "无赖")).assignment is None, text


@pytest.mark.parametrize("text", STILL_FINE)
def test_plain_answers_stay_plain(text) -> None:
    assert read_answer(text, NAMES, ROLES).assignment == (True, False), text
