"""Maths problems of a file as a task: its splits and levels, and that training and evaluation judge alike."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from importlib.util import find_spec
from itertools import groupby
from pathlib import Path

import pytest

from logic_rl.config.reward import RewardConfig
from logic_rl.errors import UsageError
from logic_rl.tasks import make_task
from logic_rl.tasks.maths.rows import ProblemScorer
from logic_rl.tasks.maths.task import MathsTask
from logic_rl.types import Completion, Problem, Prompt, Reply, Rollout, Score

needs_library = pytest.mark.skipif(find_spec("math_verify") is None, reason="math-verify is not installed")
THINK = "<think>First the tens, then the ones, and then both of them together.</think>"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    rows = [{"question": f"What is {n} + {n}?", "answer": 2 * n, "level": 1 + n % 2} for n in range(100)]
    path = tmp_path / "sums.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)))
    return path


@pytest.fixture(scope="module")
def task() -> Iterator[MathsTask]:
    one = make_task("maths")
    yield one
    one.close()


def drawn(task: MathsTask, split: str, level: int) -> set[str]:
    rng = random.Random(1)
    return {task.draw(level, rng, split).text for _ in range(300)}


@needs_library
def test_a_file_is_divided_by_what_its_problems_say(file: Path) -> None:
    task = make_task("maths", {"file": str(file)})
    parts = {(split, level): drawn(task, split, level) for split in ("train", "valid", "test") for level in (1, 2)}
    assert task.levels == (1, 2) and sum(map(len, parts.values())) == len(set().union(*parts.values())) == 100
    assert sum(len(part) for (split, _), part in parts.items() if split == "train") == pytest.approx(70, abs=15)
    assert all(task.split_of(problem) == "test" for problem in task.distinct(1, random.Random(0), "test"))
    assert {one.text for one in task.distinct(2, random.Random(0), "valid")} == parts["valid", 2]
    shuffled = file.with_name("shuffled.jsonl")
    lines = file.read_text().splitlines()
    shuffled.write_text("\n".join(random.Random(3).sample(lines, len(lines))))
    assert drawn(make_task("maths", {"file": str(shuffled)}), "test", 1) == parts["test", 1]


@needs_library
def test_sets_that_are_published_divided(file: Path) -> None:
    other = file.with_name("test.jsonl")
    other.write_text('{"question": "What is 7 + 8?", "answer": 15, "level": 2}\n')
    task = make_task("maths", {"file": str(file), "test": str(other)})
    assert drawn(task, "test", 2) == {"What is 7 + 8?"} and len(drawn(task, "train", 2)) == 50
    whole = make_task("maths", {"file": str(file), "split": "test"})
    assert len(drawn(whole, "test", 1)) == 50


@needs_library
@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"file": "nowhere.jsonl"}, "nowhere.jsonl"),
        ({"file": "{file}", "split": "dev"}, "task_options.split of task maths: 'dev'; choose hash, train or test"),
        ({"file": "{file}", "test": "{file}"}, "holds a problem of"),
    ],
)
def test_files_that_cannot_be_used(file: Path, options: dict, said: str) -> None:
    with pytest.raises(UsageError) as raised:
        make_task("maths", {name: value.format(file=file) for name, value in options.items()})
    assert said in str(raised.value) and "\n" not in str(raised.value)


@needs_library
def test_a_level_or_split_that_is_empty(file: Path) -> None:
    task = make_task("maths", {"file": str(file), "split": "train"})
    for level, split, levels in ((5, "train", "1, 2"), (1, "test", "none")):
        said = f"no problem of level {level} in the {split} split; it has levels {levels}"
        with pytest.raises(UsageError, match=said):
            task.draw(level, random.Random(0), split)


REPLIES = [
    (r"<answer>\boxed{25}</answer>", "correct"),
    (r"<answer>25</answer>", "correct"),
    (r"<answer> The answer is $25.0$. </answer>", "correct"),
    (r"<answer>\boxed{26}, no: \boxed{\frac{50}{2}}</answer>", "correct"),
    (r"<answer>\boxed{26}</answer>", "wrong"),
    (r"<answer>25, 26</answer>", "wrong"),
    (r"<answer>\boxed{}</answer>", "unparsed"),
]


@needs_library
@pytest.mark.slow
@pytest.mark.parametrize(("answer", "verdict"), REPLIES)
def test_training_and_evaluation_on_problems_judge_alike(task: MathsTask, answer: str, verdict: str) -> None:
    """`evaluate --problems` looks for the marked answer alone; of a reply in the right format both say the same."""
    reply = Reply(f"{THINK} {answer}", Problem("p", "What is 20 + 5?", r"\boxed{25}"), False)
    trained = task.rubric(RewardConfig()).score(reply)
    measured = ProblemScorer(task.comparer).score(reply)
    free = task.rubric(RewardConfig(layout="free")).score(reply)
    assert trained.verdict == measured.verdict == free.verdict == verdict


@needs_library
@pytest.mark.slow
def test_what_has_no_format_gets_none_of_its_answer(task: MathsTask) -> None:
    problem = Problem("p", "What is 20 + 5?", "25")
    scored = task.rubric(RewardConfig()).score(Reply(r"So it is \boxed{25}.", problem, False))
    assert (scored.verdict, scored.total) == ("bad_format", -3.0)
    assert task.rubric(RewardConfig(gate=False)).score(Reply(r"So it is \boxed{25}.", problem, False)).total == 1.0


@needs_library
@pytest.mark.slow
def test_rows_hold_the_problem_and_say_which_answers_are_worth_the_same(task: MathsTask) -> None:
    problem = Problem("p-7", "What is 1 / 2?", r"\frac{1}{2}", 3)
    row = {"puzzle_id": "p-7", "response": "…"} | task.row_fields(problem)
    assert (row["task"], row["reference"], row["level"]) == ("maths", r"\frac{1}{2}", 3)
    assert task.question_of(json.loads(json.dumps(row))) == problem
    answers = ["0.5", "3", r"\boxed{1/2}", "6/2", "4"]
    rows = [row | {"response": f"{THINK}<answer>{a}</answer>", "score": {"verdict": "wrong"}} for a in answers]
    rows.append(row | {"response": "0.5", "score": {"verdict": "bad_format"}})
    assert [one["answer_class"] for one in task.classed(rows)] == [0, 1, 0, 1, 2, None]
    assert [one["answer"] for one in task.classed(rows)] == ["0.5", "3", "1/2", "6/2", "4", None]


@needs_library
@pytest.mark.slow
def test_both_kinds_of_evaluation_write_rows_of_the_same_fields(task: MathsTask) -> None:
    problem = Problem("p", "What is 20 + 5?", "25")
    completion = Completion(f"{THINK}<answer>25.0</answer>", (1, 2), (-1.0, -1.0), "stop", 0)
    prompt = Prompt(problem, "What is 20 + 5?", (1,), False)
    measured = ProblemScorer(task.comparer).row(prompt, Rollout(completion, Score(1, {}, "correct"), 0), 0)
    own = {"puzzle_id": "p", "response": completion.text, "score": {"verdict": "correct"}} | task.row_fields(problem)
    (own,) = task.classed([own])
    assert {key: own[key] for key in ("answer", "reference", "puzzle_id")} == {
        key: measured[key] for key in ("answer", "reference", "puzzle_id")
    }
    assert [len(list(group)) for _, group in groupby([own, own], lambda row: row["puzzle_id"])] == [2]


@needs_library
@pytest.mark.slow
def test_the_process_starts_with_the_first_comparison_and_ends_with_the_task(file: Path) -> None:
    task = make_task("maths", {"file": str(file)})
    task.close()
    assert task.judge("25", Problem("p", "?", "25")).verdict == "correct"  # the same text: nothing is compared
    assert task.comparer.library.pid is None
    assert task.judge(r"\sqrt{625}", Problem("p", "?", "25")).verdict == "correct"
    assert task.comparer.library.pid is not None
    task.close()
    assert task.comparer.library.pid is None
