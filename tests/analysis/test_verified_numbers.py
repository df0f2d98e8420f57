"""Verified accuracy in rows, metrics, evaluations and tables: by hand, and absent where a task cannot tell."""

from __future__ import annotations

import itertools
import random
from types import SimpleNamespace

import pytest

from logic_rl.analysis.responses import observe, tag_row
from logic_rl.analysis.statistics.accuracy import accuracy_of, attempts_of
from logic_rl.analysis.statistics.groups import group_summary
from logic_rl.config.reward import RewardConfig
from logic_rl.corpus.thinking import full_search
from logic_rl.corpus.tongues import ENGLISH
from logic_rl.errors import RunFailed
from logic_rl.rollout.collect import response_rows
from logic_rl.tasks import make_task
from logic_rl.tasks.task import Task
from logic_rl.training.held_out import evaluation_summary
from logic_rl.training.step_metrics import verified_metrics
from logic_rl.types import Completion, Prompt, Reply, Rollout, RolloutGroup, TextQuestion
from puzzles import Puzzle, PuzzleSpec, sample_puzzle

KNIGHTS = make_task("knights")


def replies(puzzle: Puzzle) -> tuple[str, str, str, str]:
    """One that earned its answer, one lucky, one wrong, one right in the wrong tags."""
    right = ENGLISH.roles_sentence(puzzle, puzzle.solution)
    wrong = ENGLISH.roles_sentence(puzzle, [not knight for knight in puzzle.solution])
    search = full_search(puzzle, random.Random(1)).text
    return (
        f"<think>{search}</think> <answer>{right}</answer>",
        f"<think>I have checked all of it, and everything works.</think> <answer>{right}</answer>",
        f"<think>{search}</think> <answer>{wrong}</answer>",
        f"{search} So {right}",
    )


def rows(task: Task, count: int = 3) -> list[dict]:
    """As training writes them."""
    rng, rubric = random.Random(3), task.rubric(RewardConfig())
    groups = []
    for number in range(count):
        puzzle = sample_puzzle(PuzzleSpec(num_people=2 + number % 2), rng)
        rollouts = [
            Rollout(Completion(text, (1, 2), (0.0, 0.0), "stop", 0), rubric.score(Reply(text, puzzle, False)), place)
            for place, text in enumerate(replies(puzzle))
        ]
        groups.append(RolloutGroup(Prompt(puzzle, "", (), False), tuple(rollouts)))
    return response_rows(groups, 0, "rollout", task)


def test_rows_and_metrics_of_a_step() -> None:
    made = rows(KNIGHTS)
    assert [row["verified"] for row in made] == [True, False, False, False] * 3
    assert [row["score"]["verdict"] for row in made[:4]] == ["correct", "correct", "wrong", "bad_format"]
    assert verified_metrics(made) == {"accuracy/verified": 0.25}


def test_held_out_numbers() -> None:
    summary = evaluation_summary(rows(KNIGHTS))
    assert (summary["accuracy"], summary["verified"]) == (0.5, 0.25)
    assert summary["people"]["2"]["verified"] == 0.25


def test_the_table_is_every_draw_of_k() -> None:
    attempts = attempts_of(rows(KNIGHTS))
    row = accuracy_of(attempts)
    for k in (1, 2, 4):
        draws = [any(draw) for one in attempts for draw in itertools.combinations(one.verified, k)]
        assert row[f"verified@{k}"]["value"] == pytest.approx(sum(draws) / len(draws))
        assert row[f"verified@{k}"]["low"] <= row[f"verified@{k}"]["value"] <= row[f"verified@{k}"]["high"]
    assert row["lucky"]["value"] == 0.5  # two are right a puzzle, one of them lucky


def test_what_no_row_says_no_table_says() -> None:
    made = [{key: value for key, value in row.items() if key != "verified"} for row in rows(KNIGHTS)]
    assert verified_metrics(made) == {} and "verified" not in evaluation_summary(made)
    assert not {"verified@1", "lucky"} & set(accuracy_of(attempts_of(made)))
    assert not {"verified@1", "lucky"} & set(accuracy_of(attempts_of([*made, *rows(KNIGHTS, 1)])))


def test_analysis_tells_the_same_with_and_without_a_verdict() -> None:
    made = rows(KNIGHTS)
    observed = [observe(row) for row in made]
    assert [one.verified for one, _ in observed] == [row["verified"] for row in made]
    assert [one.lucky for one, _ in observed[:4]] == [False, True, False, False]
    assert tag_row(made[1], *observed[1])["lucky"] is True
    summary = group_summary([one for one, _ in observed])
    assert (summary["verified"]["value"], summary["lucky"]["value"]) == (0.25, 0.5)
    # Without a verdict the last answer is read, in tags or not.
    bare = [{key: value for key, value in row.items() if key not in ("score", "verified")} for row in made[:4]]
    told = [observe(row)[0] for row in bare]
    assert [one.verified for one in told] == [True, False, False, True] and told[1].lucky is None
    assert observe({"id": "x", "response": "Hello."})[0].verified is None


class Adding(Task):
    """What 2 + 2 is."""

    def judge(self, answer: str, question: TextQuestion):
        raise NotImplementedError


class Checking(Adding):
    def check(self, question: TextQuestion, response: str) -> list:
        return [SimpleNamespace(truth=word) for word in response.split()]


QUESTION = TextQuestion("What is 2 + 2?")


@pytest.mark.parametrize(
    ("task", "response", "is_right", "expected"),
    [
        (Adding(), "true", True, None), (Checking(), "true unreadable", True, True),
        (Checking(), "true false", True, False),
        (Checking(), "", True, False), (Checking(), "unreadable", True, False), (Checking(), "true", False, False),
    ],
)  # fmt: skip
def test_other_tasks(task: Task, response: str, is_right: bool, expected: bool | None) -> None:
    assert task.verified(QUESTION, response, is_right) is expected


def test_a_check_that_fails_is_told_in_one_line() -> None:
    class Broken(Adding):
        name = "mine"

        def check(self, question, response):
            return [None]

    with pytest.raises(RunFailed, match="task mine: check of 'x' failed"):
        Broken().verified(QUESTION, "x", True)


def test_a_puzzle_without_statements_has_no_verified_number() -> None:
    puzzle = Puzzle(("Zoey", "Mia"), (), (True, False), "Somebody says something.")
    assert KNIGHTS.verified(puzzle, "Zoey is a knight.", True) is None
