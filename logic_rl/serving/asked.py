"""From a chat request to the jobs that a worker takes."""

from __future__ import annotations

import secrets

from logic_rl.errors import UsageError
from logic_rl.rollout.engine import Request, SamplingParams
from logic_rl.rollout.live import Settings
from logic_rl.seeding import derive
from logic_rl.serving.errors import ApiError
from logic_rl.serving.flow import Deliver
from logic_rl.serving.limits import Limits
from logic_rl.serving.protocol import ChatRequest
from logic_rl.serving.served import Served
from logic_rl.serving.worker import Job


class Asked:
    """A request in the terms of a model. Choice i has the seed that sample i of `logicrl ask --seed` has.

    Raises:
        ApiError: the prompt cannot be made, or is too long, or too many choices are asked for.
    """

    def __init__(self, model: Served, request: ChatRequest, limits: Limits) -> None:
        self.model, self.request, self.count = model, request, request.n or 1
        if self.count > limits.choices:
            raise ApiError(400, f"n: {limits.choices} at most", "too_many_choices", "n")
        try:
            self.prompt = model.conversation(request.turns)
        except UsageError as error:
            raise ApiError(400, str(error), "bad_messages", "messages") from None
        self.max_new_tokens = self._cap()
        self.seed = secrets.randbits(63) if request.seed is None else request.seed

    @property
    def top(self) -> int | None:
        """Most probable tokens to tell of each; None where no log-probabilities are asked for."""
        return (self.request.top_logprobs or 0) if self.request.logprobs else None

    def job(self, index: int, deliver: Deliver) -> Job:
        """What writes choice `index`."""
        asked = self.request
        settings = Settings(
            temperature=1.0 if asked.temperature is None else asked.temperature,
            max_new_tokens=self.max_new_tokens,
            top_p=1.0 if asked.top_p is None else asked.top_p,
            top_logprobs=self.top or 0,
        )
        return Job(
            Request(self.prompt.token_ids, derive(self.seed, 0, index)), settings, deliver, stops=asked.stops,
            opened_think=self.prompt.opened_think, streams=bool(asked.stream), chances=self.top is not None,
        )  # fmt: skip

    def _cap(self) -> int:
        """What was asked for, else as in training, as far as there is room."""
        read = len(self.prompt.token_ids)
        given = self.request.max_completion_tokens or self.request.max_tokens
        cap = given or max(1, min(self.model.max_new_tokens, self.model.positions - read))
        try:
            self.model.engine.fitting(Request(self.prompt.token_ids, 0), SamplingParams(max_new_tokens=cap))
        except UsageError as error:
            raise ApiError(400, str(error), "context_length_exceeded", "max_tokens" if given else "messages") from None
        return cap
