"""The tasks in lm-eval itself, with a model that answers from the question. Skipped without it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

pytest.importorskip("lm_eval")
sys.path.insert(0, str(Path(__file__).parent))

import lm_eval
import logic_rl_tasks
from lm_eval.api.model import LM
from lm_eval.tasks import TaskManager

import logic_rl
from puzzles.formats.reasoning_gym import gym_row
from tests.many_replies import many_replies, response_rows

HERE = Path(__file__).parent
pytestmark = pytest.mark.filterwarnings("ignore")
TASKS = {"logic_rl_knights": "think-answer", "logic_rl_knights_free": "free"}


class Teacher(LM):
    """Answers every second question rightly, the others not at all."""

    def __init__(self, answers: dict[str, str]) -> None:
        super().__init__()
        self.answers, self.asked = answers, 0

    def generate_until(self, requests, disable_tqdm=False):
        replies = []
        for request in requests:
            self.asked += 1
            answer = self.answers[request.args[0]] if self.asked % 2 else "I do not know."
            replies.append(f"<think> Let me try each of them in turn. </think> <answer> {answer} </answer>")
        return replies

    def loglikelihood(self, requests):
        raise NotImplementedError

    def loglikelihood_rolling(self, requests):
        raise NotImplementedError


@pytest.mark.parametrize("task", TASKS)
def test_an_evaluation_from_question_to_table(task) -> None:
    settings = {"size": 10, "levels": [2, 3], "seed": 3}
    dataset = logic_rl.create_dataset("knights", size=10, levels=[2, 3], seed=3, split="test")
    teacher = Teacher({entry["question"]: entry["answer"] for entry in dataset})
    told = lm_eval.simple_evaluate(
        teacher, tasks=[task], task_manager=TaskManager(include_path=str(HERE), metadata=settings), bootstrap_iters=0,
    )["results"][task]  # fmt: skip
    assert teacher.asked == 10 and told["acc,none"] == 0.5 and told["well_formed,none"] == 1.0
    assert told["reward,none"] == pytest.approx((5 * 3.0 + 5 * -1.0) / 10)


@pytest.mark.parametrize("count", [40, pytest.param(1000, marks=pytest.mark.slow)])
def test_replies_are_scored_as_the_command_scores_them(count) -> None:
    replies = many_replies(count)
    for task, layout in TASKS.items():
        scored = logic_rl_tasks.scored if task == "logic_rl_knights" else logic_rl_tasks.scored_free
        expected = logic_rl.score(response_rows(replies), layout=layout)
        for (puzzle, reply), one in zip(replies, expected, strict=True):
            told = scored(gym_row(puzzle), [reply])
            assert told["reward"] == one["total"] and told["acc"] == (one["verdict"] == "correct"), reply
