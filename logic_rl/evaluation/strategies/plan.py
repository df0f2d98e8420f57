"""What a strategy is that writes one reply by a plan of its own, and how plans for many questions share an engine.

A plan is a generator: it yields what it wants to have continued, is sent the continuations, and returns the reply. So a
strategy speaks of one question, and all questions are sampled together.

```python
def solve(self, task: Asked) -> Plan:
    (first,) = yield [Ask((), cap=64)]
    return first.token_ids
```
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from logic_rl.rollout.engine import Engine, Request, SamplingParams
from logic_rl.rollout.text import ReplyText
from logic_rl.seeding import derive
from logic_rl.types import Completion, Prompt

Ids = tuple[int, ...]
ValuedBy = Literal["checker", "model", "nothing"]


class Vocabulary(Protocol):
    """Text to tokens and back; marks that end a reply are no text."""

    def encode(self, text: str) -> Ids: ...

    def decode(self, token_ids: Sequence[int]) -> str: ...


class TokenizerVocabulary:
    """That of a tokenizer of `transformers`."""

    def __init__(self, tokenizer: Any) -> None:
        self.tokenizer, self.decode = tokenizer, ReplyText(tokenizer)

    def encode(self, text: str) -> Ids:
        return tuple(self.tokenizer(text, add_special_tokens=False)["input_ids"])


@dataclass(frozen=True, slots=True)
class Asked:
    """One question as a strategy sees it.

    Attributes:
        cap: the most tokens of the whole reply.
        value: (reply so far, whether it is done) → what it is worth, 0 to 1, by what can be told without the
            solution.
    """

    prompt: Prompt
    vocabulary: Vocabulary
    cap: int
    value: Callable[[str, bool], float] = lambda text, is_done: 0.5


@dataclass(frozen=True, slots=True)
class Ask:
    """A wish: go on from these tokens of the reply, for at most `cap` more, until one of `stop` is written."""

    token_ids: Ids
    cap: int
    stop: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Piece:
    """A continuation.

    Attributes:
        is_end: the reply ended by itself.
        is_cut: it ran into the cap of what was asked.
    """

    token_ids: Ids
    is_end: bool
    is_cut: bool


Plan = Generator[list[Ask], list[Piece], Ids]


class Strategy(Protocol):
    @property
    def valued_by(self) -> ValuedBy:
        """What tells what a reply so far is worth: the task's `check`, a process reward model, or nothing."""

    def solve(self, asked: Asked) -> Plan: ...


@dataclass
class Outcome:
    """A reply and its cost.

    Attributes:
        sampled: tokens sampled for it, those of pieces that were not taken too.
        read: tokens of prompts and prefixes that were read before sampling went on: a prefix once a round.
    """

    token_ids: Ids = ()
    is_cut: bool = False
    sampled: int = 0
    read: int = 0


@dataclass
class Running:
    """A plan on its way."""

    plan: Plan
    asks: list[Ask]
    outcome: Outcome = field(default_factory=Outcome)
    rounds: int = 0


def carried_out(
    strategy: Strategy, questions: Sequence[Asked], engine: Engine, temperature: float, seeds: Sequence[int],
    report: Callable[[int], None] = lambda sampled: None,
    look_ahead: Callable[[list[tuple[Prompt, str]]], None] | None = None,
) -> list[Outcome]:  # fmt: skip
    """The outcome of each question, in order. A sample depends on the question's seed and on how often and for what
    its own plan has asked before; other questions do not change it.

    Args:
        seeds: one for each question.
        report: called with the tokens sampled so far, after every round.
        look_ahead: called after every round with all replies so far that came of it, before their plans ask for values.
    """
    outcomes: dict[int, Outcome] = {}
    running: dict[int, Running] = {}
    for place, asked in enumerate(questions):
        plan = strategy.solve(asked)
        running[place] = Running(plan, next(plan))
    while running:
        pieces = _sampled(running, questions, engine, temperature, seeds)
        if look_ahead:
            look_ahead(_beginnings(running, questions, pieces))
        for place, own in list(running.items()):
            own.rounds += 1
            try:
                own.asks = own.plan.send(pieces[place])
            except StopIteration as ended:
                own.outcome.token_ids = ended.value
                own.outcome.is_cut = len(ended.value) >= questions[place].cap
                outcomes[place] = running.pop(place).outcome
        report(sum(own.outcome.sampled for own in running.values()) + sum(one.sampled for one in outcomes.values()))
    return [outcomes[place] for place in range(len(questions))]


def _beginnings(
    running: dict[int, Running], questions: Sequence[Asked], pieces: dict[int, list[Piece]]
) -> list[tuple[Prompt, str]]:
    """Every reply so far with the piece that was added to it in this round."""
    return [
        (questions[place].prompt, questions[place].vocabulary.decode(ask.token_ids + piece.token_ids))
        for place, own in running.items() for ask, piece in zip(own.asks, pieces[place], strict=True)
    ]  # fmt: skip


def _sampled(
    running: dict[int, Running], questions: Sequence[Asked], engine: Engine, temperature: float, seeds: Sequence[int]
) -> dict[int, list[Piece]]:
    """One round: all that the plans have asked for, in one call for each set of stop strings."""
    nothing = Piece((), False, False)
    pieces = {place: [nothing] * len(own.asks) for place, own in running.items()}
    for stop in dict.fromkeys(ask.stop for own in running.values() for ask in own.asks):
        wanted = [(place, number, ask) for place, own in running.items()
                  for number, ask in enumerate(own.asks) if ask.stop == stop]  # fmt: skip
        requests = [
            Request(questions[place].prompt.token_ids + ask.token_ids,
                    derive(seeds[place], running[place].rounds, number), ask.cap)
            for place, number, ask in wanted
        ]  # fmt: skip
        params = SamplingParams(temperature, max(ask.cap for _, _, ask in wanted), stop)
        for (place, number, _), completion in zip(wanted, engine.generate(requests, params), strict=True):
            pieces[place][number] = _piece(completion, stop)
            running[place].outcome.sampled += len(completion.token_ids)
    for place, own in running.items():
        prompt = len(questions[place].prompt.token_ids)
        own.outcome.read += sum(prompt + len(ids) for ids in {ask.token_ids for ask in own.asks})
    return pieces


def _piece(completion: Completion, stop: tuple[str, ...]) -> Piece:
    """A completion that stopped and holds none of the strings it was to stop at has ended by itself."""
    stopped = completion.finish_reason == "stop"
    is_end = stopped and not any(one in completion.text for one in stop)
    return Piece(completion.token_ids, is_end, not stopped)
