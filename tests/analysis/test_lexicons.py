"""Published word lists, and clauses."""

from __future__ import annotations

import pytest

from logic_rl.analysis.behaviours.lexicons import LEXICONS, lexicon_spans
from logic_rl.analysis.behaviours.polarity import is_executed, polarity
from logic_rl.errors import UsageError
from logic_rl.text.sentences import segment
from logic_rl.text.units import clauses


def cues(text: str, name: str) -> list[str]:
    return [span.cue for span in lexicon_spans(text, name)]


def test_lists() -> None:
    text = "Wait, is it? But we verify. Let me double-check. <answer>wait</answer>"
    assert cues(text, "r1-nature") == ["Wait", "But", "check"]
    assert cues(text, "understand-r1-zero") == ["double-check"]
    assert cues(text, "logic-rl-lite") == ["Wait", "verify", "double-check"]
    assert cues("They waited. Summary.", "logic-rl-lite") == ["Summary"]


def test_near_hits_merge() -> None:
    assert cues("Wait. But no. " + "x" * 80 + " check it.", "rea-rl") == ["Wait", "check"]
    assert cues("Wait. But no.", "simplerl") == ["Wait"]


def test_an_unknown_list() -> None:
    with pytest.raises(UsageError, match="Did you mean 'r1-nature'"):
        lexicon_spans("x", "r1-natur")
    assert all(entry.words and entry.source for entry in LEXICONS.values())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I get 12 for it, but I'm not sure.", ["I get 12 for it,", "but I'm not sure."]),
        ("Wait, but I'm not sure.", ["Wait, but I'm not sure."]),
        ("It comes to four units; so that's correct.", ["It comes to four units;", "so that's correct."]),
        ("One, two, and three are here.", ["One, two, and three are here."]),
        ("It is known, but butter is not, but it melts.", ["It is known, but butter is not,", "but it melts."]),
    ],
)
def test_clauses(text: str, expected: list[str]) -> None:
    assert [text[c.start : c.end] for c in clauses(text, segment(text))] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I made a mistake.", "refutes"),
        ("That seems right.", "supports"),
        ("I'm not sure.", "uncertain"),
        ("This does not hold.", "refutes"),
        ("Let me check. 2 + 2 = 4. Yes, that is correct.", "supports"),
        ("Let me check.", None),
        ("不对，重来。", "refutes"),
    ],
)
def test_polarity(text: str, expected: str | None) -> None:
    first, *rest = segment(text)
    assert polarity(text, first, rest) == expected


def test_announced_is_not_executed() -> None:
    done, only_said = "Let me check. Zoey says Mia lies: false.", "Let me check. Now on to lunch. It rains."
    for text, expected in ((done, True), (only_said, False)):
        first, *rest = segment(text)
        assert is_executed(text, first, rest) is expected
