"""What a person sees while training runs."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console

from logic_rl.metrics import is_number
from logic_rl.progress import Progress, time_left
from logic_rl.rows import some_replies

REPLY_LENGTH = 300  # characters of a reply that are shown
LONG_SAVE = 0.1  # share of a step's seconds from which on the saving of checkpoints is told

# Key of a metrics row, name in the line, form of the number.
SHOWN = (
    ("reward/mean", "reward", "+.2f"),
    ("accuracy/mean", "accuracy", ".2f"),
    ("accuracy/verified", "verified", ".2f"),
    ("reward/format_rate", "format", ".2f"),
    ("optim/loss", "loss", ".4f"),
    ("length/mean", "length", "5.0f"),
    ("rollout/temperature", "T", ".2f"),
    ("optim/lr", "lr", ".1e"),
    ("optim/logprob_gap", "drift", ".4f"),
)


class Display(Progress):
    """Progress of a run.

    Args:
        total_steps: steps the run takes if no phase is cut short by promotion.
        shown: replies that are printed after an evaluation.
    """

    def __init__(self, total_steps: int, console: Console | None = None, shown: int = 2):
        super().__init__("training", total_steps, console=console)
        self.shown = shown
        self.seconds, self.steps_seen = 0.0, 0

    def sampling(self, finished: int, tokens: int) -> None:
        """The engine's progress callback."""
        self.update(self.done, note=f"{finished} samples, {tokens} tokens")

    def step(self, row: dict) -> None:
        """A row of metrics; what it lacks is left out."""
        seconds = row.get("time/step_seconds")
        if is_number(seconds) and seconds > 0:
            self.seconds, self.steps_seen = self.seconds + seconds, self.steps_seen + 1
        total = max(self.total or 0, row["step"])
        pace = self.seconds / self.steps_seen if self.steps_seen else None
        self.update(row["step"], total, note="", pace=pace)
        numbers = [f"{name} {row[key]:{form}}" for key, name, form in SHOWN if key in row]
        if "system/tokens_per_second" in row:
            numbers.append(f"{row['system/tokens_per_second']:6.0f} tok/s")
        if seconds is not None:
            numbers.append(f"{seconds:5.1f} s")
        if seconds and (saving := row.get("time/save_seconds", 0.0)) >= LONG_SAVE * seconds:
            numbers.append(f"of it {saving:.1f} s saving")
        parts = [f"step {row['step']:>4}/{total} {row['phase']:<8}", *numbers, time_left(total, row["step"], pace)]
        self.say_parts(list(filter(None, parts)))

    def evaluation(self, summary: dict, rows: Sequence[dict] = ()) -> None:
        """The numbers of an evaluation, and some of its response rows."""
        split = " (valid split)" if summary.get("split") == "valid" else ""
        sizes = [f"{n} people {entry['accuracy']:.2f}" for n, entry in summary.get("people", {}).items()]
        sizes += [f"level {n} {entry['accuracy']:.2f}" for n, entry in summary.get("levels", {}).items()]
        if sizes:
            sizes[0] = f"({sizes[0]}"
            sizes[-1] += ")"
        verified = [f"verified {summary['verified']:.2f}"] if "verified" in summary else []
        parts = [f"held-out{split} after '{summary['label']}': accuracy {summary['accuracy']:.2f}", *sizes, *verified,
                 f"format {summary['format_rate']:.2f}", f"length {summary['mean_length']:.0f}"]  # fmt: skip
        self.say_parts(parts)
        for row in some_replies(rows, self.shown):
            self.say(f"  {row['id']}, {row['score']['verdict']}: {excerpt(row['response'])}")


def excerpt(reply: str) -> str:
    """The first characters of a reply, in one line."""
    text = " ".join(reply.split())
    return text if len(text) <= REPLY_LENGTH else text[:REPLY_LENGTH] + "…"
