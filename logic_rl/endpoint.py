"""One call to an OpenAI-compatible chat endpoint, tried again while that can help."""

from __future__ import annotations

import random
import threading
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from logic_rl.errors import RunFailed, UsageError
from logic_rl.extras import require

if TYPE_CHECKING:
    from openai import APIStatusError, OpenAI
    from openai.types.chat import ChatCompletion

MAY_PASS = (408, 409, 425, 429, 500, 502, 503, 504)  # HTTP states that another try may not meet
LONGEST_ASKED = 300.0  # seconds that an endpoint may ask to be left alone


@dataclass(frozen=True, slots=True)
class Reply:
    """What the model said, and the tokens that the endpoint counted (0 where it does not say).

    `reasoning` is what some servers tell apart from the content; `finish_reason` as they say, "stop" or "length".
    """

    content: str
    prompt_tokens: int = 0
    completion_tokens: int = 0
    reasoning: str = ""
    finish_reason: str = "stop"


@dataclass
class Endpoint:
    """`url` is the base, as in http://localhost:8000/v1; `key` the bearer token, if one is wanted.

    A call is tried `tries` times at most, waiting `pause` seconds, twice that, … at most `longest`, or as long as the
    endpoint's Retry-After says. `stopping` ends the waiting.
    """

    url: str
    model: str
    key: str | None = None
    timeout: float = 120.0
    tries: int = 6
    pause: float = 1.0
    longest: float = 60.0
    stopping: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        if not self.url.startswith(("http://", "https://")):
            raise UsageError(f"--endpoint {self.url}: give its base address, as in http://localhost:8000/v1")
        self.url = self.url.rstrip("/").removesuffix("/chat/completions")

    @cached_property
    def client(self) -> OpenAI:
        """Raises UsageError where the package `openai` is not installed."""
        require("judge", "a chat endpoint")
        from openai import OpenAI

        # Tries are counted here: the package's own waiting cannot be ended, and it takes a broken answer for one.
        return OpenAI(base_url=self.url, api_key=self.key or "none", timeout=self.timeout, max_retries=0)

    def ask(self, messages: list[Any], **settings: Any) -> Reply:
        """The reply to chat messages (`{role, content}`), at temperature 0 unless the settings say another.

        Args:
            settings: further arguments of the call, such as `max_tokens` and `seed`.

        Raises:
            UsageError: the endpoint refuses the request (no such model, no permission, …).
            RunFailed: no answer after all tries, or `stopping`.
        """
        create = self.client.chat.completions.create
        from openai import APIError, APIStatusError, Omit

        headers = {} if self.key else {"Authorization": Omit()}
        for tried in range(1, self.tries + 1):
            try:
                asked = {"temperature": 0, **settings}
                completion = create(model=self.model, messages=messages, extra_headers=headers, **asked)
                return _reply(completion)
            except APIStatusError as error:
                problem, wait = f"HTTP {error.status_code} {_words_of(error)}".strip(), _retry_after(error)
                if error.status_code not in MAY_PASS:
                    raise UsageError(f"{self.url} refuses: {problem}; check --endpoint, --model and the key") from None
            except (APIError, ValueError) as error:  # time-outs, lost connections, broken answers
                problem, wait = str(error.__cause__ or error), None
            longest = min(self.longest, self.pause * 2 ** (tried - 1))
            # Jitter, so that all that were turned away together do not come back together.
            if tried < self.tries and self.stopping.wait(wait or longest * random.uniform(0.5, 1)):
                raise RunFailed("stopped")
        raise RunFailed(
            f"{self.url} gave no answer in {self.tries} tries ({problem}); what was answered is kept: run the command "
            "again"
        )


def _reply(completion: ChatCompletion) -> Reply:
    """Raises ValueError where this is no chat completion: the package checks nothing of what comes."""
    try:
        choice, usage = completion.choices[0], completion.usage
        read, written = (usage.prompt_tokens, usage.completion_tokens) if usage else (0, 0)
        said = (getattr(choice.message, name, None) for name in ("reasoning", "reasoning_content"))
        reasoning = next((str(text) for text in said if text), "")
        content = str(choice.message.content or "")
        return Reply(content, int(read or 0), int(written or 0), reasoning, choice.finish_reason or "stop")
    except (LookupError, TypeError, AttributeError) as error:
        raise ValueError(f"not a chat completion ({type(error).__name__}: {error})") from None


def _words_of(error: APIStatusError) -> str:
    """The endpoint's own words, on one line."""
    body = error.body.get("message") if isinstance(error.body, dict) else error.body
    return " ".join(str(body or error.response.text or error.response.reason_phrase).split())[:300]


def _retry_after(error: APIStatusError) -> float | None:
    """Seconds; None where the endpoint does not say (a date is not read)."""
    try:
        return min(LONGEST_ASKED, max(0.0, float(error.response.headers.get("retry-after", ""))))
    except ValueError:
        return None
