"""Decoding without an end, as a server wants it: requests come and go while others run. No torch here."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from logic_rl.rollout.engine import Request, SamplingParams


@dataclass(frozen=True, slots=True)
class Settings:
    """Of one request.

    Attributes:
        temperature: divides the logits; 0 takes the most probable token.
        max_new_tokens: cap on its length, in tokens.
        top_p: only the most probable tokens that together have this probability (Holtzman et al., arXiv 1904.09751).
        top_logprobs: of so many most probable tokens the log-probabilities are told.
    """

    temperature: float = 1.0
    max_new_tokens: int = 512
    top_p: float = 1.0
    top_logprobs: int = 0


class NewToken(NamedTuple):
    """A token that the request `number` got.

    `logprob` is in nats under the distribution sampled from, `top` the (token, log-probability) of the most probable
    ones there; `finish_reason` is "stop", "length", or None while it goes on.
    """

    number: int
    token: int
    logprob: float
    top: tuple[tuple[int, float], ...]
    finish_reason: str | None


class Live(Protocol):
    """Continuous batching. Not for several threads at once."""

    @property
    def end_ids(self) -> Collection[int]:
        """Tokens that end a reply."""

    @property
    def is_idle(self) -> bool:
        """Nothing waits, and nothing runs."""

    def submit(self, request: Request, settings: Settings) -> int:
        """Take a request, after those that wait; returns the number by which it is known."""

    def cancel(self, number: int) -> None:
        """Forget a request; its slot is free for another. One that is not known, or has finished, is passed over."""

    def step(self) -> list[NewToken]:
        """One pass: what it gave the requests that it concerns, each one's tokens in their order."""

    def close(self) -> None:
        """Forget all requests, and leave the engine as it was."""


class LiveEngine(Protocol):
    """What `logicrl serve` needs of an engine.

    Attributes:
        max_slots: replies that are written at once.
        positions: tokens of prompt and reply together, at most.
    """

    tokenizer: Any
    max_slots: int
    positions: int

    def live(self) -> Live:
        """Whoever asks for it closes it, and does nothing else with the engine until then."""

    def fitting(self, request: Request, params: SamplingParams) -> Request:
        """The request; raises UsageError when it may need more room than there is."""
