"""Scripts: shares, entropy, switches and their kind."""

from __future__ import annotations

import pytest

from logic_rl.text.language import language_profile


def test_one_language() -> None:
    found = language_profile("<think>Zoey is a knight.</think><answer>Zoey</answer>")
    assert (found["han"], found["latin"], found["switches"], found["mixed"]) == (0.0, 1.0, 0, False)
    assert found["line_entropy"] == found["answer_han"] == 0.0
    assert language_profile("123")["han"] is None and language_profile("")["answer_han"] is None


def test_a_connective_and_a_clause() -> None:
    found = language_profile("So he lies.\n所以 he is a knave.\n因为他说他是骑士 and that is it.")
    assert (found["connectives"], found["clauses"]) == (1, 1)
    assert found["switches"] == 4 and found["mixed"]
    assert found["han"] == 0.5  # ten characters, ten words of two letters or more


def test_entropy_by_hand() -> None:
    assert language_profile("他是 he is\nhe is")["line_entropy"] == pytest.approx(0.5)


def test_names_formulae_and_code_are_left_out() -> None:
    found = language_profile("Zoey 是骑士，`code here` $x = yes$ <answer>Zoey 是骑士</answer>", ["Zoey"])
    assert found["latin"] == 0.0 and found["answer_han"] == 1.0
