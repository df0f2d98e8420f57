"""Mass sampling: a stream of puzzles in, a file of scored responses out, with memory for what is in flight only."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from logic_rl.config.reward import RewardConfig
from logic_rl.errors import UsageError
from logic_rl.rewards.batch import Reply, Rubric
from logic_rl.rollout.collect import rating, response_row
from logic_rl.rollout.engine import Engine, Request, SamplingParams
from logic_rl.rollout.ledger import Ledger
from logic_rl.seeding import derive
from logic_rl.types import Completion, Prompt, Rollout
from puzzles import Puzzle
from puzzles.formats.jsonl import encoded

CHUNK = 1024  # requests given at once to an engine that cannot stream


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


class Asked(NamedTuple):
    """Sample `sample` of the puzzle at `place`, with what its row says of the puzzle's difficulty."""

    place: int
    sample: int
    prompt: Prompt
    rated: dict


def sample_into(
    ledger: Ledger,
    plan: Plan,
    puzzles: Iterable[Puzzle],
    make_prompt: Callable[[Puzzle], Prompt],
    engine: Engine,
    report: Callable[[Ledger], None] | None = None,
) -> None:
    """Sample what the ledger does not have yet, in its order: puzzle by puzzle, sample by sample."""
    first, rubric = ledger.done, Rubric(plan.reward, plan.params.max_new_tokens)
    asked: dict[int, Asked] = {}  # requests that are not finished

    def requests() -> Iterator[Request]:
        for one in _jobs(puzzles, make_prompt, plan.samples, first):
            asked[one.place * plan.samples + one.sample] = one
            yield Request(one.prompt.token_ids, derive(plan.seed, one.place, one.sample))

    waiting: dict[int, Completion] = {}  # finished, but an earlier one is not
    for index, completion in streamed(engine, requests(), plan.params):
        waiting[first + index] = completion
        while ledger.done in waiting:
            _add(ledger, plan, rubric, asked.pop(ledger.done), waiting.pop(ledger.done))
        if report:
            report(ledger)


def streamed(engine: Engine, requests: Iterator[Request], params: SamplingParams) -> Iterator[tuple[int, Completion]]:
    """(place of the request, completion), from an engine that streams or, chunk by chunk, from one that does not."""
    if hasattr(engine, "stream"):
        yield from engine.stream(requests, params)
        return
    start = 0
    while chunk := list(islice(requests, CHUNK)):
        yield from enumerate(engine.generate(chunk, params), start=start)
        start += len(chunk)


def _jobs(
    puzzles: Iterable[Puzzle], make_prompt: Callable[[Puzzle], Prompt], samples: int, first: int
) -> Iterator[Asked]:
    """From sample number `first` on."""
    for place, puzzle in islice(enumerate(puzzles), first // samples, None):
        prompt, rated = make_prompt(puzzle), rating(puzzle)
        for sample in range(first % samples if place == first // samples else 0, samples):
            yield Asked(place, sample, prompt, rated)


def _add(ledger: Ledger, plan: Plan, rubric: Rubric, asked: Asked, completion: Completion) -> None:
    prompt, length = asked.prompt, len(completion.token_ids)
    outcome = rubric.score(Reply(completion.text, prompt.puzzle, prompt.opened_think, length))
    keep = outcome.verdict == "correct" or not plan.only_right
    counts = {outcome.verdict: 1, "kept": int(keep), "tokens": length}
    counts["truncated"] = int(completion.finish_reason == "length")
    row = None
    if keep:
        row = response_row(prompt.puzzle, Rollout(completion, outcome, asked.sample), 0, "sample", asked.place)
        row = encoded(row | asked.rated)
    ledger.add(row, **counts)
