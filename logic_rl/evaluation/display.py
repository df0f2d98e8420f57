"""What a person sees while samples are made."""

from __future__ import annotations

import time

from logic_rl.progress import Progress
from logic_rl.rollout.ledger import Ledger


class SamplingDisplay:
    """Progress of a ledger; tokens per second are those of this process, since its first sample."""

    def __init__(self, ledger: Ledger):
        self.progress = Progress("sampling", ledger.total, ledger.done, note="starting the engine")
        self.started: float | None = None
        self.tokens = ledger.counts["tokens"]
        if ledger.done:
            self.progress.say(f"going on after {ledger.done} of {ledger.total} samples")

    def __enter__(self) -> SamplingDisplay:
        self.progress.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        self.progress.__exit__(*error)

    def update(self, ledger: Ledger) -> None:
        self.started = self.started or time.monotonic()
        seconds = time.monotonic() - self.started
        right = f"right {ledger.counts['correct'] / max(1, ledger.done):.1%}"
        kept = "" if ledger.counts["kept"] == ledger.done else f"  kept {ledger.counts['kept']}"
        speed = f"  {(ledger.counts['tokens'] - self.tokens) / seconds:.0f} tok/s" if seconds else ""
        self.progress.update(ledger.done, note=right + kept + speed)
