"""How much of what a step's replies claim is true, against words turned about in searches without a mistake."""

from __future__ import annotations

import random
import re

import pytest

from logic_rl.corpus.thinking import full_search
from logic_rl.tasks import make_task
from logic_rl.training.proxies import OFTEN, read_some
from logic_rl.training.step_metrics import claims_metrics
from logic_rl.types import Completion, Prompt, Rollout, RolloutGroup, Score
from puzzles import PuzzleSpec, sample_puzzle


def groups(turn: float, count: int = 24) -> tuple[list[RolloutGroup], int]:
    """Groups of one search each, in which a share of the verdicts is turned about; and how many were."""
    rng, made, turned = random.Random(5), [], 0
    for _ in range(count):
        puzzle = sample_puzzle(PuzzleSpec(3), rng)
        text = f"<think> {full_search(puzzle, rng).text} </think>"

        def turn_about(match: re.Match) -> str:
            nonlocal turned
            if rng.random() >= turn:
                return match[0]
            turned += 1
            return match[0].replace(match[1], "false" if match[1] == "true" else "true")

        text = re.sub(r"\): (true|false), and", turn_about, text)
        completion = Completion(text, (1,), (0.0,), "stop", 0)
        made.append(RolloutGroup(Prompt(puzzle, "", (), False), (Rollout(completion, Score(0.0, {}, "wrong"), 0),)))
    return made, turned


def test_a_true_search_claims_nothing_false() -> None:
    row = claims_metrics(read_some(groups(0.0)[0], make_task("knights")))
    assert row["behaviour/claims_true"] == 1.0
    assert {"behaviour/true_verdict", "behaviour/true_quotation", "behaviour/true_lookup"} <= row.keys()
    assert set(row.values()) == {1.0}


@pytest.mark.parametrize("turn", [0.3, 1.0])
def test_a_verdict_that_is_turned_about_shows_in_its_kind(turn: float) -> None:
    made, turned = groups(turn)
    row, task = claims_metrics(read_some(made, make_task("knights"))), make_task("knights")
    replies = [(group.prompt.question, group.rollouts[0].completion.text) for group in made]
    verdicts = [claim for reply in replies for claim in task.check(*reply) if claim.kind == "verdict"]
    assert len(verdicts) > OFTEN
    assert row["behaviour/true_verdict"] == pytest.approx(1 - turned / len(verdicts))
    assert row["behaviour/true_lookup"] == 1.0 > row["behaviour/claims_true"]


def test_of_many_replies_some_are_read_and_tasks_without_claims_have_none() -> None:
    many = groups(0.0, 100)[0]
    assert claims_metrics(read_some(many, make_task("knights")))["behaviour/claims_true"] == 1.0
    assert claims_metrics(read_some(many, make_task("countdown"))) == {}
