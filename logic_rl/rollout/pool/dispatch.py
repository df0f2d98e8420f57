"""Handing out requests to workers in small pieces, and again when a worker is lost.

A worker is given a little more than it can run at once, so that it never waits for the next piece. Once nothing
is left to hand out, an idle worker also takes what the busiest one still has: whichever is done first counts, for a
request's seed alone decides its sample. So one slow worker does not hold up the rest.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator

from logic_rl.rollout.engine import Request, SamplingParams
from logic_rl.rollout.pool.crew import Crew
from logic_rl.rollout.remote import Job
from logic_rl.types import Completion

PIECE = 16  # requests handed out at once: the samples of a group stay together, which share their prompt's cache
AHEAD = 1.25  # how much more than its slots a worker holds


class Dispatch:
    """One turn of sampling: requests in, (number of the request, completion) out, in the order of finishing.

    Args:
        slots: sequences a worker runs at once.
        turn: tells this turn from others, so that leftovers of an interrupted one are not mistaken for it.

    Attributes:
        reissued: requests that were given to a second worker because the first was lost.
    """

    def __init__(self, crew: Crew, requests: Iterable[Request], params: SamplingParams, slots: int, turn: int):
        self.crew, self.params, self.turn = crew, params, turn
        self.capacity = max(PIECE, int(slots * AHEAD))
        self.source, self.exhausted = enumerate(requests), False
        self.open: dict[int, Request] = {}  # handed out at least once and not finished
        self.returned: deque[Job] = deque()  # those of `open` that nobody has
        self.held: dict[int, dict[int, Request]] = {place: {} for place in range(crew.count)}
        self.reissued = 0

    def run(self, report: Callable[[], None] | None = None) -> Iterator[tuple[int, Completion]]:
        """Every request exactly once."""
        while True:
            while self._hand_out():
                pass
            if self.exhausted and not self.open:
                return
            for place, answer in self.crew.poll(seconds=1.0):
                if answer is None:
                    self._take_back(place)
                elif answer.turn == self.turn:
                    yield from self._received(answer.finished)
            if report:
                report()

    def _received(self, finished: Iterable[tuple[int, Completion]]) -> Iterator[tuple[int, Completion]]:
        for index, completion in finished:
            for jobs in self.held.values():
                jobs.pop(index, None)
            if self.open.pop(index, None) is not None:  # else another worker was faster
                yield index, completion

    def _hand_out(self) -> bool:
        """One call for every worker that takes one and has work; whether there was any."""
        given: dict[int, list[Job]] = {place: [] for place in sorted(self.crew.ready)}
        while given:
            place = min(given, key=lambda place: len(self.held[place]))
            piece = self._next_piece(self.capacity - len(self.held[place]))
            if not piece:
                break
            self._give(given, place, piece)
        for place in given:
            if not self.held[place]:
                self._give(given, place, self._copies_for(place))
        asked = [place for place in given if self.held[place]]
        for place in asked:
            self.crew.ask(place, self.turn, given[place], self.params)
        return bool(asked)

    def _give(self, given: dict[int, list[Job]], place: int, piece: list[Job]) -> None:
        given[place] += piece
        self.held[place].update(piece)
        self.open.update(piece)

    def _next_piece(self, room: int) -> list[Job]:
        piece: list[Job] = []
        while len(piece) < min(PIECE, room):
            if self.returned:
                orphan = self.returned.popleft()
                if orphan[0] in self.open:
                    piece.append(orphan)
            elif (job := next(self.source, None)) is not None:
                piece.append(job)
            else:
                self.exhausted = True
                break
        return piece

    def _copies_for(self, idle: int) -> list[Job]:
        """Half of what the busiest worker has left, the latest first: those have got the least far."""
        others = [place for place in self.held if place != idle]
        if not others:
            return []
        alone = {place: [index for index in self.held[place] if not self._shared(index, place)] for place in others}
        busiest = max(others, key=lambda place: len(alone[place]))
        chosen = alone[busiest][len(alone[busiest]) // 2 :]
        return [(index, self.open[index]) for index in reversed(chosen)][: self.capacity]

    def _shared(self, index: int, place: int) -> bool:
        return any(index in jobs for other, jobs in self.held.items() if other != place)

    def _take_back(self, place: int) -> None:
        lost, self.held[place] = self.held[place], {}
        orphans = [(index, request) for index, request in lost.items() if not self._shared(index, place)]
        self.reissued += len(orphans)
        self.returned.extend(orphans)
