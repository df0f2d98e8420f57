"""One puzzle in own words: read, solved, sampled, checked; what cannot be asked is told before a model is loaded."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

import logic_rl
from logic_rl.cli.main import main
from logic_rl.cli.shared.replies import coloured, verdict
from logic_rl.errors import UsageError

TEXT = "Knights tell the truth and knaves lie. Alice says that Bob is a knave. Bob says that Alice and Bob are knaves."


def test_logic_solves_it_and_every_reply_is_checked() -> None:
    found = logic_rl.ask("tiny-base", TEXT, samples=3, max_new_tokens=80)
    assert found["solution"] == [True, False] and found["names"] == ["Alice", "Bob"]
    assert len(found["replies"]) == 3
    for reply in found["replies"]:
        assert {"score", "verified", "claims", "counts", "spans"} <= reply.keys()
        assert reply["verified"] in (True, False)
        assert (reply["score"]["verdict"] == "correct") >= reply["verified"]
    again = logic_rl.ask("tiny-base", TEXT, samples=3, max_new_tokens=80)
    assert [one["response"] for one in again["replies"]] == [one["response"] for one in found["replies"]]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("In the pub a pilot lies.", "cannot read"),
        ("Alice says that Bob is a knight. Bob says that Alice is a knight.", "has 2 solutions"),
        ("Alice says that Alice is a knave. Bob says that Alice is a knight.", "has 0 solutions"),
        ("  \n", "no puzzle"),
    ],
)
def test_what_cannot_be_asked_is_told_in_one_line(text: str, words: str) -> None:
    told = CliRunner().invoke(main, ["ask", "nowhere", text])
    assert told.exit_code == 2 and words in told.output and told.output.count("\n") == 1


def test_it_is_read_from_standard_input_too() -> None:
    told = CliRunner().invoke(main, ["ask", "tiny-base", "--max-new-tokens", "60", "--temperature", "0"], input=TEXT)
    assert told.exit_code == 0, told.output
    assert "logic: Alice is a knight and Bob is a knave" in told.output
    assert "tokens" in told.output and "<think>" in told.output


def reply(**more: object) -> dict:
    claims = [
        {"kind": "verdict", "truth": "true", "start": 0, "end": 3},
        {"kind": "fits", "truth": "false", "start": 4, "end": 7},
        {"kind": "assumption", "truth": "false", "start": 4, "end": 7},
    ]  # fmt: skip
    return {"response": "one two three", "claims": claims, "spans": [{"start": 8, "end": 13}],
            "counts": {"aha": 1, "x": 0},
            "score": {"verdict": "correct", "reason": ""}, "num_tokens": 9, "verified": False} | more  # fmt: skip


def test_colours_and_verdict_by_hand() -> None:
    styles = {(span.start, span.end): str(span.style) for span in coloured(reply()).spans}
    assert styles == {(0, 3): "green", (4, 7): "bold red", (8, 13): "underline"}
    assert verdict(reply()) == "right, but not earned by its steps · 1 of 2 steps true · aha 1 · 9 tokens"
    wrong = reply(score={"verdict": "wrong", "reason": "Mia is a knave"}, claims=[])
    assert verdict(wrong) == "wrong: Mia is a knave · no step that can be read · aha 1 · 9 tokens"


def test_a_model_that_is_not_there_is_told() -> None:
    with pytest.raises(UsageError, match="nowhere"):
        logic_rl.ask("nowhere", TEXT)
