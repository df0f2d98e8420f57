"""What the pool knows about its workers, whatever carries the calls. No Ray here."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from logic_rl.rollout.engine import Request, SamplingParams
from logic_rl.rollout.loaded import LoadedSums
from logic_rl.types import Completion

Ticket = Hashable
"""Stands for one call to a worker until its answer is there."""

Job = tuple[int, Request]
"""A request and the number by which the pool knows it."""


class WorkerLost(Exception):
    """A worker died, or a call to it raised; the text says what is known."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a worker has finished since it was last asked.

    Example: `Answer(turn=3, finished=((17, Completion(…)), (12, Completion(…))))`.

    Attributes:
        given_back: numbers of requests that it had not begun and has no more; None when it was not asked for any.
    """

    turn: int
    finished: tuple[tuple[int, Completion], ...]
    given_back: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class Probe:
    """Tokens that a worker samples from a fixed prompt right after it got weights, to see which weights it has.

    Example: `Probe(version=12, token_ids=(5, 9, …), logprobs=(-0.1, …))`, log-probabilities in nats at temperature 1.

    Attributes:
        loaded: sums of the tensors that the worker holds; empty where it cannot tell.
    """

    version: int
    token_ids: tuple[int, ...]
    logprobs: tuple[float, ...]
    loaded: LoadedSums = field(default_factory=dict)


class Remote(Protocol):
    """Calls return at once with a ticket; nothing but `wait` and `answer` may take time.

    Workers are known by place. Each carries out its calls one by one, in the order they were made.
    """

    version: int

    def revive(self, place: int) -> Ticket:
        """Make the worker anew and give it the current weights; the answer is a Probe."""

    def room(self) -> int:
        """How many workers the living nodes hold."""

    def is_running(self, place: int) -> bool:
        """Whether the worker has a process; one that was made may still wait for a node that takes it."""

    def load(self, place: int) -> Ticket:
        """Give the worker the current weights; the answer is a Probe."""

    def advance(
        self, place: int, turn: int, jobs: Sequence[Job], params: SamplingParams, give_back: int = 0
    ) -> Ticket:
        """Take on jobs and sample for a moment; the answer is an Answer. Jobs of an earlier turn are dropped.

        Before it samples the worker gives back up to `give_back` jobs that it has not begun, the latest first.
        """

    def wait(self, tickets: Sequence[Ticket], seconds: float) -> list[Ticket]:
        """The tickets whose answer is there; at least one, unless `seconds` pass first."""

    def answer(self, ticket: Ticket) -> Answer | Probe:
        """The answer to a ticket that `wait` returned.

        Raises:
            WorkerLost: the worker died or failed.
        """

    def bury(self, place: int) -> str:
        """End whatever is left of the worker; returns its last lines on stderr."""
