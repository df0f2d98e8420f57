"""What an engine is: something that turns prompts into completions. No torch here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from logic_rl.errors import UsageError
from logic_rl.types import Completion


@dataclass(frozen=True, slots=True)
class SamplingParams:
    """How to sample.

    Attributes:
        temperature: divides the logits; 0 takes the most probable token.
        max_new_tokens: cap on the length of a completion, in tokens.
        stop: strings after which a completion ends, besides the model's own end token.
        banned: tokens that are never sampled; the others' probabilities sum to 1. The torch engine alone knows it.
    """

    temperature: float = 1.0
    max_new_tokens: int = 512
    stop: tuple[str, ...] = ()
    banned: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if not 0 <= self.temperature < float("inf") or self.max_new_tokens < 1:
            raise UsageError(
                f"temperature {self.temperature} must be >= 0 and max_new_tokens {self.max_new_tokens} >= 1"
            )
        if not all(self.stop):
            raise UsageError("stop: an empty string would end every completion at once")


@dataclass(frozen=True, slots=True)
class Request:
    """One completion to make.

    Attributes:
        prompt_ids: the prompt's tokens; a reply that is begun goes on where they are followed by its own.
        seed: alone decides the sample.
        max_new_tokens: a lower cap than that of all; None is that. The torch engine alone knows it.
    """

    prompt_ids: tuple[int, ...]
    seed: int
    max_new_tokens: int | None = None

    def cap(self, params: SamplingParams) -> int:
        """The most tokens of its completion."""
        return min(self.max_new_tokens or params.max_new_tokens, params.max_new_tokens)


def fitted(request: Request, params: SamplingParams, room: int) -> Request:
    """The request; raises UsageError when it may need more than `room` tokens, prompt and completion together."""
    needed = len(request.prompt_ids) + params.max_new_tokens
    if needed > room:
        raise UsageError(
            f"a prompt of {len(request.prompt_ids)} tokens and max_new_tokens {params.max_new_tokens} make "
            f"{needed}, but the engine has room for {room}: lower max_new_tokens"
        )
    return request


Progress = Callable[[int, int], None]
"""Called with (completions finished, tokens sampled), at least about once a second; what it raises ends the call."""


class Engine(Protocol):
    """Six methods; nothing else is known about an engine."""

    def generate(
        self, requests: Sequence[Request], params: SamplingParams, progress: Progress | None = None
    ) -> list[Completion]:
        """One completion per request, in the order of the requests."""

    def stream(
        self, requests: Iterable[Request], params: SamplingParams, report: Callable[[], None] | None = None
    ) -> Iterator[tuple[int, Completion]]:
        """(place of the request, completion) in the order of finishing; requests are read only as they are needed.

        `report` is called at least about once a second, also when nothing has finished.
        """

    def fitting(self, request: Request, params: SamplingParams) -> Request:
        """The request; raises UsageError when it may need more room than there is."""

    def load_weights(self, model: Any, version: int) -> None:
        """Sample from these weights from now on; completions carry `version`."""

    def metrics(self) -> dict[str, float]:
        """What is worth recording since the last call: worker restarts and the like; keys in `logic_rl.metrics`."""

    def close(self) -> None:
        """Release what the engine holds."""
