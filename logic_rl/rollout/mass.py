"""Mass sampling: a stream of questions in, a file of scored responses out, with memory for what is in flight only."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple, Protocol

from logic_rl.config.reward import RewardConfig
from logic_rl.errors import UsageError
from logic_rl.rollout.collect import MakePrompt, reply_to, response_row, verified_field
from logic_rl.rollout.engine import Engine, Request, SamplingParams
from logic_rl.rollout.ledger import Ledger
from logic_rl.seeding import derive
from logic_rl.tasks.task import Task
from logic_rl.types import Completion, Prompt, Question, Reply, Rollout, Score
from puzzles.formats.rows import encoded


@dataclass(frozen=True, slots=True)
class Plan:
    """What to sample: `samples` of every question; sample i of the question at place p has the seed derive(seed, p, i).

    Raises:
        UsageError: the rubric's part `length` has a weight; it compares the replies of a training step.
    """

    samples: int
    seed: int
    params: SamplingParams
    only_right: bool = False
    reward: RewardConfig = RewardConfig()

    def __post_init__(self) -> None:
        if self.reward.length:
            raise UsageError(
                "reward.length compares the replies to one prompt, and here each is scored by itself: leave it out, "
                "and give it to 'logicrl score' with the finished file"
            )


class Scorer(Protocol):
    """What scores replies, each by itself, and makes rows of them."""

    def score(self, reply: Reply) -> Score: ...

    def row(self, prompt: Prompt, rollout: Rollout, place: int) -> dict:
        """`place` is that of the question among those sampled."""


class TaskScorer:
    """Scores by the task's rubric, in rows of the public response format with this phase.

    Args:
        with_text: rows say what was asked, so that they can be learnt from without any other file.
    """

    def __init__(self, task: Task, plan: Plan, phase: str = "sample", step: int = 0, with_text: bool = False) -> None:
        self.task, self.phase, self.step, self.with_text = task, phase, step, with_text
        self.rubric = task.rubric(plan.reward, plan.params.max_new_tokens)

    def score(self, reply: Reply) -> Score:
        return self.rubric.score(reply)

    def row(self, prompt: Prompt, rollout: Rollout, place: int) -> dict:
        row = response_row(prompt, rollout, self.step, self.phase, place)
        row |= self.task.row_fields(prompt.question) | verified_field(self.task, prompt, rollout)
        return row | {"text": prompt.question.text} if self.with_text else row


class Job(NamedTuple):
    """Sample `sample` of the question at `place`."""

    place: int
    sample: int
    prompt: Prompt


def sample_into(
    ledger: Ledger,
    plan: Plan,
    questions: Iterable[Question],
    make_prompt: MakePrompt,
    engine: Engine,
    scorer: Scorer,
    report: Callable[[Ledger], None] | None = None,
) -> None:
    """Sample what the ledger does not have yet, in its order: question by question, sample by sample."""
    first = ledger.done
    jobs: dict[int, Job] = {}  # whose requests are not finished

    def requests() -> Iterator[Request]:
        for job in _jobs(questions, make_prompt, plan.samples, first):
            jobs[job.place * plan.samples + job.sample] = job
            yield Request(job.prompt.token_ids, derive(plan.seed, job.place, job.sample))

    waiting: dict[int, Completion] = {}  # finished, but an earlier one is not
    for index, completion in engine.stream(requests(), plan.params, report and (lambda: report(ledger))):
        waiting[first + index] = completion
        while ledger.done in waiting:
            _add(ledger, plan, scorer, jobs.pop(ledger.done), waiting.pop(ledger.done))


def _jobs(questions: Iterable[Question], make_prompt: MakePrompt, samples: int, first: int) -> Iterator[Job]:
    """From sample number `first` on."""
    for place, question in islice(enumerate(questions), first // samples, None):
        prompt = make_prompt(question)
        for sample in range(first % samples if place == first // samples else 0, samples):
            yield Job(place, sample, prompt)


def _add(ledger: Ledger, plan: Plan, scorer: Scorer, job: Job, completion: Completion) -> None:
    outcome = scorer.score(reply_to(job.prompt, completion))
    keep = outcome.verdict == "correct" or not plan.only_right
    counts = {outcome.verdict: 1, "kept": int(keep), "tokens": len(completion.token_ids)}
    counts["truncated"] = int(completion.finish_reason == "length")
    row = scorer.row(job.prompt, Rollout(completion, outcome, job.sample), job.place) if keep else None
    ledger.add(None if row is None else encoded(row), **counts)
