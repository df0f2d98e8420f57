"""Episodes, levels of aha, and accuracy within a puzzle."""

from __future__ import annotations

import pytest

from logic_rl.analysis.behaviours.tag import tag
from logic_rl.analysis.episodes import Outcome, outcome_of
from logic_rl.analysis.responses import Observed, observe
from logic_rl.analysis.sizes import Size
from logic_rl.analysis.statistics.within import adjusted_difference, paired_difference, strict_ahas
from logic_rl.claims.reader import read_claims
from tests.claims.test_claims import BOARD

WRONG, RIGHT = "knave Zoey, knave Mia.", "knight Zoey, knave Mia."


def outcome(text: str) -> Outcome:
    return outcome_of(tag(text, BOARD.names, BOARD.roles), read_claims(text, BOARD), 2)


@pytest.mark.parametrize(
    ("text", "kinds", "level"),
    [
        (f"Suppose: {WRONG} Wait, that is a contradiction. Let me go back: {RIGHT}", ["wrong_right"], "aha"),
        (f"Suppose: {RIGHT} Wait, no. Let me go back: {WRONG}", ["right_wrong"], "shift"),
        (f"Suppose: {WRONG} I made a mistake. Still it stays. So: {WRONG}", ["wrong_same"], "marker"),
        (f"Suppose: {RIGHT} Let me check. All statements hold.", ["right_right"], "none"),
        ("Let me try again. It is hard.", ["none_none"], "none"),
        (f"Suppose: {RIGHT}", [], "none"),
    ],
)
def test_episodes(text: str, kinds: list[str], level: str) -> None:
    found = outcome(text)
    assert [episode.kind for episode in found.episodes] == kinds
    assert found.level == level


def test_worth() -> None:
    text = f"Suppose: {WRONG} Wait, that is a contradiction. Let me go back: {RIGHT}"
    assert [episode.worth for episode in outcome(text).episodes] == ["effective"]
    empty = f"Suppose: {RIGHT} Let me verify. It all fits."
    assert [episode.worth for episode in outcome(empty).episodes] == ["superficial"]
    checked = (
        f"Suppose: {RIGHT} Check. Zoey says that Mia is a knave (here Mia: knave): true, and Zoey: knight. Mia says "
        "that Zoey is a knave and Mia is a knave (here Zoey: knight, so false; Mia: knave, so true): false, "
        "and Mia: knave."
    )
    assert [episode.worth for episode in outcome(checked).episodes] == ["effective"]
    part = f"Suppose: {RIGHT} Check. Zoey says that Mia is a knave (here Mia: knave): true, and Zoey: knight."
    assert [episode.worth for episode in outcome(part).episodes] == ["confirming"]


def test_difference_within_puzzles() -> None:
    # Puzzle a is easy and never shows it, b is hard: across puzzles the behaviour looks harmful, within b it helps.
    shown = [False] * 6 + [True, True, False, False]
    correct = [True] * 6 + [True, False, False, False]
    found = paired_difference(shown, correct, ["a"] * 6 + ["b"] * 4)
    assert (found["value"], found["puzzles"]) == (0.5, 1)
    assert paired_difference([True], [True], ["a"])["value"] is None


def test_length_held_fixed() -> None:
    # Only length matters: long samples are right, and long samples show the behaviour more often.
    shown = [True, True, True, False, False, False, True, False] * 12
    lengths = [400, 400, 400, 100, 100, 100, 100, 400] * 12
    correct = [length == 400 for length in lengths]
    puzzles = [str(k // 8) for k in range(96)]
    assert paired_difference(shown, correct, puzzles)["value"] == pytest.approx(0.5)
    assert adjusted_difference(shown, correct, puzzles, lengths)["value"] == pytest.approx(0, abs=1e-9)
    assert adjusted_difference([True] * 4, [True] * 4, ["a"] * 4, [9] * 4)["value"] is None


def test_a_strict_aha_needs_gain() -> None:
    def one(level: str, correct: bool) -> Observed:
        return Observed("kk-1", Size("people", 2), 10, correct, True, {}, False, outcome=Outcome((), level))

    assert strict_ahas([one("aha", True), one("none", False), one("marker", False)]) == 1
    assert strict_ahas([one("aha", True), one("none", True), one("marker", True)]) == 0
    assert strict_ahas([one("aha", True)]) == 0


def test_a_row_without_its_puzzle_has_no_outcome() -> None:
    observed, evidence = observe({"id": "a", "response": "Zoey is a knight."})
    assert observed.claims is None and observed.outcome is None and evidence.claims == []
