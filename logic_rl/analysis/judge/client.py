"""One call to an OpenAI-compatible chat endpoint, tried again while that can help."""

from __future__ import annotations

import http.client
import json
import random
import threading
import urllib.error
import urllib.request
from dataclasses import dataclass, field

from logic_rl.errors import RunFailed, UsageError

MAY_PASS = (408, 409, 425, 429, 500, 502, 503, 504)  # HTTP states that another try may not meet


@dataclass(frozen=True, slots=True)
class Reply:
    """What the model said, and the tokens that the endpoint counted (0 where it does not say)."""

    content: str
    prompt_tokens: int = 0
    completion_tokens: int = 0


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

    def ask(self, messages: list[dict]) -> Reply:
        """The reply at temperature 0.

        Raises:
            UsageError: the endpoint refuses the request (no such model, no permission, …).
            RunFailed: no answer after all tries, or `stopping`.
        """
        wanted = {"model": self.model, "messages": messages, "temperature": 0}
        for tried in range(1, self.tries + 1):
            try:
                return _reply(self._post(wanted))
            except urllib.error.HTTPError as error:
                told = f"HTTP {error.code} {_said(error)}".strip()
                if error.code not in MAY_PASS:
                    raise UsageError(f"{self.url} refuses: {told}; check --endpoint, --model and the key") from None
                wait = _retry_after(error)
            except (OSError, http.client.HTTPException, ValueError) as error:  # time-outs and broken answers too
                told, wait = f"{getattr(error, 'reason', None) or error or type(error).__name__}", None
            longest = min(self.longest, self.pause * 2 ** (tried - 1))
            # Jitter, so that all that were turned away together do not come back together.
            if tried < self.tries and self.stopping.wait(wait or longest * random.uniform(0.5, 1)):
                raise RunFailed("stopped")
        raise RunFailed(
            f"{self.url} gave no answer in {self.tries} tries ({told}); what was judged is kept: run the command again"
        )

    def _post(self, wanted: dict) -> bytes:
        headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {self.key}"} if self.key else {})
        body = json.dumps(wanted).encode()
        request = urllib.request.Request(f"{self.url}/chat/completions", body, headers)
        with urllib.request.urlopen(request, timeout=self.timeout) as answer:
            return answer.read()


def _reply(body: bytes) -> Reply:
    """Raises ValueError where the body is no chat completion."""
    try:
        told = json.loads(body)
        content, usage = told["choices"][0]["message"]["content"] or "", told.get("usage") or {}
        return Reply(str(content), int(usage.get("prompt_tokens") or 0), int(usage.get("completion_tokens") or 0))
    except (LookupError, TypeError, AttributeError) as error:
        raise ValueError(f"not a chat completion ({type(error).__name__}: {error})") from None


def _said(error: urllib.error.HTTPError) -> str:
    """The endpoint's own words, on one line."""
    try:
        text = error.read(2000).decode("utf-8", "replace")
    except OSError:
        return error.reason
    try:
        told = json.loads(text)
        return str((told.get("error") or {}).get("message") or told.get("message") or text)[:300]
    except (ValueError, AttributeError):
        return " ".join(text.split())[:300] or error.reason


def _retry_after(error: urllib.error.HTTPError) -> float | None:
    """Seconds; None where the endpoint does not say (a date is not read)."""
    try:
        return min(300.0, max(0.0, float(error.headers.get("Retry-After", ""))))
    except ValueError:
        return None
