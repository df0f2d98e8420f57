"""What is meant by a word that is not known."""

from __future__ import annotations

import pytest

from puzzles.spelling import choose_from, nearest


@pytest.mark.parametrize(
    ("written", "known", "meant"),
    [
        ("flase", ["false", "flask"], "false"),
        ("GRPO", ["grpo", "gspo"], "grpo"),
        ("dr_grpo", ["dr-grpo"], "dr-grpo"),
        ("eng", ["zh", "en"], "en"),
        ("mem", ["jsonl", "mem-kk"], "mem-kk"),
        ("warm-up", ["warmup", "rollout"], "warmup"),
        ("temprature", ["temperature", "template"], "temperature"),
        ("sudoku", ["knights", "maths"], None),
        ("", ["a", "b"], None),
        (3, ["leaf"], None),
    ],
)
def test_nearest(written: object, known: list[str], meant: str | None) -> None:
    assert nearest(written, known) == meant


def test_the_end_of_a_message_names_all() -> None:
    assert choose_from("eazy", ["easy", "hard"]) == "did you mean 'easy'? choose from easy, hard"
    assert choose_from("x", ["easy", "hard"]) == "choose from easy, hard"
