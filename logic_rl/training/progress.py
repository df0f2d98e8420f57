"""What a person sees while training runs: a live line in a terminal, plain lines elsewhere."""

from __future__ import annotations

import time

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from logic_rl.console import plain_console
from logic_rl.curriculum import StepSettings


class Display:
    """Progress of a run.

    Args:
        total_steps: steps the run takes if no phase is cut short by promotion.
    """

    def __init__(self, total_steps: int, console: Console | None = None):
        self.console = console or plain_console()
        self.total_steps, self.seconds, self.steps_seen = total_steps, 0.0, 0
        self.started = time.perf_counter()
        self.live = Progress(
            TextColumn("{task.description}"), BarColumn(bar_width=24), TextColumn("{task.completed}/{task.total}"),
            TextColumn("{task.fields[note]}"), TimeElapsedColumn(), console=self.console, transient=True,
            disable=not self.console.is_terminal,
        )  # fmt: skip
        self.task = self.live.add_task("step", total=total_steps, note="")

    def __enter__(self) -> Display:
        self.live.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.live.stop()

    def say(self, text: str) -> None:
        self.console.print(text, highlight=False, soft_wrap=True)

    def sampling(self, finished: int, tokens: int) -> None:
        """The engine's progress callback."""
        self.live.update(self.task, note=f"{finished} samples, {tokens} tokens")

    def step(self, row: dict, settings: StepSettings) -> None:
        self.seconds += row["time/step_seconds"]
        self.steps_seen += 1
        self.live.update(self.task, completed=row["step"], note="")
        left = max(0, self.total_steps - row["step"]) * self.seconds / self.steps_seen
        self.say(
            f"step {row['step']:>4}/{self.total_steps} {settings.phase.name:<8} "
            f"reward {row['reward/mean']:+.2f}  accuracy {row['accuracy/mean']:.2f}  "
            f"format {row['reward/format_rate']:.2f}  length {row['length/mean']:5.0f}  "
            f"T {settings.temperature:.2f}  drift {row['optim/logprob_gap']:.4f}  "
            f"{row['system/tokens_per_second']:6.0f} tok/s  {row['time/step_seconds']:5.1f} s  ETA {left / 60:.0f} min"
        )

    def evaluation(self, summary: dict) -> None:
        sizes = "  ".join(f"{n} people {entry['accuracy']:.2f}" for n, entry in summary["people"].items())
        self.say(
            f"held-out after '{summary['label']}': accuracy {summary['accuracy']:.2f} ({sizes})  "
            f"format {summary['format_rate']:.2f}  length {summary['mean_length']:.0f}"
        )
