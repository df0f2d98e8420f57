"""What calls of a model behind an endpoint cost: told before they are made, counted while they are, and limited."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

from logic_rl.errors import RunFailed

LETTERS_A_TOKEN = 4.0  # assumed, as in English prose, where nobody has counted
Prices = tuple[float, float]
"""Of a million tokens read, and written."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """What work would take.

    Attributes:
        calls: to make.
        letters: to read in all of them.
        written: the most tokens that may be written; None where nothing limits them.
        kept: answers that are there from before.

    Example: `Forecast(6, 2400, 300).line((1.0, 2.0))` is "6 calls, some 600 tokens to read, at most 300 to write, 0.00
    at most".
    """

    calls: int = 0
    letters: int = 0
    written: int | None = None
    kept: int = 0

    @property
    def read(self) -> int:
        return round(self.letters / LETTERS_A_TOKEN)

    def line(self, prices: Prices) -> str:
        """For a person; the cost only if there are prices."""
        kept = f" to make ({self.kept:,} kept from before)" if self.kept else ""
        limit = "" if self.written is None else f", at most {self.written:,} to write"
        return f"{self.calls:,} calls{kept}, some {self.read:,} tokens to read{limit}{self._cost(prices)}"

    def _cost(self, prices: Prices) -> str:
        if not any(prices):
            return ""
        if self.written is None:
            return f", about {self.read * prices[0] / 1e6:.2f} for reading"
        return f", {(self.read * prices[0] + self.written * prices[1]) / 1e6:.2f} at most"


@dataclass
class Bill:
    """Calls that were made, and their tokens; many threads may add to it.

    Attributes:
        limit: the most that may be spent; None is no limit. What was begun before is still paid.
        kept: answers that were there from before, and cost nothing.
    """

    prices: Prices = (0.0, 0.0)
    limit: float | None = None
    calls: int = 0
    kept: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def add(self, prompt_tokens: int, completion_tokens: int) -> None:
        """A call was answered."""
        with self.lock:
            self.calls += 1
            self.prompt_tokens += prompt_tokens
            self.completion_tokens += completion_tokens

    def keep(self) -> None:
        """A call need not be made."""
        with self.lock:
            self.kept += 1

    @property
    def cost(self) -> float:
        return (self.prompt_tokens * self.prices[0] + self.completion_tokens * self.prices[1]) / 1e6

    @property
    def is_spent(self) -> bool:
        return self.limit is not None and self.cost >= self.limit

    def require_rest(self) -> None:
        """Raises RunFailed when so much is spent that no more calls may be made."""
        if self.is_spent:
            raise RunFailed(
                f"{self.cost:.2f} are spent, and {self.limit:.2f} is the limit; what was answered is kept: raise "
                "--cost-limit to go on"
            )

    def line(self) -> str:
        """For a person, afterwards."""
        kept = f", {self.kept:,} kept from before" if self.kept else ""
        cost = f", cost {self.cost:.4f}" if any(self.prices) else ""
        return (f"{self.calls:,} calls made{kept}; {self.prompt_tokens:,} tokens read, {self.completion_tokens:,} "
                f"written{cost}")  # fmt: skip

    def to_row(self) -> dict[str, int]:
        """As it stands in judge.json."""
        return {"calls": self.calls, "cached": self.kept, "prompt_tokens": self.prompt_tokens,
                "completion_tokens": self.completion_tokens}  # fmt: skip
