"""Tasks that are not what a task is: one line each, before torch is loaded and before a run folder is made."""

from __future__ import annotations

import random
import subprocess
import sys
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import pytest

from logic_rl.config.run import EvaluationConfig, PhaseConfig, RunConfig, SampleStage
from logic_rl.errors import RunFailed, UsageError
from logic_rl.tasks import make_task
from logic_rl.tasks.task import Task
from logic_rl.tasks.trial import try_distinct, try_draws, try_tasks
from logic_rl.types import Judgement, Problem, TextQuestion


class Sorting(Task):
    """A task that is one; those below spoil it in one place."""

    name = "sorting"
    levels = (2, 3)

    def make(self, level: int, rng: random.Random):
        numbers = [rng.randint(1, 999) for _ in range(level)]
        return TextQuestion(f"Sort {numbers}.", level, {"sorted": sorted(numbers)})

    def draw(self, level: int, rng: random.Random, split: str):
        return self.draw_from_split(level, rng, split, lambda: self.make(level, rng))

    def judge(self, answer: str, question: TextQuestion) -> Judgement:
        return Judgement("correct" if answer == str(question.facts["sorted"]) else "wrong", "compared")


class NoText(Sorting):
    def make(self, level, rng):
        return replace(super().make(level, rng), text="")


class NoQuestion(Sorting):
    def draw(self, level, rng, split):
        return f"Sort {level} numbers."


class NoSplit(Sorting):
    def draw(self, level, rng, split):
        return self.make(level, rng)


class OneQuestion(Sorting):
    def make(self, level, rng):
        return TextQuestion("Sort 3, 2.", level, {"sorted": [2, 3]})


class OtherLevel(Sorting):
    def make(self, level, rng):
        return replace(super().make(level, rng), level=7)


class NoJson(Sorting):
    def make(self, level, rng):
        return TextQuestion("Sort.", level, {"sorted": {1, 2}})


class TakenName(Sorting):
    def make(self, level, rng):
        return TextQuestion("Sort.", level, {"score": 1})


class OtherRow(Sorting):
    def from_row(self, row):
        return TextQuestion(row["text"] + " Now.", row["level"])


class NoRow(Sorting):
    def from_row(self, row):
        return row["nothing"]


class NoJudge(Sorting):
    judge = Task.judge


class YesJudge(Sorting):
    def judge(self, answer, question):
        return True


class OtherVerdict(Sorting):
    def judge(self, answer, question):
        return Judgement("right", "so it is")


class RaisingJudge(Sorting):
    def judge(self, answer, question):
        return Judgement("correct", answer.split("=")[1])


class RaisingDraw(Sorting):
    def make(self, level, rng):
        return {}[level]


def complaint(task: Task) -> str:
    with pytest.raises(UsageError) as raised:
        try_draws(task, task.levels)
        try_distinct(task, task.levels, "test")
    assert "\n" not in str(raised.value)
    return str(raised.value)


def test_what_is_a_task() -> None:
    try_draws(Sorting(), (2, 3, 10))
    assert try_distinct(Sorting(), (2, 3, 10), "test")


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (NoText, "draw(2, rng, 'train') gave TextQuestion(text='', level=2"),
        (NoQuestion, "gave 'Sort 2 numbers.', whose id is None: a question has id, text, level and to_row()"),
        (NoSplit, "split: draw by draw_from_split, or let split_of say where it is"),
        (OneQuestion, "no question of level 2 in the t"),  # of the train or of the test split
        (OtherLevel, "draw(2, rng, 'train') gave a question of level 7: TextQuestion("),
        (NoJson, "TypeError: Object of type set is not JSON serializable"),
        (TakenName, "a fact cannot be called score"),
        (OtherRow, "from_row gives TextQuestion(text='Sort"),
        (NoRow, "from_row({'id': 'q-"),
        (NoJudge, "NotImplementedError: NoJudge has no judge(answer, question)"),
        (YesJudge, "judge gave True; give Judgement(verdict, reason), the verdict one of correct, wrong, unparsed"),
        (OtherVerdict, "judge gave Judgement(verdict='right'"),
        (RaisingJudge, f"judge of '?' failed: IndexError: list index out of range ({__file__}:"),
        (RaisingDraw, f"draw(2, rng, 'train') failed: KeyError: 2 ({__file__}:"),
    ],
)
def test_what_is_none_is_told_in_a_line(kind: type[Task], said: str) -> None:
    assert said in complaint(kind())


def test_a_judge_that_fails_in_the_middle_of_a_run_says_where() -> None:
    question = Sorting().draw(2, random.Random(0), "train")
    with pytest.raises(RunFailed, match=r"task sorting: judge of '25' failed: IndexError: .*test_trial.py:\d+"):
        RaisingJudge().judgement("25", question)
    assert RaisingJudge().judgement("x=y", question) == Judgement("correct", "y")


def run_of(task: str, **changes) -> RunConfig:
    phase = PhaseConfig("rollout", 1, changes.pop("people", {}))
    sample = SampleStage("gather", people=changes.pop("sampled", {}))
    evaluation = EvaluationConfig(num_puzzles=changes.pop("num_puzzles", 4), people=changes.pop("evaluated", ()))
    return RunConfig(task=task, phases=(phase, sample), evaluation=evaluation, **changes)


@pytest.mark.parametrize(
    ("config", "said"),
    [
        (run_of("knights", people={1: 1.0}), "1 people: a puzzle has 2 to 20"),
        (run_of("knights", sampled={30: 1.0}), "30 people: a puzzle has 2 to 20"),
        (run_of("countdown", people={3: 1.0, 9: 1.0}), "task countdown: 9 numbers cannot be given; 2 to 8 can"),
        (run_of("countdown", evaluated=(12,)), "task countdown: 12 numbers cannot be given"),
        (run_of("knigths"), "--task knigths: no such task. Did you mean 'knights'? Known: knights, maths, countdown"),
        (run_of("countdown", task_options={"depth": 3}), "unknown key 'depth'; it takes none"),
        (run_of("maths"), "task maths has no problems to draw: give it a file, --task-options file=gsm8k.jsonl"),
        (run_of("maths", task_options={"fil": "x"}), "did you mean 'file'?"),
        (run_of("knights", task_options={"max_dept": 3}), "unknown key 'max_dept'; did you mean 'max_depth'?"),
        (run_of("math:pi"), "--task math:pi: 3.14"),
        (run_of("math:sqrt"), "--task math:sqrt: task_options:"),
        (run_of("json:JSONDecoder"), "it makes a JSONDecoder; derive it from logic_rl.tasks.task.Task"),
        (run_of("nowhere:Task"), "no module 'nowhere'"),
    ],
)  # fmt: skip
def test_a_run_is_tried_stage_by_stage(config: RunConfig, said: str) -> None:
    with pytest.raises(UsageError) as raised:
        try_tasks(config)
    assert said in str(raised.value) and "\n" not in str(raised.value)


def test_levels_of_weight_0_and_files_of_questions_are_not_drawn() -> None:
    try_tasks(run_of("countdown", people={3: 1.0, 9: 0.0}))
    try_tasks(run_of("countdown", people={9: 1.0}, puzzles="a/folder"))
    try_tasks(run_of("countdown", num_puzzles=0, evaluated=(12,)))


@pytest.mark.slow
@pytest.mark.skipif(find_spec("math_verify") is None, reason="math-verify is not installed")
def test_a_task_that_has_no_held_out_questions(tmp_path: Path) -> None:
    (tmp_path / "p.jsonl").write_text('{"question": "1 + 1?", "answer": 2}\n')
    options = {"file": str(tmp_path / "p.jsonl"), "split": "train"}
    with pytest.raises(UsageError, match="no question in the test split.*evaluation.num_puzzles to 0"):
        try_tasks(run_of("maths", task_options=options))
    task = make_task("maths", options)
    assert not try_distinct(task, task.levels, "test")
    assert task.draw(1, random.Random(0), "train") == Problem("1", "1 + 1?", "2")


TRAIN = ("train", "--curriculum", "smoke")
BAD = (
    (*TRAIN, "--task", "knigths"),
    (*TRAIN, "--task", "broken:X"),
    (*TRAIN, "--set", "phases.warmup.people={30: 1}"),
    (*TRAIN, "--set", "reward.function=nowhere:reward"),
    (*TRAIN, "--task-options", "max_dept=3"),
    ("evaluate", "--model", "tiny-base", "--task", "other:Broken"),
    ("sample", "--model", "tiny-base", "--task", "other:Broken"),
)


@pytest.mark.slow
@pytest.mark.parametrize("arguments", BAD, ids=" ".join)
def test_a_command_says_so_before_torch_is_loaded_and_before_anything_is_written(tmp_path: Path, arguments) -> None:
    (tmp_path / "broken.py").write_text("x = 1\nraise OSError('no such file')\n")
    (tmp_path / "other.py").write_text(
        "from logic_rl.tasks.task import Task\n\n\nclass Broken(Task):\n"
        "    def draw(self, level, rng, split): return {}[level]\n"
    )
    program = (
        "import sys\nfrom logic_rl.cli.main import main\n"
        "try: main(sys.argv[1:])\nfinally: print('torch' in sys.modules, file=sys.stdout)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments, "--out", "run"],
        cwd=tmp_path, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode == 2 and done.stdout.strip() == "False"
    assert len(done.stderr.strip().splitlines()) == 1 and "Traceback" not in done.stderr, done.stderr
    assert not (tmp_path / "run").exists()
