"""One call to an OpenAI-compatible chat endpoint, tried again while that can help.

What comes back is not trusted: the package `openai` checks nothing of it, so it is read here, up to a size and a time.
"""

from __future__ import annotations

import json
import random
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from logic_rl.bill import LETTERS_A_TOKEN
from logic_rl.errors import RunFailed, UsageError
from logic_rl.extras import require

if TYPE_CHECKING:
    from openai import APIStatusError, OpenAI

MAY_PASS = (408, 409, 425, 429, 500, 502, 503, 504)  # HTTP states that another try may not meet
LONGEST_ASKED = 300.0  # seconds that an endpoint may ask to be left alone
LARGEST_ANSWER = 2**25  # bytes; no reply comes near it
MOST_TOKENS = 2**23  # of one call; an endpoint that counts more is not believed
SHOWN = 300  # letters of an endpoint's own words


@dataclass(frozen=True, slots=True)
class Reply:
    """What the model said, and the tokens that the endpoint counted (by a rule of thumb where it does not say).

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

    A call is tried `tries` times at most, each for `timeout` seconds, waiting `pause` seconds, twice that, … at most
    `longest`, or as long as the endpoint's Retry-After says. `stopping` ends the waiting,
    and lets no call begin.
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

    def ask(self, messages: Sequence[Any], **settings: Any) -> Reply:
        """The reply to chat messages (`{role, content}`), at temperature 0 unless the settings say another.

        Args:
            settings: further arguments of the call, such as `max_tokens` and `seed`.

        Raises:
            UsageError: the endpoint refuses the request (no such model, no permission, …).
            RunFailed: no answer after all tries, or `stopping`.
        """
        client = self.client
        from openai import APIError, APIStatusError

        if self.stopping.is_set():
            raise RunFailed("stopped")
        for tried in range(1, self.tries + 1):
            try:
                return _reply(self._answer(client, messages, settings), messages)
            except APIStatusError as error:
                problem, wait = f"HTTP {error.status_code} {_words_of(error)}".strip(), _retry_after(error)
                if error.status_code not in MAY_PASS:
                    raise UsageError(f"{self.url} refuses: {problem}; check --endpoint, --model and the key") from None
            except (APIError, ValueError) as error:  # time-outs, lost connections, broken answers
                problem, wait = _one_line(error.__cause__ or error), None
            longest = min(self.longest, self.pause * 2 ** (tried - 1))
            # Jitter, so that all that were turned away together do not come back together.
            if tried < self.tries and self.stopping.wait(wait or longest * random.uniform(0.5, 1)):
                raise RunFailed("stopped")
        raise RunFailed(
            f"{self.url} gave no answer in {self.tries} tries ({problem}); what was answered is kept: run the command "
            "again"
        )

    def close(self) -> None:
        """Let go of connections; another `ask` makes new ones."""
        if client := self.__dict__.pop("client", None):
            client.close()

    def _answer(self, client: OpenAI, messages: Sequence[Any], settings: dict) -> bytes:
        """The body as it came.

        Raises:
            APIError: theirs, before there is a body.
            ValueError: the body is too large, takes too long or breaks off.
        """
        from openai import Omit

        headers = {} if self.key else {"Authorization": Omit()}
        asked = {"model": self.model, "messages": messages, "temperature": 0, **settings}
        begun, body = time.monotonic(), bytearray()
        with client.chat.completions.with_streaming_response.create(extra_headers=headers, **asked) as response:
            try:
                for piece in response.iter_bytes():
                    body += piece
                    if len(body) > LARGEST_ANSWER:
                        raise ValueError(f"the answer is larger than {LARGEST_ANSWER >> 20} MiB")
                    if time.monotonic() - begun > self.timeout:
                        raise ValueError(f"the answer is not whole after {self.timeout:g} seconds")
            except ValueError:
                raise
            except Exception as error:  # of httpx or of its successor, as `openai` has it: only the body is read here
                raise ValueError(f"the answer breaks off: {error}") from None
        return bytes(body)


def _reply(body: bytes, messages: Sequence[Any]) -> Reply:
    """Raises ValueError where this is no chat completion; says what stands in its place."""
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        raise ValueError(f"not JSON: {_one_line(body[:SHOWN].decode('utf-8', 'replace')) or 'nothing'}") from None
    try:
        choice, usage = answer["choices"][0], answer.get("usage")
        message = choice["message"]
        said = (message.get(name) for name in ("reasoning", "reasoning_content"))
        content = _text(message.get("content"))
    except (LookupError, TypeError, AttributeError) as error:
        told = f": {_one_line(_error_of(answer))}" if _error_of(answer) else f" ({type(error).__name__}: {error})"
        raise ValueError(f"not a chat completion{told}") from None
    reasoning = next((text for text in said if isinstance(text, str) and text), "")
    letters = sum(len(str(one.get("content"))) for one in messages)
    read = _counted(usage, "prompt_tokens", letters)
    written = _counted(usage, "completion_tokens", len(reasoning) + len(content))
    return Reply(content, read, written, reasoning, str(choice.get("finish_reason") or "stop"))


def _text(content: object) -> str:
    """What was said, as one text or in parts; raises TypeError for anything else."""
    if content is None:
        return ""
    if isinstance(content, list):
        content = "".join(part["text"] for part in content)
    if not isinstance(content, str):
        raise TypeError(f"the content is {type(content).__name__}")
    return content


def _counted(usage: object, name: str, letters: int) -> int:
    """What the endpoint counted, if that can be; else by the number of letters."""
    count = usage.get(name) if isinstance(usage, dict) else None
    if isinstance(count, int) and not isinstance(count, bool) and 0 < count <= MOST_TOKENS:
        return count
    return round(letters / LETTERS_A_TOKEN)


def _error_of(answer: object) -> object:
    """Some send their errors with HTTP 200."""
    error = answer.get("error") if isinstance(answer, dict) else None
    return error.get("message") if isinstance(error, dict) else error


def _words_of(error: APIStatusError) -> str:
    """The endpoint's own words."""
    body = error.body.get("message") if isinstance(error.body, dict) else error.body
    return _one_line(body or error.response.text or error.response.reason_phrase)


def _one_line(words: object) -> str:
    return " ".join(str(words).split())[:SHOWN]


def _retry_after(error: APIStatusError) -> float | None:
    """Seconds; None where the endpoint does not say (a date is not read)."""
    try:
        return min(LONGEST_ASKED, max(0.0, float(error.response.headers.get("retry-after", ""))))
    except ValueError:
        return None
