"""Alarms: what in a step's numbers says that training goes wrong, and what to do about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from logic_rl.errors import RunFailed
from logic_rl.metrics import mean
from logic_rl.training.hacking import ADVICE, DETECTORS, Watch

MAX_BAD_STEPS = 3
WINDOW = 3  # steps whose mean is held against the best such mean


@dataclass(frozen=True, slots=True)
class Alarm:
    """Rings in steps in which the metric `key` is above (or with `above=False` below) the bar.

    Attributes:
        of_best: the bar is a share of the highest mean over `WINDOW` steps so far; the latest such mean is held
            against it, once the highest has reached `from_best`.
        when_fresh: looks only at steps whose samples are of the very weights they train.
    """

    name: str
    key: str
    bar: float
    advice: str
    above: bool = True
    of_best: bool = False
    from_best: float = 0.0
    when_fresh: bool = False


# Beside each bar: the most or least in a good run of the tiny base (62 steps of three_phase), or "assumed".
ALARMS = (
    Alarm("gradient", "optim/skipped", 0.0, "the batch is in bad_batches/; lower the learning rate if it recurs"),  # 0
    Alarm(
        "drift", "optim/logprob_gap", 0.05,  # 0.003
        "engine and trainer disagree: set algorithm.importance=token", when_fresh=True,
    ),
    Alarm("truncated", "length/truncated_rate", 0.25, "raise rollout.max_new_tokens or set reward.overlong"),  # 0.04
    Alarm(
        "zero_variance", "rollout/zero_variance_rate", 0.95,  # 0.92 at the very end
        "next to nothing to learn: change the people or the band of the phase, or set algorithm.refills",
    ),
    Alarm(
        "sample_size", "optim/effective_sample_size", 0.5,  # assumed
        "the policy has left the samples behind: fewer updates_per_rollout, a lower learning rate or max_staleness",
        above=False,
    ),
    Alarm(
        "format", "reward/format_rate", 0.5,  # 0.97
        "the format is being lost: lower the learning rate or set kl_weight", above=False, of_best=True, from_best=0.3,
    ),
    Alarm(
        "entropy", "optim/entropy", 0.1,  # 0.32
        "samples become alike: raise the temperature or set algorithm.entropy_weight", above=False, of_best=True,
    ),
    Alarm(
        "claims", "behaviour/claims_true", 0.95,  # assumed; .985 fell to .94 in a run that was paid for ending
        "steps become false while reward is paid: look at replies, lower reward.format or the learning rate",
        above=False, of_best=True, from_best=0.8,
    ),
)  # fmt: skip


class Health:
    """Watches the steps of a run.

    Args:
        say: hears one line when an alarm begins to ring.
        folder: of the run, for the message that ends it.
    """

    def __init__(self, say: Callable[[str], None], folder: Path):
        self.say, self.folder = say, folder
        self.bad_steps = 0  # in a row, with an update left out
        self.steps_rung: dict[str, int] = {}  # by alarm, over the run
        self.ringing: list[str] = []
        self.recent: dict[str, list[float]] = {}  # of alarms with a best
        self.best: dict[str, float] = {}
        self.watch = Watch()  # for hacking of the reward

    def check(self, row: dict) -> dict[str, int]:
        """What the alarms say of a step, as `health/` metrics."""
        lines = {alarm.name: self._line(alarm, row) for alarm in ALARMS}
        told = self.watch.see(row)
        lines |= {name: line and f"{name}: {line}; {ADVICE[name]}" for name, line in told.items()}
        for name, line in lines.items():
            if line and name not in self.ringing:
                self.say(f"alarm at step {row['step']}: {line}")
        self.ringing = [name for name, line in lines.items() if line]
        for name in self.ringing:
            self.steps_rung[name] = self.steps_rung.get(name, 0) + 1
        return {"health/alarms": len(self.ringing)} | {f"health/{name}": int(bool(lines[name])) for name in lines}

    def _line(self, alarm: Alarm, row: dict) -> str | None:
        """What to tell a person, if the alarm rings."""
        value, bar, what = row.get(alarm.key), alarm.bar, alarm.key
        if value is None:  # not measured, as in a step without a gradient
            return None
        if alarm.when_fresh and row.get("rollout/staleness"):
            return None
        if alarm.of_best:
            recent = self.recent[alarm.name] = [*self.recent.get(alarm.name, []), value][-WINDOW:]
            if len(recent) < WINDOW:
                return None
            value, what = mean(recent), f"{alarm.key} over {WINDOW} steps"
            best = self.best[alarm.name] = max(value, self.best.get(alarm.name, value))
            if best < alarm.from_best:
                return None
            bar *= best
        if value <= bar if alarm.above else value >= bar:
            return None
        return f"{alarm.name}: {what} is {value:.3g}, {'above' if alarm.above else 'below'} {bar:.3g}; {alarm.advice}"

    def stop_if_hopeless(self, row: dict) -> None:
        """One bad gradient is left out; several steps in a row with one will not mend themselves."""
        self.bad_steps = self.bad_steps + 1 if row["optim/skipped"] else 0
        if self.bad_steps >= MAX_BAD_STEPS:
            raise RunFailed(
                f"the gradient was not finite in {self.bad_steps} steps in a row: lower the learning rate; the batches "
                f"are in {self.folder / 'bad_batches'}, the last checkpoint is from before step {row['step']}"
            )

    @property
    def summary(self) -> str | None:
        """How often which alarm rang; None if none did."""
        names = (*(alarm.name for alarm in ALARMS), *DETECTORS)
        counts = [f"{name} {self.steps_rung[name]}" for name in names if name in self.steps_rung]
        return f"steps with alarms: {', '.join(counts)}" if counts else None

    def state_dict(self) -> dict:
        names = ("bad_steps", "steps_rung", "ringing", "recent", "best")
        return {name: getattr(self, name) for name in names} | {"watch": self.watch.state_dict()}

    def load_state_dict(self, state: dict) -> None:
        for name, value in state.items():
            if name == "watch":
                self.watch.load_state_dict(value)
            else:
                setattr(self, name, value)
