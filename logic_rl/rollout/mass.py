"""Mass sampling: a stream of puzzles in, a file of scored responses out, with memory for what is in flight only."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from logic_rl.rewards.rubric import score
from logic_rl.rollout.collect import response_row
from logic_rl.rollout.engine import Engine, Request, SamplingParams
from logic_rl.rollout.ledger import Ledger
from logic_rl.seeding import derive
from logic_rl.types import Completion, Prompt, Rollout
from puzzles import Puzzle
from puzzles.formats.jsonl import encoded

CHUNK = 1024  # requests given at once to an engine that cannot stream


@dataclass(frozen=True, slots=True)
class Plan:
    """What to sample: `samples` of every puzzle; sample i of the puzzle at place p has the seed derive(seed, p, i)."""

    samples: int
    seed: int
    params: SamplingParams
    only_right: bool = False


def sample_into(
    ledger: Ledger,
    plan: Plan,
    puzzles: Iterable[Puzzle],
    make_prompt: Callable[[Puzzle], Prompt],
    engine: Engine,
    report: Callable[[Ledger], None] | None = None,
) -> None:
    """Sample what the ledger does not have yet, in its order: puzzle by puzzle, sample by sample."""
    first = ledger.done
    prompts: dict[int, Prompt] = {}  # of the requests that are not finished

    def requests() -> Iterator[Request]:
        for number, (place, sample, prompt) in enumerate(_jobs(puzzles, make_prompt, plan.samples, first), start=first):
            prompts[number] = prompt
            yield Request(prompt.token_ids, derive(plan.seed, place, sample))

    waiting: dict[int, Completion] = {}  # finished, but an earlier one is not
    for index, completion in streamed(engine, requests(), plan.params):
        waiting[first + index] = completion
        while ledger.done in waiting:
            number = ledger.done
            _add(ledger, plan, number, prompts.pop(number), waiting.pop(number))
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
) -> Iterator[tuple[int, int, Prompt]]:
    """(place, sample, prompt) from job number `first` on."""
    for place, puzzle in islice(enumerate(puzzles), first // samples, None):
        prompt = make_prompt(puzzle)
        for sample in range(first % samples if place == first // samples else 0, samples):
            yield place, sample, prompt


def _add(ledger: Ledger, plan: Plan, number: int, prompt: Prompt, completion: Completion) -> None:
    place, sample = divmod(number, plan.samples)
    outcome = score(completion.text, prompt.puzzle, opened_think=prompt.opened_think)
    keep = outcome.verdict == "correct" or not plan.only_right
    row = response_row(prompt.puzzle, Rollout(completion, outcome, sample), 0, "sample", place) if keep else None
    counts = {outcome.verdict: 1, "kept": int(keep), "tokens": len(completion.token_ids)}
    counts["truncated"] = int(completion.finish_reason == "length")
    ledger.add(encoded(row) if row else None, **counts)
