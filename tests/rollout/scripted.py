"""A remote interface without processes: workers are rows in a table, time is a number."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from logic_rl.rollout.engine import Request, SamplingParams
from logic_rl.rollout.loaded import Sums
from logic_rl.rollout.remote import Answer, Job, Probe, WorkerLost
from logic_rl.types import Completion


@dataclass
class Worker:
    """`fate(call number)` says what becomes of a call: "ok", "dies" or "hangs"."""

    speed: int = 4
    fate: Callable[[int], str] = lambda call: "ok"
    calls: int = 0
    births: int = 0
    alive: bool = False
    busy_until: float = 0.0
    turn: int = -1
    jobs: dict[int, Request] = field(default_factory=dict)
    served: list[int] = field(default_factory=list)


class ScriptedRemote:
    """Each call takes one second, one after the other; a worker finishes `speed` jobs in it.

    Attributes:
        known_room: says how many workers can live at once.
        homeless: workers that find no node when they are made.
    """

    def __init__(self, *workers: Worker):
        self.workers, self.version, self.now = workers, 0, 0.0
        self.known_room: Callable[[], int] = lambda: len(workers)
        self.homeless: set[int] = set()
        self.pending: dict[int, tuple[float, object]] = {}
        self.next_ticket = 0
        self.log: list[tuple[str, int]] = []
        self.sums: Sums = {}

    def clock(self) -> float:
        return self.now

    def room(self) -> int:
        return self.known_room()

    def is_running(self, place: int) -> bool:
        return place not in self.homeless

    def revive(self, place: int) -> int:
        worker = self.workers[place]
        worker.births, worker.alive, worker.jobs, worker.turn = worker.births + 1, True, {}, -1
        worker.busy_until = self.now
        return self._ticket("revive", place, self._probe)

    def load(self, place: int) -> int:
        return self._ticket("load", place, self._probe)

    def advance(
        self, place: int, turn: int, jobs: Sequence[Job], params: SamplingParams, give_back: int = 0
    ) -> int:
        worker = self.workers[place]
        if turn != worker.turn:
            worker.turn, worker.jobs = turn, {}
        worker.jobs.update(jobs)
        return self._ticket("advance", place, lambda worker: self._advance(worker, give_back))

    def wait(self, tickets: Sequence[int], seconds: float) -> list[int]:
        due = sorted((self.pending[ticket][0], ticket) for ticket in tickets)
        end = self.now + (seconds if tickets else 0.1)
        self.now = min([end, *(max(self.now, time) for time, _ in due)])
        return [ticket for time, ticket in due if time <= self.now]

    def answer(self, ticket: int) -> Answer | Probe:
        value = self.pending.pop(ticket)[1]
        if isinstance(value, Exception):
            raise value
        return value

    def bury(self, place: int) -> str:
        self.workers[place].alive = False
        return f"the last line of {place}"

    def _ticket(self, name: str, place: int, work: Callable[[Worker], object]) -> int:
        worker = self.workers[place]
        self.log.append((name, place))
        worker.calls += 1
        fate = worker.fate(worker.calls) if worker.alive else "dies"
        if fate == "dies":
            worker.alive = False
        value = WorkerLost("killed") if fate == "dies" else work(worker) if fate == "ok" else None
        worker.busy_until = (
            float("inf") if fate == "hangs" or place in self.homeless else max(worker.busy_until, self.now) + 1.0
        )
        self.next_ticket += 1
        self.pending[self.next_ticket] = (worker.busy_until, value)
        return self.next_ticket

    def _probe(self, worker: Worker) -> Probe:
        return Probe(self.version, (1, 2), (-0.5, -0.25))

    def _advance(self, worker: Worker, give_back: int) -> Answer:
        done = [(i, worker.jobs.pop(i)) for i in list(worker.jobs)[: worker.speed]]
        worker.served += [index for index, _ in done]
        back = list(worker.jobs)[::-1][:give_back]  # a job is done in one call or not begun
        for index in back:
            del worker.jobs[index]
        finished = tuple((index, completion(request, self.version)) for index, request in done)
        return Answer(worker.turn, finished, tuple(back) if give_back else None)


def completion(request: Request, version: int = 0) -> Completion:
    """What any worker makes of a request: a function of its seed alone."""
    return Completion(f"text {request.seed}", (request.seed,), (-1.0,), "stop", version)
