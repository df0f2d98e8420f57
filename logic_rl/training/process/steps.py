"""Labelled steps: read from rows, or labelled by what a reply claims; wrong labels put in on purpose; held-out ones."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any

from logic_rl.claims.claim import FALSE, NO_STEPS, UNKNOWN, Claim
from logic_rl.config.reward import RewardConfig
from logic_rl.errors import UsageError
from logic_rl.rewards.process import step_texts, steps_of
from logic_rl.shapes import response_row
from logic_rl.tasks.task import Task, ability
from logic_rl.types import Question, Reply
from puzzles.formats.any_file import any_rows, data_file

COLUMNS = ("prompt", "completions", "labels")  # of TRL's stepwise supervision
PLACED = {"start", "end", "label"}  # what a row of a program-written proof says of each of its `steps`
NO_CLAIM, GIVEN = "no claim", "given"  # kinds of steps that claim nothing readable, and whose label a row says
OUTCOME = "outcome"  # the kind of steps whose label is that of their reply
CURE = (
    "give rows {prompt: text, completions: [step, …], labels: [true, …]}, or response rows with their puzzle, as "
    "`logicrl sample` writes them"
)


@dataclass(frozen=True, slots=True)
class Step:
    """A step and whether it is right; `kind` is that of the claim by which its label goes, or how else it is known."""

    text: str
    is_right: bool
    kind: str = GIVEN


@dataclass(frozen=True, slots=True)
class Solution:
    """A question's text and the steps of one reply to it."""

    prompt: str
    steps: tuple[Step, ...]

    def to_row(self) -> dict:
        """The row in TRL's stepwise format."""
        return {
            "prompt": self.prompt,
            "completions": [step.text for step in self.steps],
            "labels": [step.is_right for step in self.steps],
        }


SolutionOf = Callable[[dict, str], Solution | None]
"""(row, where it stands) → its solution, or None where it is passed over."""


def read_solutions(paths: Iterable[Path], task: Task, labels: str = "steps") -> list[Solution]:
    """The solutions of all files, in order; replies without a step are passed over, as are puzzles of the test split.

    Args:
        labels: "steps", or "outcome": every step has the label of its reply, whether that was right in the end.

    Raises:
        UsageError: a file is missing, or a row is neither labelled nor a reply that the task can check; says which.
    """
    solutions = []
    solution_of = _by_outcome(task) if labels == "outcome" else _by_steps(task)
    for path in paths:
        if not path.exists():
            raise UsageError(f"{path}: no such file; {CURE}")
        for number, row in any_rows(path, UsageError):
            where = f"{data_file(path, UsageError)}:{number}"
            solution = solution_of(row, where)
            if solution is not None and solution.steps:
                solutions.append(solution)
    return solutions


def labelled_row(row: dict, where: str) -> Solution:
    """A row in TRL's stepwise format: `{"prompt": text, "completions": [text, …], "labels": [true, …]}`.

    Raises:
        UsageError: a column is missing or of another kind, or the labels are not as many as the steps.
    """
    missing = [name for name in COLUMNS if name not in row]
    if missing:
        raise UsageError(f"{where}: no column {missing[0]!r}; {CURE}")
    prompt, steps, labels = (row[name] for name in COLUMNS)
    if not isinstance(prompt, str) or not _all(steps, str):
        raise UsageError(f"{where}: 'prompt' must be text and 'completions' a list of texts; {CURE}")
    if not isinstance(labels, list) or any(label not in (True, False) for label in labels):
        raise UsageError(f"{where}: 'labels' must be a list of true and false; {CURE}")
    if len(labels) != len(steps):
        raise UsageError(f"{where}: {len(steps)} steps and {len(labels)} labels; give one label a step")
    return Solution(prompt, tuple(Step(text, bool(label)) for text, label in zip(steps, labels, strict=True)))


def _by_steps(task: Task) -> SolutionOf:
    """Labelled by the row itself, or by the claims of its reply."""
    check = ability(task, "check")

    def solution(row: dict, where: str) -> Solution | None:
        if "completions" in row:
            return labelled_row(row, where)
        if check is None:
            raise UsageError(f"{where}: task {task.name} has no `check` that tells which steps are right; {CURE}")
        if (asked := _asked(row, task, where)) is None:
            return None
        row, question = asked
        response, steps = row["response"], row.get("steps")
        if isinstance(steps, list) and all(isinstance(one, dict) and set(one) >= PLACED for one in steps):
            written = (Step(response[one["start"] : one["end"]], bool(one["label"])) for one in steps)
            return Solution(question.text, tuple(written))
        return Solution(question.text, tuple(labelled(response, check(question, response))))

    return solution


def _by_outcome(task: Task) -> SolutionOf:
    """Every step labelled by whether the reply is right, which the task says anew."""
    rubric = task.rubric(RewardConfig())

    def solution(row: dict, where: str) -> Solution | None:
        if "completions" in row:
            raise UsageError(f"{where}: labelled steps do not say how the reply ends; labels: outcome learns from "
                             "response rows, as `logicrl sample` writes them")  # fmt: skip
        if (asked := _asked(row, task, where)) is None:
            return None
        row, question = asked
        reply = Reply(row["response"], question, bool(row.get("opened_think")))
        is_right = rubric.score(reply).verdict == "correct"
        return Solution(question.text, tuple(Step(text, is_right, OUTCOME) for text in step_texts(reply.response)))

    return solution


def _asked(row: dict, task: Task, where: str) -> tuple[dict, Question] | None:
    """A response row with its whole reply, and its question; None of the test split."""
    row = response_row(row, where)
    try:
        question = task.question_of(row)
    except (ValueError, KeyError, TypeError) as error:
        raise UsageError(f"{where}: no question of task {task.name} ({error!r}); {CURE}") from None
    return None if task.split_of(question) == "test" else (row, question)


def labelled(response: str, claims: Sequence[Claim]) -> Iterator[Step]:
    """The steps of a reply, each right unless a claim in it is false.

    What claims nothing that can be read counts as right, as neutral steps do where TRL takes PRM800K: a model that
    learns so can be pleased by saying nothing.
    """
    read = [claim for claim in claims if claim.kind not in NO_STEPS and claim.truth != UNKNOWN]
    for one in steps_of(response):
        own = [claim for claim in read if one.start <= claim.start < one.end]
        false = next((claim for claim in own if claim.truth == FALSE), None)
        kind = false.kind if false else own[0].kind if own else NO_CLAIM
        yield Step(response[one.start : one.end], false is None, kind)


def set_aside(solutions: Sequence[Solution], share: float, rng: Random) -> tuple[list[Solution], list[Solution]]:
    """(to fit, held out): the solutions of this share of the questions, at least one and not all, are held out.

    Raises:
        UsageError: fewer than two questions.
    """
    prompts = list(dict.fromkeys(solution.prompt for solution in solutions))
    if len(prompts) < 2:
        raise UsageError(f"steps of {len(prompts)} questions: a process reward model needs two at least, one to be "
                         "measured on; sample more")  # fmt: skip
    rng.shuffle(prompts)
    aside = set(prompts[: min(max(round(share * len(prompts)), 1), len(prompts) - 1)])
    return [one for one in solutions if one.prompt not in aside], [one for one in solutions if one.prompt in aside]


def with_noise(solutions: Sequence[Solution], share: float, rng: Random) -> list[Solution]:
    """The solutions with this share of all labels turned around: so many of them, rounded, drawn without regard."""
    count = sum(len(solution.steps) for solution in solutions)
    turned = set(rng.sample(range(count), round(share * count)))
    result, number = [], 0
    for solution in solutions:
        steps = []
        for step in solution.steps:
            steps.append(replace(step, is_right=not step.is_right) if number in turned else step)
            number += 1
        result.append(replace(solution, steps=tuple(steps)))
    return result


def _all(values: Any, kind: type) -> bool:
    return isinstance(values, list) and all(isinstance(value, kind) for value in values)
