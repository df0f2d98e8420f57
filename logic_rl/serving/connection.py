"""Connections that do not wait for ever: for the head of a request, or for a client to read what it was sent."""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

from logic_rl.serving.limits import Limits


def patient_connection(limits: Limits) -> type[H11Protocol]:
    """uvicorn's protocol with the two limits that it lacks."""

    class Connection(H11Protocol):
        stalled: asyncio.TimerHandle | None = None

        def connection_made(self, transport: Any) -> None:
            super().connection_made(transport)
            self._expect_request()

        def on_response_complete(self) -> None:
            super().on_response_complete()
            self._expect_request()

        def pause_writing(self) -> None:
            super().pause_writing()
            self.stalled = self.loop.call_later(limits.stall_seconds, self.transport.abort)

        def resume_writing(self) -> None:
            if self.stalled:
                self.stalled.cancel()
            super().resume_writing()

        def _expect_request(self) -> None:
            self.loop.call_later(limits.body_seconds, self._end_unless_begun, self.cycle)

        def _end_unless_begun(self, before: Any) -> None:
            is_waiting = self.cycle is before and (before is None or before.response_complete)
            if is_waiting and not self.transport.is_closing():
                self.transport.abort()

    return Connection
