"""Points for steps: by hand, on proofs whose steps are labelled, and what a weight may be."""

from __future__ import annotations

import pytest

from logic_rl.claims.claim import Claim
from logic_rl.config.reward import RewardConfig
from logic_rl.errors import UsageError
from logic_rl.proofs.request import ProofRequest, Shares, proof_number
from logic_rl.proofs.shapes import reply
from logic_rl.rewards.batch import Rubric
from logic_rl.rewards.steps import step_points
from logic_rl.tasks import make_task
from logic_rl.types import Reply
from puzzles.traces.replies import answer_sentence

ALL = RewardConfig(verified=0.5, steps_true=0.25, first_error=0.25)


def claims(truths: str) -> list[Claim]:
    """A claim for each letter: t, f, u (unreadable), a (a wrong assumption)."""
    told = {"t": ("verdict", "true"), "f": ("verdict", "false"), "u": ("role", "unreadable")}
    return [Claim(k, k + 1, *told.get(letter, ("assumption", "false"))) for k, letter in enumerate(truths)]


@pytest.mark.parametrize(
    ("truths", "steps_true", "first_error"),
    [("", 0, 0), ("a", 0, 0), ("u", 0, 0), ("t", 1, 1), ("f", 0, 0), ("tftt", 0.75, 0.25), ("attuf", 2 / 3, 2 / 3),
     ("ftt", 2 / 3, 0), ("ttaat", 1, 1)],
)  # fmt: skip
def test_points_by_hand(truths: str, steps_true: float, first_error: float) -> None:
    assert step_points(claims(truths)) == pytest.approx({"steps_true": steps_true, "first_error": first_error})


def scored(text: str, puzzle) -> dict[str, float]:
    return Rubric(ALL).score(Reply(text, puzzle, False)).parts


def test_sound_proofs_earn_all_and_mistaken_ones_the_share_before_the_mistake() -> None:
    request = ProofRequest([2, 3], 30, seed=3)
    for number in range(20):
        proof = proof_number(request, number)
        parts = scored(reply(proof)[0], proof.puzzle)
        assert (parts["verified"], parts["steps_true"], parts["first_error"]) == (0.5, 0.25, 0.25)
    request = ProofRequest([3, 4], 30, seed=3, shares=Shares(mistakes=1.0))
    for number in range(20):
        proof = proof_number(request, number)
        parts = scored(reply(proof)[0], proof.puzzle)
        assert parts["verified"] == 0 and 0 < parts["steps_true"] < 0.25
        assert parts["first_error"] <= parts["steps_true"]


def test_quoting_and_guessing_earns_true_steps_and_is_not_verified() -> None:
    proof = proof_number(ProofRequest([3], 1, seed=5), 0)
    told = reply(proof)[0]
    quoted = told[len("<think> ") : told.index(" (here ")].rpartition(". ")[2]
    guess = f"<think> {quoted}. I have a feeling about this and go with it. </think>"
    parts = scored(f"{guess} <answer> {answer_sentence(proof.puzzle)} </answer>", proof.puzzle)
    assert parts["answer"] == 2 and parts["steps_true"] == 0.25 and parts["verified"] == 0, guess


def test_bad_format_earns_nothing() -> None:
    proof = proof_number(ProofRequest([2], 1, seed=5), 0)
    parts = scored(reply(proof)[0].replace("</think>", ""), proof.puzzle)
    assert parts["verified"] == parts["steps_true"] == parts["first_error"] == 0


def test_weights_under_which_wrong_could_beat_right_are_refused() -> None:
    from logic_rl.config.reading import reward_from_tree

    with pytest.raises(UsageError, match="a wrong answer may earn"):
        reward_from_tree({"steps_true": 2.0, "first_error": 2.0}, "reward")
    assert reward_from_tree({"verified": 5.0}, "reward").verified == 5


def test_a_task_that_cannot_check_is_told(tmp_path) -> None:
    task = make_task("countdown", {})
    if hasattr(task, "check"):
        pytest.skip("countdown can check steps")
    with pytest.raises(UsageError, match="reward.verified: task countdown has no `check`"):
        task.rubric(RewardConfig(verified=1.0))
