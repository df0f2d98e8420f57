"""One model at work: a thread that decodes for all who ask, and hands on what is written as it is written."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, NamedTuple

from logic_rl.rollout.engine import Request
from logic_rl.rollout.text import ReplyText
from logic_rl.serving.pieces import Said, Wording

if TYPE_CHECKING:
    from logic_rl.rollout.live import LiveEngine, NewToken, Settings

PIECES = 500  # a second of all streams together: with one for every token they would cost more than the tokens


class Chance(NamedTuple):
    """A sampled token and its log-probability in nats, and the most probable ones where it was sampled."""

    token: int
    logprob: float
    top: tuple[tuple[int, float], ...]


@dataclass(slots=True)
class Piece:
    """What has been written since the piece before.

    Attributes:
        thought: whether the reply has a thinking block by now.
        num_tokens: of the reply so far.
        finish_reason: "stop" or "length" of the last piece, else None.
        failure: why the reply came to nothing; of a last piece only.
    """

    reasoning: str = ""
    content: str = ""
    chances: list[Chance] = field(default_factory=list)
    thought: bool = False
    num_tokens: int = 0
    finish_reason: str | None = None
    failure: str | None = None

    @property
    def is_last(self) -> bool:
        return self.finish_reason is not None or self.failure is not None

    def add(self, other: Piece) -> None:
        """Take in the piece that comes after this one."""
        self.reasoning += other.reasoning
        self.content += other.content
        self.chances += other.chances
        self.thought, self.num_tokens = other.thought, other.num_tokens
        self.finish_reason, self.failure = other.finish_reason, other.failure


@dataclass(slots=True, eq=False)
class Job:
    """One reply to write.

    Attributes:
        deliver: called with pieces, in the worker's thread; only with a last one, of all, unless `streams`.
        chances: tell log-probabilities.
    """

    request: Request
    settings: Settings
    deliver: Callable[[Piece], None]
    stops: tuple[str, ...] = ()
    opened_think: bool = False
    streams: bool = False
    chances: bool = False
    number: int = -1
    wording: Wording | None = None
    unread: list[int] = field(default_factory=list)  # tokens that are not in the piece yet
    next_piece: float = 0.0  # when it may be delivered, `time.monotonic`
    piece: Piece = field(default_factory=Piece)


class Full(Exception):
    """As many replies are being written, and wait, as may."""


class Worker:
    """Opens an engine and decodes with it, both on a thread of its own, until `close`.

    On one thread, since each that computes has a pool of threads: two pools on the same cores hinder each other.

    Args:
        open_engine: returns the engine, whose `max_slots` replies are written at once; what it raises is raised here.
        queue: replies that wait for a slot at most.
    """

    def __init__(self, open_engine: Callable[[], LiveEngine], queue: int) -> None:
        self.jobs: dict[int, Job] = {}
        self.load = 0  # replies that are being written or wait
        self.lock = threading.Lock()
        self.orders: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        opened: Future[LiveEngine] = Future()
        self.thread = threading.Thread(target=self._run, args=(open_engine, opened), name="decoding", daemon=True)
        self.thread.start()
        self.engine = opened.result()
        self.most = self.engine.max_slots + queue

    def submit(self, jobs: Sequence[Job]) -> None:
        """Take all of these jobs; raises Full where there is no room for all."""
        with self.lock:
            if self.load + len(jobs) > self.most:
                raise Full(f"{self.load} replies are being written or wait")
            self.load += len(jobs)
        self.orders.put(lambda: self._begin(jobs))

    def cancel(self, jobs: Sequence[Job]) -> None:
        """Forget jobs, which free their slots; finished ones are passed over. Nothing more is delivered of them."""
        self.orders.put(lambda: self._forget(jobs))

    def close(self) -> None:
        """End the thread; jobs that are not finished are told of it."""
        self.orders.put(None)
        self.thread.join()

    def _run(self, open_engine: Callable[[], LiveEngine], opened: Future[LiveEngine]) -> None:
        try:
            engine = open_engine()
            self.live = engine.live()
        except BaseException as error:
            opened.set_exception(error)
            return
        self.reply_text = ReplyText(engine.tokenizer, self.live.end_ids)
        opened.set_result(engine)
        while self._follow_orders():
            try:
                new = self.live.step()
            except Exception as error:  # one pass serves many: all of them are told, and the server lives
                self._fail_all(f"{type(error).__name__}: {error}")
                self.live.close()
                self.live = engine.live()
            else:
                for token in new:
                    self._hand_on(token)
        self._fail_all("the server is being shut down")
        self.live.close()

    def _follow_orders(self) -> bool:
        """Do what was asked for, waiting while there is nothing to decode; False at the end."""
        while True:
            try:
                order = self.orders.get(block=self.live.is_idle)
            except Empty:
                return True
            if order is None:
                return False
            order()

    def _begin(self, jobs: Sequence[Job]) -> None:
        for job in jobs:
            job.wording = Wording(self.reply_text, job.stops, job.opened_think)
            job.number = self.live.submit(job.request, job.settings)
            self.jobs[job.number] = job

    def _forget(self, jobs: Sequence[Job]) -> None:
        for job in jobs:
            if self.jobs.pop(job.number, None):
                self.live.cancel(job.number)
                self._count_off()

    def _hand_on(self, new: NewToken) -> None:
        job = self.jobs[new.number]
        wording, piece = job.wording, job.piece
        assert wording is not None, "it was begun"
        piece.num_tokens += 1
        job.unread.append(new.token)
        if job.chances:
            piece.chances.append(Chance(new.token, new.logprob, new.top))
        is_due = job.streams and time.monotonic() >= job.next_piece
        if not (is_due or new.finish_reason or job.stops):
            return
        said, reason = wording.add(job.unread), new.finish_reason
        job.unread.clear()
        if wording.is_stopped:
            if reason is None:
                self.live.cancel(new.number)
            reason = "stop"
        if reason:
            last = wording.finish()
            said = Said(said.reasoning + last.reasoning, said.content + last.content)
            del self.jobs[new.number]
            self._count_off()
        piece.reasoning += said.reasoning
        piece.content += said.content
        piece.thought, piece.finish_reason = wording.thinking.has_begun, reason
        if reason or is_due and (piece.reasoning or piece.content):
            job.next_piece = time.monotonic() + self.load / PIECES
            job.piece = Piece(thought=piece.thought, num_tokens=piece.num_tokens)
            job.deliver(piece)

    def _fail_all(self, failure: str) -> None:
        for job in self.jobs.values():
            self._count_off()
            job.deliver(Piece(num_tokens=job.piece.num_tokens, failure=failure))
        self.jobs.clear()

    def _count_off(self) -> None:
        with self.lock:
            self.load -= 1
