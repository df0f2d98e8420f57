"""What a person sees while samples are made: a live line in a terminal, a plain line now and then elsewhere."""

from __future__ import annotations

import time

from logic_rl.console import plain_console
from logic_rl.rollout.ledger import Ledger

LINE_SECONDS, LIVE_SECONDS = 30.0, 0.5


class SamplingDisplay:
    """Progress with tokens per second and the time left, both over what this process has done."""

    def __init__(self, ledger: Ledger):
        self.console = plain_console()
        self.every = LIVE_SECONDS if self.console.is_terminal else LINE_SECONDS
        self.status = self.console.status("starting the engine")
        self.first, self.first_tokens = ledger.done, ledger.counts["tokens"]
        self.started, self.last = None, 0.0
        if ledger.done:
            self._say(f"going on after {ledger.done} of {ledger.total} samples")

    def __enter__(self) -> SamplingDisplay:
        if self.console.is_terminal:
            self.status.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.status.stop()

    def update(self, ledger: Ledger) -> None:
        now = time.monotonic()
        if self.started is None:
            self.started = self.last = now
        if now - self.last < self.every:
            return
        self.last = now
        line = progress_line(ledger, now - self.started, self.first, self.first_tokens)
        if self.console.is_terminal:
            self.status.update(line)
        else:
            self._say(line)

    def _say(self, line: str) -> None:
        self.console.print(line, highlight=False, soft_wrap=True)


def progress_line(ledger: Ledger, seconds: float, first: int, first_tokens: int) -> str:
    """`first` samples and `first_tokens` tokens had been done when the clock began."""
    done, tokens = ledger.done - first, ledger.counts["tokens"] - first_tokens
    left = (ledger.total - ledger.done) * seconds / done / 60 if done else float("inf")
    kept = "" if ledger.counts["kept"] == ledger.done else f"kept {ledger.counts['kept']}  "
    return (
        f"{ledger.done}/{ledger.total} samples  right {ledger.counts['correct'] / max(1, ledger.done):.1%}  "
        f"{kept}{tokens / seconds:.0f} tok/s  ETA {left:.0f} min"
    )
