"""Mass sampling: a stream of puzzles in, a file of scored responses out, with memory for what is in flight only."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple, Protocol

from logic_rl.config.reward import RewardConfig
from logic_rl.errors import UsageError
from logic_rl.rewards.batch import Reply, Rubric
from logic_rl.rollout.collect import rating, response_row
from logic_rl.rollout.engine import Engine, Request, SamplingParams
from logic_rl.rollout.ledger import Ledger
from logic_rl.seeding import derive
from logic_rl.types import Completion, Problem, Prompt, Rollout, Score
from puzzles import Puzzle
from puzzles.formats.rows import encoded


@dataclass(frozen=True, slots=True)
class Plan:
    """What to sample: `samples` of every puzzle; sample i of the puzzle at place p has the seed derive(seed, p, i).

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
        """`place` is that of the puzzle or problem among those sampled."""


class PuzzleScorer(Rubric):
    """Scores by the plan's rubric, in rows of the public response format with this phase."""

    def __init__(self, plan: Plan, phase: str = "sample") -> None:
        super().__init__(plan.reward, plan.params.max_new_tokens)
        self.phase = phase

    def row(self, prompt: Prompt, rollout: Rollout, place: int) -> dict:
        return response_row(prompt.puzzle, rollout, 0, self.phase, place)


class Asked(NamedTuple):
    """Sample `sample` of the puzzle at `place`, with what its row says of the puzzle's difficulty."""

    place: int
    sample: int
    prompt: Prompt
    rated: dict


def sample_into(
    ledger: Ledger,
    plan: Plan,
    puzzles: Iterable[Puzzle | Problem],
    make_prompt: Callable[[Puzzle | Problem], Prompt],
    engine: Engine,
    report: Callable[[Ledger], None] | None = None,
    scorer: Scorer | None = None,
) -> None:
    """Sample what the ledger does not have yet, in its order: puzzle by puzzle, sample by sample.

    Without a scorer they are puzzles, and the plan's rubric scores.
    """
    first, scorer = ledger.done, scorer or PuzzleScorer(plan)
    asked: dict[int, Asked] = {}  # requests that are not finished

    def requests() -> Iterator[Request]:
        for one in _jobs(puzzles, make_prompt, plan.samples, first):
            asked[one.place * plan.samples + one.sample] = one
            yield Request(one.prompt.token_ids, derive(plan.seed, one.place, one.sample))

    waiting: dict[int, Completion] = {}  # finished, but an earlier one is not
    for index, completion in engine.stream(requests(), plan.params, report and (lambda: report(ledger))):
        waiting[first + index] = completion
        while ledger.done in waiting:
            _add(ledger, plan, scorer, asked.pop(ledger.done), waiting.pop(ledger.done))


def _jobs(
    puzzles: Iterable[Puzzle | Problem],
    make_prompt: Callable[[Puzzle | Problem], Prompt],
    samples: int,
    first: int,
) -> Iterator[Asked]:
    """From sample number `first` on."""
    for place, puzzle in islice(enumerate(puzzles), first // samples, None):
        prompt, rated = make_prompt(puzzle), rating(puzzle)
        for sample in range(first % samples if place == first // samples else 0, samples):
            yield Asked(place, sample, prompt, rated)


def _add(ledger: Ledger, plan: Plan, scorer: Scorer, asked: Asked, completion: Completion) -> None:
    prompt, length = asked.prompt, len(completion.token_ids)
    outcome = scorer.score(Reply(completion.text, prompt.puzzle, prompt.opened_think, length))
    keep = outcome.verdict == "correct" or not plan.only_right
    counts = {outcome.verdict: 1, "kept": int(keep), "tokens": length}
    counts["truncated"] = int(completion.finish_reason == "length")
    row = None
    if keep:
        row = scorer.row(prompt, Rollout(completion, outcome, asked.sample), asked.place)
        row = encoded(row | asked.rated)
    ledger.add(row, **counts)
