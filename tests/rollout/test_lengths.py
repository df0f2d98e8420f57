"""Lengths of a rollout over many workers: what the pool does must not favour short replies."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from logic_rl.rollout.engine import Request, SamplingParams
from logic_rl.rollout.pool.crew import Crew, Limits
from logic_rl.rollout.pool.dispatch import Dispatch
from logic_rl.rollout.remote import Answer, Job, Probe
from logic_rl.types import Completion

MU, SIGMA, LONG = 6.0, 0.65, 1000  # of the logarithm of a length in tokens
WORKERS, SAMPLES, RUNS = 8, 128, 40
SECONDS, RATE = 0.5, 40.0  # of a call to sample; tokens a sequence gets in a second


@dataclass
class Begun:
    request: Request
    length: int
    tokens: float = 0.0


class DrawingWorkers:
    """Each worker runs `slots` requests at once, and draws the length of whatever it begins anew."""

    def __init__(self, slots: int, rng: random.Random):
        self.slots, self.rng = slots, rng
        self.version, self.now, self.tickets = 0, 0.0, 0
        self.pending: dict[int, tuple[float, Answer | Probe]] = {}
        self.begun: list[dict[int, Begun]] = [{} for _ in range(WORKERS)]
        self.waiting: list[dict[int, Request]] = [{} for _ in range(WORKERS)]
        self.busy_until, self.turn = [0.0] * WORKERS, [-1] * WORKERS
        self.speed = [rng.uniform(0.5, 1.5) for _ in range(WORKERS)]

    def clock(self) -> float:
        return self.now

    def room(self) -> int:
        return WORKERS

    def is_running(self, place: int) -> bool:
        return True

    def revive(self, place: int) -> int:
        self.begun[place], self.waiting[place], self.turn[place] = {}, {}, -1
        return self._ticket(place, Probe(self.version, (1,), (-1.0,)))

    def load(self, place: int) -> int:
        return self._ticket(place, Probe(self.version, (1,), (-1.0,)))

    def bury(self, place: int) -> str:
        return ""

    def advance(
        self, place: int, turn: int, jobs: Sequence[Job], params: SamplingParams, give_back: int = 0
    ) -> int:
        begun, waiting = self.begun[place], self.waiting[place]
        if turn != self.turn[place]:
            self.turn[place] = turn
            begun.clear()
            waiting.clear()
        waiting.update(jobs)
        self._begin(place)
        back = [waiting.popitem()[0] for _ in range(min(give_back, len(waiting)))]
        for one in begun.values():
            one.tokens += SECONDS * RATE * self.speed[place]
        done = [index for index, one in begun.items() if one.tokens >= one.length]
        completions = [(index, reply(begun.pop(index))) for index in done]
        return self._ticket(place, Answer(turn, tuple(completions), tuple(back) if give_back else None))

    def _begin(self, place: int) -> None:
        waiting, begun = self.waiting[place], self.begun[place]
        while waiting and len(begun) < self.slots:
            index = next(iter(waiting))
            begun[index] = Begun(waiting.pop(index), max(1, round(self.rng.lognormvariate(MU, SIGMA))))

    def _ticket(self, place: int, value: Answer | Probe) -> int:
        self.busy_until[place] = max(self.busy_until[place], self.now) + SECONDS
        self.tickets += 1
        self.pending[self.tickets] = (self.busy_until[place], value)
        return self.tickets

    def wait(self, tickets: Sequence[int], seconds: float) -> list[int]:
        times = {ticket: self.pending[ticket][0] for ticket in tickets}
        self.now = min([self.now + max(seconds, 0.01), *(max(self.now, time) for time in times.values())])
        return [ticket for ticket, time in times.items() if time <= self.now]

    def answer(self, ticket: int) -> Answer | Probe:
        return self.pending.pop(ticket)[1]


def reply(begun: Begun) -> Completion:
    return Completion("", (1,) * begun.length, (-1.0,) * begun.length, "stop", 0)


def drawn_lengths(slots: int, rng: random.Random) -> list[int]:
    """The lengths of one rollout, and a check that every request was answered once."""
    remote = DrawingWorkers(slots, rng)
    crew = Crew(remote, WORKERS, Limits(), lambda place, probe: None, clock=remote.clock)
    crew.start()
    dispatch = Dispatch(crew, [Request((1,), seed) for seed in range(SAMPLES)], SamplingParams(), slots, turn=1)
    results = dict(dispatch.run())
    assert sorted(results) == list(range(SAMPLES))
    return [len(done.token_ids) for done in results.values()]


@pytest.mark.parametrize("slots", [4, 24])
@pytest.mark.parametrize("seed", [1, 2])
def test_no_length_is_favoured(slots: int, seed: int) -> None:
    """Mean and share of long replies against the distribution's own, four standard errors at most.

    With slots for all nothing moves; with few of them idle workers take what others have not begun.
    """
    rng = random.Random(seed)
    lengths = [length for _ in range(RUNS) for length in drawn_lengths(slots, rng)]
    mean = math.exp(MU + SIGMA**2 / 2)
    spread = mean * math.sqrt(math.exp(SIGMA**2) - 1)
    share = 0.5 * math.erfc((math.log(LONG + 0.5) - MU) / SIGMA / math.sqrt(2))
    count = len(lengths)
    assert abs(sum(lengths) / count - mean) < 4 * spread / math.sqrt(count)
    found = sum(length > LONG for length in lengths) / count
    assert abs(found - share) < 4 * math.sqrt(share * (1 - share) / count)
