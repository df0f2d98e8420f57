"""Problems with one answer that can be written down, from a file, as a task to train on."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path

from logic_rl.errors import UsageError
from logic_rl.prompts import PROBLEM_INSTRUCTION
from logic_rl.rewards.format import split_blocks
from logic_rl.tasks.marked import answer_in, bare
from logic_rl.tasks.maths.equivalence import Comparer, require_library
from logic_rl.tasks.maths.problems import problem_of_row, read_problems
from logic_rl.tasks.maths.rows import with_classes
from logic_rl.tasks.task import Task, split_of_text
from logic_rl.types import Judgement, Problem


class MathsTask(Task):
    """The problems of a file; the level is that of a row (MATH's 1 to 5), 1 where rows have none.

    Args:
        file: JSON lines as in GSM8K, MATH or AIME; `read_problems` says which keys count. Without it the task draws no
            problems, and judges those that are given otherwise.
        split: "hash" divides the file into train, valid and test by what the problems say; "train" or "test" gives all
            of it to that split, for sets that are published divided.
        test: a second file, whose problems are the test split; then `file` is for training alone.

    Raises:
        UsageError: a file cannot be used, or math-verify is not installed.
    """

    instruction = PROBLEM_INSTRUCTION

    def __init__(self, file: str | None = None, split: str = "hash", test: str | None = None) -> None:
        self.name = "maths"
        if split not in ("hash", "train", "test"):
            raise UsageError(f"task_options.split of task maths: {split!r}; choose hash, train or test")
        require_library()
        problems = read_problems(Path(file)) if file else []
        whole = "train" if test else split
        self.problems: dict[tuple[str, int], list[Problem]] = {}
        self.splits: dict[str, str] = {}
        for problem in problems:
            self._add(problem, split_of_text(problem.text) if whole == "hash" else whole)
        for problem in read_problems(Path(test)) if test else ():
            if self.splits.get(problem.text) == "train":
                raise UsageError(f"task_options.test of task maths: {test} holds a problem of {file}: {problem.id}")
            self._add(problem, "test")
        self.levels = tuple(sorted({level for _, level in self.problems})) or (1,)

    @cached_property
    def comparer(self) -> Comparer:
        """What compares answers, in a process of its own that starts with the first comparison."""
        return Comparer()

    def draw(self, level: int, rng: random.Random, split: str) -> Problem:
        return rng.choice(self._of(level, split))

    def distinct(self, level: int, rng: random.Random, split: str) -> Iterator[Problem]:
        problems = self.problems.get((split, level), [])
        return iter(rng.sample(problems, len(problems)))

    def from_row(self, row: dict) -> Problem:
        return problem_of_row(row)

    def judge(self, answer: str, question: Problem) -> Judgement:
        given = answer_in(answer)
        if given is None:
            return Judgement("unparsed", "no answer can be read")
        reference = bare(question.answer)
        same = self.comparer.same(reference, given)
        if same is None:
            return Judgement("unparsed", f"{given} could not be compared with {reference}")
        return Judgement("correct" if same else "wrong", f"{given} is {'' if same else 'not '}{reference}", int(same))

    def row_fields(self, question: Problem) -> dict:
        """The right answer as `reference`; `answer` is that of the reply, once rows are `classed`."""
        row = super().row_fields(question)
        return row | {"reference": row.pop("answer")}

    def question_of(self, row: dict) -> Problem:
        return self.from_row({"question": row["question"], "answer": row["reference"], "level": row["level"],
                              "id": row["puzzle_id"]})  # fmt: skip

    def classed(self, rows: Iterable[dict]) -> list[dict]:
        return with_classes((row | {"answer": _given(row)} for row in rows), self.comparer)

    def split_of(self, question: Problem) -> str:
        return self.splits.get(question.text) or split_of_text(question.text)

    def close(self) -> None:
        if "comparer" in vars(self):
            self.comparer.close()

    def _add(self, problem: Problem, split: str) -> None:
        self.problems.setdefault((split, problem.level), []).append(problem)
        self.splits[problem.text] = split

    def _of(self, level: int, split: str) -> list[Problem]:
        problems = self.problems.get((split, level))
        if not self.problems:
            raise UsageError("task maths has no problems to draw: give it a file, --task-options file=gsm8k.jsonl")
        if not problems:
            levels = ", ".join(str(known) for part, known in sorted(self.problems) if part == split) or "none"
            raise UsageError(f"task maths: no problem of level {level} in the {split} split; it has levels {levels}")
        return problems


def _given(row: dict) -> str | None:
    """The answer in the answer block of a response row of good format."""
    if row["score"]["verdict"] == "bad_format":
        return None
    blocks = split_blocks(row["response"], opened_think=False, layout="answer")
    return None if blocks.fault else answer_in(blocks.answer)
