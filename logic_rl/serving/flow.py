"""The replies to one request as they come out of a worker's thread, in an event loop."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable

from logic_rl.serving.errors import ApiError
from logic_rl.serving.worker import Full, Job, Piece, Worker

Deliver = Callable[[Piece], None]


class Gone(Exception):
    """The client has hung up."""


class Flow:
    """Pieces of all choices, by index, until each has had its last.

    Args:
        make_jobs: from a way to deliver for each choice to their jobs.
        seconds: that all may take.

    Raises:
        ApiError: there is no room.
    """

    def __init__(
        self, worker: Worker, count: int, make_job: Callable[[int, Deliver], Job], seconds: float
    ) -> None:
        self.worker, self.loop = worker, asyncio.get_running_loop()
        self.queue: asyncio.Queue[tuple[int, Piece | Exception]] = asyncio.Queue()
        self.jobs = [make_job(index, self._deliver_to(index)) for index in range(count)]
        self.seconds = seconds
        try:
            worker.submit(self.jobs)
        except Full as error:
            raise ApiError(429, f"{error}: try again later, or with a smaller n", "queue_full") from None
        late = ApiError(504, f"not finished in {seconds:g} seconds: ask for fewer tokens", "timeout")
        self.timer = self.loop.call_later(seconds, self.interrupt, late)

    def interrupt(self, error: Exception) -> None:
        """End the flow with an error."""
        self.queue.put_nowait((-1, error))

    async def pieces(self) -> AsyncIterator[tuple[int, Piece]]:
        """(choice, what was written); what has piled up while the client was slow comes together.

        Raises:
            ApiError: the model failed, or it took too long; Gone: as `interrupt` was told.
        """
        open_choices = len(self.jobs)
        try:
            while open_choices:
                piled: dict[int, Piece] = {}
                entries = [await self.queue.get()]
                while not self.queue.empty():
                    entries.append(self.queue.get_nowait())
                for index, piece in entries:
                    if isinstance(piece, Exception):
                        raise piece
                    if piece.failure is not None:
                        raise ApiError(500, f"the model failed: {piece.failure}", "model_failed")
                    piled[index].add(piece) if index in piled else piled.__setitem__(index, piece)
                for index, piece in piled.items():
                    open_choices -= piece.is_last
                    yield index, piece
        finally:
            self.cancel()

    async def whole(self) -> list[Piece]:
        """The replies, when all are there."""
        found: dict[int, Piece] = {}
        async for index, piece in self.pieces():
            found[index] = piece
        return [found[index] for index in range(len(self.jobs))]

    def cancel(self) -> None:
        """Let go of what is not finished."""
        self.timer.cancel()
        self.worker.cancel(self.jobs)

    def _deliver_to(self, index: int) -> Deliver:
        def deliver(piece: Piece) -> None:
            with contextlib.suppress(RuntimeError):  # the loop is closed: nobody reads any more
                self.loop.call_soon_threadsafe(self.queue.put_nowait, (index, piece))

        return deliver


async def with_watch(flow: Flow, receive: Callable) -> list[Piece]:
    """The whole replies; raises Gone, and frees the slots, when the client hangs up before."""

    async def watch() -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        flow.interrupt(Gone())

    watcher = asyncio.ensure_future(watch())
    try:
        return await flow.whole()
    finally:
        watcher.cancel()


