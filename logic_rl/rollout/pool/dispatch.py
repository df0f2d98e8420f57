"""Handing out requests to workers in small pieces, and again when a worker is lost.

A worker is given a little more than it can run at once, so that it never waits for the next piece. Once nothing
is left to hand out, a worker that runs dry gets what a busier one has not begun, so one slow worker holds up little
more than what it is at. A request is never run twice at a time with the faster copy counting: where two copies draw
different tokens, as in bfloat16 on GPUs, the shorter one would win and long replies become too rare. Only what a lost
worker was at is begun again.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence

from logic_rl.rollout.engine import Request, SamplingParams
from logic_rl.rollout.pool.crew import Crew
from logic_rl.rollout.remote import Answer, Job
from logic_rl.types import Completion

PIECE = 16  # requests handed out at once: the samples of a group stay together, which share their prompt's cache
AHEAD = 1.25  # how much more than its slots a worker holds
DRY = 0.75  # of what the busiest worker holds: one with less gets some of it


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
        self.returned: deque[Job] = deque()  # handed out before, and nobody has them now
        self.held: dict[int, dict[int, Request]] = {place: {} for place in range(crew.count)}  # each by one worker
        self.asked_back: set[int] = set()  # workers that were asked to give back, and have not answered to that
        self.reissued = 0

    def run(self, report: Callable[[], None] | None = None) -> Iterator[tuple[int, Completion]]:
        """Every request exactly once."""
        while True:
            while self._hand_out():
                pass
            if self.exhausted and not self.returned and not any(self.held.values()):
                return
            for place, answer in self.crew.poll(seconds=1.0):
                if answer is None:
                    self._take_over(place)
                elif answer.turn == self.turn:
                    yield from self._received(place, answer)
            if report:
                report()

    def _received(self, place: int, answer: Answer) -> Iterator[tuple[int, Completion]]:
        if answer.given_back is not None:
            self.asked_back.discard(place)
            self.returned.extend((index, self.held[place].pop(index)) for index in answer.given_back)
        for index, completion in answer.finished:
            del self.held[place][index]
            yield index, completion

    def _hand_out(self) -> bool:
        """One call for every worker that takes one and has work; whether there was any."""
        given: dict[int, list[Job]] = {place: [] for place in sorted(self.crew.ready)}
        while given:
            place = min(given, key=lambda place: len(self.held[place]))
            piece = self._next_piece(self.capacity - len(self.held[place]), len(given))
            if not piece:
                break
            given[place] += piece
            self.held[place].update(piece)
        working = [place for place in given if self.held[place]]
        back = self._wanted_back(working) if self.exhausted and not self.returned else {}
        for place in working:
            self.crew.ask(place, self.turn, given[place], self.params, back.get(place, 0))
        self.asked_back.update(back)
        return bool(working)

    def _next_piece(self, room: int, workers: int) -> list[Job]:
        """The next requests for a worker with room for so many; the last ones are shared among all that take some."""
        piece: list[Job] = []
        share = -(-len(self.returned) // workers) if self.exhausted else PIECE
        while len(piece) < min(PIECE, room, share):
            if self.returned:
                piece.append(self.returned.popleft())
            elif (job := next(self.source, None)) is not None:
                piece.append(job)
            else:
                self.exhausted = True
                break
        return piece

    def _wanted_back(self, working: Sequence[int]) -> dict[int, int]:
        """Which workers shall give back how many requests that they have not begun, for those that run dry."""
        counts = {place: len(self.held[place]) for place in self.crew.well}
        busiest = sorted(set(working) - self.asked_back, key=lambda place: -counts[place])
        driest = sorted(counts, key=lambda place: counts[place])
        pairs = [(busy, counts[busy], counts[dry]) for busy, dry in zip(busiest, driest, strict=False)]
        return {busy: (many - few) // 2 for busy, many, few in pairs if few < DRY * many and many - few > 1}

    def _take_over(self, lost: int) -> None:
        """What a lost worker had is begun again by others."""
        orphans, self.held[lost] = self.held[lost], {}
        self.asked_back.discard(lost)
        self.reissued += len(orphans)
        self.returned.extend(orphans.items())
