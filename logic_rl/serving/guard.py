"""What stands before the application: bodies that are too large, too deep or too slow, and hosts that are not this one.

Written against the ASGI interface, so that a body is refused before anything reads it.
"""

from __future__ import annotations

import asyncio
import re
from itertools import accumulate
from typing import Any

from logic_rl.serving.errors import ApiError
from logic_rl.serving.limits import LOOPBACK, Limits

STRING = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"?', re.DOTALL)  # possessive: in one go, whatever the body
NO_BRACKETS = bytes(byte for byte in range(256) if byte not in b"[]{}")
STEP = {ord("["): 1, ord("{"): 1, ord("]"): -1, ord("}"): -1}
DRAINED = 16  # times the limit of a body is read, and forgotten, so that its sender hears why it is refused


class Guard:
    """An ASGI application around another. With `is_loopback` only names of this machine are answered, so that no page
    of the web that makes its own name mean this machine gets an answer (DNS rebinding)."""

    def __init__(self, app: Any, limits: Limits, is_loopback: bool) -> None:
        self.app, self.limits, self.is_loopback = app, limits, is_loopback

    async def __call__(self, scope: dict, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        try:
            self._check_host(scope)
            body = await asyncio.wait_for(self._body(scope, receive), self.limits.body_seconds)
            self._check_depth(body)
        except TimeoutError:
            slow = f"the body did not arrive in {self.limits.body_seconds:g} seconds"
            await _refuse(send, ApiError(408, slow, "body_too_slow"))
        except ApiError as error:
            await _refuse(send, error)
        except ConnectionError:
            return
        else:
            await self.app(scope, _replay(body, receive), send)

    def _check_host(self, scope: dict) -> None:
        host = next((value for name, value in scope["headers"] if name == b"host"), b"").decode("latin-1")
        name = re.sub(r":\d*$", "", host).strip("[]").lower()
        if self.is_loopback and name and name not in LOOPBACK:
            raise ApiError(403, f"this server answers to {', '.join(LOOPBACK)} only, not to {host[:80]!r}", "host")

    async def _body(self, scope: dict, receive: Any) -> bytes:
        limit = self.limits.body_bytes
        refusal = ApiError(413, f"a body has {limit:,} bytes at most", "body_too_large")
        length = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
        if length.isdigit() and int(length[:20]) > DRAINED * limit:
            raise refusal
        parts, size, more = [], 0, True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise ConnectionError
            part, more = message.get("body", b""), message.get("more_body", False)
            size += len(part)
            if size <= limit:
                parts.append(part)
            elif size > DRAINED * limit:
                raise refusal
        if size > limit:
            raise refusal
        return b"".join(parts)

    def _check_depth(self, body: bytes) -> None:
        if depth(body) > self.limits.depth:
            raise ApiError(400, f"JSON is {self.limits.depth} levels deep at most", "json_too_deep")


def depth(body: bytes) -> int:
    """How deep lists and objects of a JSON text lie inside each other; of anything else some number.

    >>> depth(b'{"a": ["[[[", {}]}')
    3
    """
    brackets = STRING.sub(b"", body).translate(None, NO_BRACKETS)
    return max(accumulate(map(STEP.__getitem__, brackets)), default=0)


def _replay(body: bytes, receive: Any) -> Any:
    """Gives the body once, and then what comes from the client."""
    given = False

    async def replayed() -> dict:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replayed


async def _refuse(send: Any, error: ApiError) -> None:
    from starlette.responses import JSONResponse

    response = JSONResponse(error.body, error.status, {"connection": "close"})
    await send({"type": "http.response.start", "status": error.status, "headers": response.raw_headers})
    await send({"type": "http.response.body", "body": bytes(response.body)})
