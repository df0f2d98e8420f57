"""Choosing among replies: each way by hand, against counting all ways, and no look at the solution."""

from __future__ import annotations

import itertools
import random
from collections import Counter
from pathlib import Path

import pytest
from click.testing import CliRunner

import logic_rl
from logic_rl.cli.main import main
from logic_rl.corpus.documents import write_document
from logic_rl.errors import UsageError
from logic_rl.evaluation.strategies.choosing import (
    Candidate,
    best_of,
    checked_vote,
    majority,
    strategy_table,
    true_steps,
)
from logic_rl.tasks import make_task
from puzzles import PuzzleSpec, sample_puzzle


def one(answer: str | None, tokens: int = 10, success: bool = False, steps: int = 0) -> Candidate:
    return Candidate(answer, tokens, success, steps, answer == "right")


@pytest.mark.parametrize(
    ("choose", "candidates", "chosen"),
    [
        (majority, [one("a"), one("right"), one("right")], 1),
        (majority, [one("a"), one("right"), one("right"), one("a")], 0),
        (majority, [one(None), one("b")], 1),
        (majority, [one(None), one(None)], 0),
        (best_of, [one("a", 5), one("b", 9, True), one("c", 8, True)], 2),
        (best_of, [one(None, 3, True), one("b"), one("b")], 1),
        (checked_vote, [one("a"), one("a"), one("b", steps=1)], 2),
        (checked_vote, [one("a", steps=2), one("b", steps=5), one("a", steps=4)], 0),
        (checked_vote, [one("a"), one("b"), one("b")], 1),
    ],
)
def test_choices_by_hand(choose, candidates: list[Candidate], chosen: int) -> None:
    assert choose(candidates) is candidates[chosen]


def test_the_majority_wins_as_often_as_counting_all_votes_says() -> None:
    for votes in itertools.product(("right", "b", None), repeat=5):
        counts = Counter(vote for vote in votes if vote)
        if counts:
            assert counts[majority([one(vote) for vote in votes]).answer] == max(counts.values())


def rows(strategies: list[str], samples: int, count: int = 12) -> list[dict]:
    """Replies of the corpus's strategies, as `evaluate` writes them."""
    rng, task, found = random.Random(5), make_task("knights", {"fixed_cast": True}), []
    for _ in range(count):
        puzzle = sample_puzzle(PuzzleSpec(3, fixed_cast=True), rng)
        for sample in range(samples):
            document = write_document(puzzle, strategies[sample % len(strategies)], 0.0, rng)
            verdict = "correct" if document.is_right else "wrong"
            row = {"id": f"{puzzle.id}-{sample}", "puzzle_id": puzzle.id, "response": document.reply, "num_tokens": 10,
                   "finish_reason": "stop", "score": {"verdict": verdict}}  # fmt: skip
            found.append(row | task.row_fields(puzzle))
    return found


def test_a_checked_vote_finds_the_one_search_among_guesses() -> None:
    table = strategy_table(rows(["full_search", *["guess"] * 7], 8), ["majority", "checked-vote"], make_task("knights"))
    assert table["checked-vote"]["8"]["value"] == 1
    assert table["majority"]["8"]["value"] < 0.9
    assert [row["tokens"] for row in table["majority"].values()] == [10, 20, 40, 80]
    assert table["majority"]["1"] == table["checked-vote"]["1"]


def test_the_weights_do_not_need_the_solution() -> None:
    """With another world as its solution the same steps are true."""
    task = make_task("knights", {"fixed_cast": True})
    rng, seen = random.Random(1), 0
    for _ in range(30):
        puzzle = sample_puzzle(PuzzleSpec(3, fixed_cast=True), rng)
        for strategy in ("full_search", "careless_search", "short_search"):
            reply = write_document(puzzle, strategy, 0.0, rng).reply
            twin = type(puzzle)(puzzle.names, puzzle.statements, tuple(not kind for kind in puzzle.solution),
                                puzzle.text, roles=puzzle.roles)  # fmt: skip
            steps = true_steps(task.check(puzzle, reply))
            assert steps == true_steps(task.check(twin, reply)), reply
            seen += steps
    assert seen > 100


def test_evaluate_reports_what_choosing_earns(tmp_path: Path) -> None:
    found = logic_rl.evaluate(
        "tiny-base", task="knights", task_options={"fixed_cast": True}, limit=4, samples=4, max_new_tokens=60,
        strategies=("majority", "checked-vote"), out=tmp_path / "e",
    )  # fmt: skip
    assert set(found["strategies"]) == {"majority", "checked-vote"}
    assert set(found["strategies"]["majority"]) == {"1", "2", "4"}
    assert found["strategies"]["majority"]["1"]["value"] == pytest.approx(found["accuracy"])


@pytest.mark.parametrize(
    ("options", "words"),
    [(["--strategy", "magic", "--samples", "4"], "majority"), (["--strategy", "majority"], "--samples 2")],
)
def test_what_cannot_be_chosen_is_told_before_any_loading(tmp_path: Path, options: list[str], words: str) -> None:
    place = str(tmp_path / "e")
    told = CliRunner().invoke(main, ["evaluate", "--model", "nowhere", "--task", "knights", "--out", place, *options])
    assert told.exit_code == 2 and words in told.output


def test_a_task_without_checks_has_no_vote() -> None:
    found = rows(["guess"], 2, 2)
    with pytest.raises(UsageError, match="has no `check`"):
        strategy_table(found, ["majority"], make_task("countdown", {}))
