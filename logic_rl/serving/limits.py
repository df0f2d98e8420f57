"""What a server takes from its clients at most."""

from __future__ import annotations

from dataclasses import dataclass

LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True, slots=True)
class Limits:
    """Attributes:
    body_bytes: of a request's body.
    depth: of lists and objects in it, one inside the other.
    body_seconds: for a body to arrive, and for the head of a request.
    stall_seconds: that a client may leave what was sent to it unread.
    queue: choices that wait for a slot; more are refused.
    seconds: for a whole answer.
    choices: `n` of one request.
    connections: at once.
    """

    body_bytes: int = 2**20
    depth: int = 16
    body_seconds: float = 20.0
    stall_seconds: float = 30.0
    queue: int = 256
    seconds: float = 600.0
    choices: int = 64
    connections: int = 512
