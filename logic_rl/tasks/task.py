"""What a task is: where questions come from, and what makes an answer right.

A task of one's own is a class with `draw` and `judge`, and `from_row` where its questions are no `TextQuestion`s;
everything else has a default. It is named by `--task module.path:Factory` and gets its options (`task_options:` in a
curriculum) as keyword arguments.

Five abilities are optional. A task has one by having a method of that name; who wants one asks `ability(task, name)`:

| method                        | what it gives                                                            |
|-------------------------------|--------------------------------------------------------------------------|
| `floor(question) -> float`    | the chance that a guess is right, 0 to 1                                 |
| `proof(question, rng) -> str` | a program-written solution, as text                                      |
| `worked(question, rng)`       | the same as a whole reply, with its tags and the answer: an example      |
| `check(question, response)`   | the claims of a response, each with its `truth`: true, false, unreadable |
| `twin(question, rng)`         | a question of the same kind that is changed in one place; None if none is |
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar, cast

from logic_rl.config.reward import RewardConfig
from logic_rl.errors import LogicRLError, RunFailed, UsageError
from logic_rl.objects import failure
from logic_rl.prompts import PROBLEM_INSTRUCTION
from logic_rl.rewards.batch import Rubric
from logic_rl.rewards.steps import STEP_PARTS, Checker
from logic_rl.tasks.marked import marked_answer
from logic_rl.types import Judgement, Question, TextQuestion
from puzzles.formats.any_file import any_rows, data_file

SHARES = {"train": 0.7, "valid": 0.1, "test": 0.2}
VERDICTS = ("correct", "wrong", "unparsed")
Made = TypeVar("Made", bound=Question)
MOST_TRIES = 1000  # draws in a row without a question of the wanted split, or without a new one


class Task:
    """Where questions come from, and what makes an answer right; see the head of this file.

    Attributes:
        name: what the task was asked for by; `logic_rl.tasks.make_task` sets it.
        level_word: what a level is called in the names of metrics, `accuracy/level_3`; "people" of knights and knaves,
            and no third word, for tables and figures know these two.
        levels: the sizes a curriculum draws from that names none.
        instruction: what a model is told to do with a question.
    """

    name = ""
    level_word = "level"
    levels: Sequence[int] = (1,)
    instruction = PROBLEM_INSTRUCTION

    def draw(self, level: int, rng: random.Random, split: str) -> Question:
        """A question of this size; `split` is "train", "valid" or "test", and no question may be in two of them."""
        raise NotImplementedError(f"{type(self).__name__} has no draw(level, rng, split)")

    def from_row(self, row: dict) -> Question:
        """The question that `to_row` wrote; raises ValueError, KeyError or TypeError for a row that holds none."""
        return TextQuestion.from_row(row)

    def read(self, path: Path) -> Sequence[Question]:
        """The questions of a file of rows; raises UsageError for a line that holds none, with its number."""
        questions = []
        for number, row in any_rows(path, UsageError):
            try:
                questions.append(self.from_row(row))
            except (ValueError, KeyError, TypeError) as error:
                where = f"{data_file(path, UsageError)}:{number}"
                raise UsageError(f"{where}: no question of task {self.name}: {error!r}") from None
        return questions

    def judge(self, answer: str, question: Any) -> Judgement:
        """Whether an answer, the text of the answer block, is right. It may be any text, and none may raise.

        It depends on the question, not on the task's options: rows are judged where these are not known.
        """
        raise NotImplementedError(f"{type(self).__name__} has no judge(answer, question)")

    def judge_reply(self, reply: str, question: Any) -> Judgement:
        """The same of a whole reply without blocks, or of bad format: here what it marks as its answer counts."""
        answer = marked_answer(reply, opened_think=False)
        if answer is None:
            return Judgement("unparsed", "no <answer> block and no \\boxed{} after the thinking")
        return self.judge(answer, question)

    def verified(self, question: Any, response: str, is_right: bool) -> bool | None:
        """Whether a reply earned its answer; None where the task cannot check steps (no `check`).

        Here: it is right, some step could be read, and none is false. A task that knows more, such as which conditions
        an answer must be held against, has a method of its own.

        Args:
            is_right: whether accuracy counts the reply as right.
        """
        check = ability(self, "check")
        if check is None:
            return None
        if not is_right:
            return False
        try:
            truths = [claim.truth for claim in check(question, response)]
        except LogicRLError:
            raise
        except Exception as error:  # whatever a user's own method raises
            raise RunFailed(f"task {self.name}: check of {response[:40]!r} failed: {failure(error)}") from error
        return "true" in truths and "false" not in truths

    def rubric(self, reward: RewardConfig, max_tokens: int | None = None) -> Rubric:
        """What scores the replies of a run.

        Raises:
            UsageError: steps are rewarded, and the task cannot check them.
        """
        asked = [name for name in STEP_PARTS if getattr(reward, name)]
        if asked and ability(self, "check") is None:
            raise UsageError(f"reward.{asked[0]}: task {self.name} has no `check` that tells which steps are true")
        return Rubric(reward, max_tokens, self.judgement, self.instruction, cast(Checker, self))

    def judgement(self, answer: str, question: Question, *, free: bool = False) -> Judgement:
        """By `judge`, or with `free` by `judge_reply`.

        Raises:
            RunFailed: it raises, or gives something else than a judgement; says where.
        """
        method = self.judge_reply if free else self.judge
        try:
            result = method(answer, question)
        except LogicRLError:
            raise
        except Exception as error:  # whatever a user's own method raises
            where = f"task {self.name}: {method.__name__} of {answer[:40]!r}"
            raise RunFailed(f"{where} failed: {failure(error)}") from error
        if not isinstance(result, Judgement) or result.verdict not in VERDICTS:
            raise RunFailed(
                f"task {self.name}: {method.__name__} gave {result!r}; give Judgement(verdict, reason), the verdict "
                f"one of {', '.join(VERDICTS)}"
            )
        return result

    def draw_from_split(
        self, level: int, rng: random.Random, split: str, make: Callable[[], Made | None]
    ) -> Made:
        """Make questions until one of the split comes up: what most `draw` methods are made of.

        Args:
            make: makes a question; None says that this try came to nothing.

        Raises:
            UsageError: none came up in `MOST_TRIES` tries.
        """
        for _ in range(MOST_TRIES):
            question = make()
            if question is not None and self.split_of(question) == split:
                return question
        raise UsageError(f"task {self.name}: no question of level {level} in the {split} split in {MOST_TRIES} draws")

    def distinct(self, level: int, rng: random.Random, split: str) -> Iterator[Question]:
        """Questions of the split, each once; ends where no new one comes up in `MOST_TRIES` draws."""
        seen: set[str] = set()
        tries = 0
        while tries < MOST_TRIES:
            question = self.draw(level, rng, split)
            tries += 1
            if question.id not in seen:
                seen.add(question.id)
                tries = 0
                yield question

    def split_of(self, question: Any) -> str:
        """The split a question belongs to, whoever made it."""
        return split_of_text(question.text)

    def row_fields(self, question: Any) -> dict:
        """What a response row says of its question, so that it can be read without any other file."""
        row = {name: value for name, value in question.to_row().items() if name != "id"}
        if floor := ability(self, "floor"):
            row["floor"] = floor(question)
        return {"task": self.name, "level": question.level} | row

    def question_of(self, row: dict) -> Question:
        """The question of a response row."""
        return self.from_row(row | {"id": row["puzzle_id"]} if "puzzle_id" in row else row)

    def classed(self, rows: Iterable[dict]) -> list[dict]:
        """Response rows, those of a question in sequence, with `answer_class` where a task knows more than words.

        Answers of the same class are worth the same, which the majority of cons@k asks for; None is no answer.
        """
        return list(rows)

    def close(self) -> None:
        """End what the task has started."""


def ability(task: Task, name: str) -> Callable | None:
    """The method of that name, if the task has it."""
    return getattr(task, name, None)


def split_of_text(text: str) -> str:
    """`train`, `valid` or `test` in the shares of `SHARES`, by a hash: the same text is always in the same split."""
    point = int.from_bytes(hashlib.sha256(f"split {text}".encode()).digest()[:8]) / 2**64
    for name, share in SHARES.items():
        if point < share:
            return name
        point -= share
    return "test"
