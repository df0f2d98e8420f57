"""What a reply so far is worth by what can be told without the solution: by its checked steps, or by a model."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from logic_rl.claims.claim import FALSE, TRUE, Claim
from logic_rl.errors import UsageError
from logic_rl.evaluation.strategies.choosing import checkable
from logic_rl.rewards.batch import Rubric
from logic_rl.rewards.process import StepScorer, checked, reduced, step_texts
from logic_rl.tasks.task import Task, ability
from logic_rl.types import Prompt, Reply

SENTENCE_ENDS = (".", "!", "?", "\n", "。", "！", "？")  # where a step may end, and a reply is looked at
STEP_TOKENS = 64  # a sentence that has not ended by then is cut; the longest of the tiny base takes some 40


def share_true(claims: Iterable[Claim]) -> float:
    """The share of the checkable steps that are true, with one true and one false step added: 1/2 where none is read,
    nearer to 1 the more steps are true. (Laplace's rule of succession.)

    The steps are those of `checked-vote`: true or false by the statements and what is assumed.
    """
    truths = [claim.truth for claim in claims if checkable(claim) and claim.truth in (TRUE, FALSE)]
    return (truths.count(TRUE) + 1) / (len(truths) + 2)


Value = Callable[[str, bool], float]
"""(reply so far, whether it is done) → its value, 0 to 1."""


def checked_value(task: Task, prompt: Prompt, rubric: Rubric) -> Value:
    """The share of true steps.

    Raises:
        UsageError: the task cannot check steps.
    """
    question = prompt.question
    check = ability(task, "check")
    if check is None:
        raise UsageError(f"--strategy: task {task.name} has no `check` that tells which steps are true")
    return _unless_malformed(lambda text: share_true(check(question, text)), prompt, rubric)


class LearnedValues:
    """What a process reward model says of the last step; 1/2 before the first.

    Where its labels were outcomes, that estimates the chance that a reply which begins so ends right.
    """

    def __init__(self, model: StepScorer) -> None:
        self.model = model
        self.known: dict[tuple[str, tuple[str, ...]], float] = {}

    def look_ahead(self, beginnings: Iterable[tuple[Prompt, str]]) -> None:
        """Ask the model for all of these at once; what was known of others is forgotten."""
        found = dict.fromkeys((prompt.question.text, tuple(step_texts(text))) for prompt, text in beginnings)
        asked = [key for key in found if key[1]]
        chances = checked(self.model.probabilities(asked))
        self.known = {key: reduced(row, "last") for key, row in zip(asked, chances, strict=True)}

    def of(self, prompt: Prompt, rubric: Rubric) -> Value:
        """The value of replies to a prompt."""

        def value(text: str) -> float:
            key = prompt.question.text, tuple(step_texts(text))
            if key[1] and key not in self.known:
                self.look_ahead([(prompt, text)])
            return self.known[key] if key[1] else 0.5

        return _unless_malformed(value, prompt, rubric)


def _unless_malformed(value: Callable[[str], float], prompt: Prompt, rubric: Rubric) -> Value:
    """A reply that is done is worth nothing where the rubric finds its format bad or no answer in it: that needs no
    solution."""

    def unless(text: str, is_done: bool) -> float:
        if is_done:
            verdict = rubric.score(Reply(text, prompt.question, prompt.opened_think)).verdict
            if verdict not in ("correct", "wrong"):
                return 0.0
        return value(text)

    return unless
