"""Keeps workers alive: every call has a deadline, and a lost worker is made anew with the current weights."""

from __future__ import annotations

import time
from collections import Counter
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
    place: int
    name: str
    deadline: float


CALLS_AHEAD = 2  # to sample; a worker that has the next call already does not wait for us in between
ROOM_SECONDS = 5.0  # between looks at the room there is, while a worker is missing


class Crew:
    """The workers of a pool. A worker carries out its calls in their order.

    Args:
        accept: looks at the probe of a worker that has just got weights; raises when they are the wrong ones.

    Attributes:
        well: workers that have the current weights.
        absent: lost ones for which no node has room; the others go on without them.
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
        self.well: set[int] = set()
        self.absent: set[int] = set()
        self.calls: dict[Ticket, _Call] = {}
        self.failures = [0] * count
        self.restarts = 0
        self.looked = self.alive_at = clock()

    @property
    def ready(self) -> set[int]:
        """Those of `well` that take a call to sample."""
        busy = Counter(call.place for call in self.calls.values())
        return {place for place in self.well if busy[place] < CALLS_AHEAD}

    def start(self) -> None:
        """Make all workers, and wait until they have weights."""
        for place in range(self.count):
            self._call(place, "start", self.remote.revive(place), self.limits.start_seconds)
        self._settle()

    def sync(self) -> None:
        """Give every worker the current weights, and wait until all have them."""
        for place in sorted(self.well):
            self._call(place, "load", self.remote.load(place), self.limits.start_seconds)
        self._settle()

    def ask(self, place: int, turn: int, jobs: Sequence[Job], params: SamplingParams, give_back: int = 0) -> None:
        """Let a worker go on with what it has, and with `jobs`; it gives back some that it has not begun."""
        ticket = self.remote.advance(place, turn, jobs, params, give_back)
        self._call(place, "sample", ticket, self.limits.stall_seconds)

    def poll(self, seconds: float) -> Iterator[tuple[int, Answer | None]]:
        """What has happened, within about `seconds`: (worker, its answer), None when the worker was lost.

        Raises:
            RunFailed: a worker fails again and again, or has wrong weights, or there is no room for any.
        """
        self._look_for_room()
        nearest = min((call.deadline for call in self.calls.values()), default=0) - self.clock()
        for ticket in self.remote.wait(list(self.calls), max(0.0, min(seconds, nearest))):
            if ticket in self.calls:  # else its worker has been lost by another call just now
                yield from self._finish(ticket)
        now = self.clock()
        for ticket, call in list(self.calls.items()):
            if call.deadline <= now and ticket in self.calls:
                limit = self.limits.stall_seconds if call.name == "sample" else self.limits.start_seconds
                yield from self._lose(call.place, f"no answer to '{call.name}' for {limit:g} s")

    def _call(self, place: int, name: str, ticket: Ticket, seconds: float) -> None:
        if name != "sample":
            self.well.discard(place)
        self.calls[ticket] = _Call(place, name, self.clock() + seconds)

    def _finish(self, ticket: Ticket) -> Iterator[tuple[int, Answer | None]]:
        call = self.calls.pop(ticket)
        place = call.place
        try:
            value = self.remote.answer(ticket)
        except WorkerLost as loss:
            yield from self._lose(place, f"'{call.name}' failed: {loss}")
            return
        if isinstance(value, Answer):
            self.failures[place] = 0 if value.finished else self.failures[place]
            yield place, value
        elif value.version != self.remote.version:  # newer weights came while it was starting
            self._call(place, "load", self.remote.load(place), self.limits.start_seconds)
        else:
            self.accept(place, value)
            self.well.add(place)

    def _lose(self, place: int, reason: str) -> Iterator[tuple[int, None]]:
        last_lines = self._forget(place)
        self.failures[place] += 1
        if self.failures[place] >= self.limits.failures:
            raise RunFailed(
                f"rollout worker {place} failed {self.failures[place]} times in a row: {reason}."
                + (f" Its last lines on stderr: {last_lines}" if last_lines else "")
            )
        self.absent.add(place)
        self._make_anew()
        yield place, None

    def _forget(self, place: int) -> str:
        self.calls = {ticket: call for ticket, call in self.calls.items() if call.place != place}
        self.well.discard(place)
        return self.remote.bury(place)

    def _make_anew(self) -> None:
        """Start the lost workers, as many as there is room for."""
        room = self.remote.room() - (self.count - len(self.absent))
        for place in sorted(self.absent)[: max(0, room)]:
            self.absent.discard(place)
            self.restarts += 1
            self._call(place, "start", self.remote.revive(place), self.limits.start_seconds)

    def _give_up_waiting(self) -> None:
        """A node may be known to be lost only after its worker was made anew, which then waits for another."""
        excess = self.count - len(self.absent) - self.remote.room()
        starting = [call.place for call in self.calls.values() if call.name == "start"]
        for place in [place for place in starting if not self.remote.is_running(place)][: max(0, excess)]:
            self._forget(place)
            self.absent.add(place)

    def _look_for_room(self) -> None:
        now = self.clock()
        if now - self.looked >= ROOM_SECONDS and len(self.well) < self.count:
            self.looked = now
            self._give_up_waiting()
            self._make_anew()
        if len(self.absent) < self.count:
            self.alive_at = now
        elif now - self.alive_at > self.limits.start_seconds:
            raise RunFailed(
                f"no rollout worker is left, and for {self.limits.start_seconds:g} s no node had room for a new one"
            )

    def _settle(self) -> None:
        while any(call.name != "sample" for call in self.calls.values()) or len(self.absent) == self.count:
            for _ in self.poll(seconds=1.0):
                pass
