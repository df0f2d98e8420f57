"""Keeps workers alive: every call has a deadline, and a lost worker is made anew with the current weights."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from logic_rl.errors import RunFailed
from logic_rl.rollout.engine import SamplingParams
from logic_rl.rollout.remote import Answer, Job, Probe, Remote, Ticket, WorkerLost


@dataclass(frozen=True, slots=True)
class Limits:
    """When to give up.

    Attributes:
        start_seconds: for a worker to start its engine and to take weights.
        stall_seconds: for a sampling worker to answer; it answers about twice a second when it is well.
        failures: losses of one worker, with nothing finished in between, that end the run.
    """

    start_seconds: float = 600.0
    stall_seconds: float = 120.0
    failures: int = 3


@dataclass(frozen=True, slots=True)
class _Call:
    ticket: Ticket
    name: str
    deadline: float


class Crew:
    """The workers of a pool, each either idle (in `ready`, with the current weights) or in one call.

    Args:
        accept: looks at the probe of a worker that has just got weights; raises when they are the wrong ones.
    """

    def __init__(
        self,
        remote: Remote,
        count: int,
        limits: Limits,
        accept: Callable[[int, Probe], None],
        clock: Callable[[], float] = time.monotonic,
    ):
        self.remote, self.count, self.limits, self.accept, self.clock = remote, count, limits, accept, clock
        self.ready: set[int] = set()
        self.calls: dict[int, _Call] = {}
        self.failures = [0] * count
        self.restarts = 0

    def start(self) -> None:
        """Make all workers, and wait until they have weights."""
        for place in range(self.count):
            self._call(place, "start", self.remote.revive(place), self.limits.start_seconds)
        self._settle()

    def sync(self) -> None:
        """Give every worker the current weights, and wait until all have them."""
        for place in sorted(self.ready):
            self._call(place, "load", self.remote.load(place), self.limits.start_seconds)
        self._settle()

    def ask(self, place: int, turn: int, jobs: Sequence[Job], params: SamplingParams) -> None:
        """Let an idle worker go on with what it has, and with `jobs`."""
        self._call(place, "sample", self.remote.advance(place, turn, jobs, params), self.limits.stall_seconds)

    def poll(self, seconds: float) -> Iterator[tuple[int, Answer | None]]:
        """What has happened, within about `seconds`: (worker, its answer), None when the worker was lost.

        Raises:
            RunFailed: a worker fails again and again, or has wrong weights.
        """
        places = {call.ticket: place for place, call in self.calls.items()}
        nearest = min((call.deadline for call in self.calls.values()), default=0) - self.clock()
        for ticket in self.remote.wait(list(places), max(0.0, min(seconds, nearest))):
            yield from self._finish(places[ticket])
        now = self.clock()
        for place, call in list(self.calls.items()):
            if call.deadline <= now:
                limit = self.limits.stall_seconds if call.name == "sample" else self.limits.start_seconds
                yield from self._lose(place, f"no answer to '{call.name}' for {limit:g} s")

    def _call(self, place: int, name: str, ticket: Ticket, seconds: float) -> None:
        self.ready.discard(place)
        self.calls[place] = _Call(ticket, name, self.clock() + seconds)

    def _finish(self, place: int) -> Iterator[tuple[int, Answer | None]]:
        call = self.calls.pop(place)
        try:
            value = self.remote.answer(call.ticket)
        except WorkerLost as loss:
            yield from self._lose(place, f"'{call.name}' failed: {loss}")
            return
        if isinstance(value, Answer):
            self.ready.add(place)
            self.failures[place] = 0 if value.finished else self.failures[place]
            yield place, value
        elif value.version != self.remote.version:  # newer weights came while it was starting
            self._call(place, "load", self.remote.load(place), self.limits.start_seconds)
        else:
            self.accept(place, value)
            self.ready.add(place)

    def _lose(self, place: int, reason: str) -> Iterator[tuple[int, None]]:
        self.calls.pop(place, None)
        self.ready.discard(place)
        last_lines = self.remote.bury(place)
        self.failures[place] += 1
        if self.failures[place] >= self.limits.failures:
            raise RunFailed(
                f"rollout worker {place} failed {self.failures[place]} times in a row: {reason}."
                + (f" Its last lines on stderr: {last_lines}" if last_lines else "")
            )
        self.restarts += 1
        self._call(place, "start", self.remote.revive(place), self.limits.start_seconds)
        yield place, None

    def _settle(self) -> None:
        while any(call.name != "sample" for call in self.calls.values()):
            for _ in self.poll(seconds=1.0):
                pass
