"""The curriculum: which phase a step belongs to, its settings, its puzzles, and when a phase ends.

The state is two counters, the recent metrics and the running pass rates, so a resumed run draws the
same puzzles and is promoted at the same step. Puzzles of step k come from a stream named by (seed, phase, k).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from logic_rl.config.run import PhaseConfig, Promotion, Ramp, RunConfig
from logic_rl.errors import UsageError
from logic_rl.metrics import mean
from logic_rl.pass_rates import PassRates
from logic_rl.seeding import stream
from puzzles import Puzzle, PuzzleSpec
from puzzles.splits import sample_from_split


@dataclass(frozen=True, slots=True)
class StepSettings:
    """What one step does; the ramps of the phase are already evaluated.

    `people` are the weights of the sizes among its puzzles, adapted to the pass rates known when it was planned.
    """

    phase: PhaseConfig
    phase_step: int
    temperature: float
    learning_rate: float
    kl_weight: float
    people: Mapping[int, float] = field(default_factory=dict)


def ramp_value(ramp: Ramp, fraction: float) -> float:
    """The ramp's value after `fraction` (0 to 1) of the phase."""
    if ramp.shape == "cosine":
        fraction = (1 - math.cos(math.pi * fraction)) / 2
    return ramp.start + (ramp.end - ramp.start) * fraction


def should_promote(rule: Promotion, history: Sequence[dict]) -> bool:
    """Whether the last `window` rows of this phase reach both bars."""
    if rule.format_rate == rule.accuracy == 0 or len(history) < rule.window:
        return False
    recent = history[-rule.window :]
    return (
        mean(row["reward/format_rate"] for row in recent) >= rule.format_rate
        and mean(row["accuracy/mean"] for row in recent) >= rule.accuracy
    )


class Curriculum:
    """Walks through the phases `names` of a configuration.

    Args:
        pool: puzzles to train on; None draws fresh ones of the train split.
    """

    def __init__(self, config: RunConfig, pool: Sequence[Puzzle] | None):
        self.config = config
        self.pool_by_people: dict[int, list[Puzzle]] | None = None
        if pool is not None:
            self.pool_by_people = {}
            for puzzle in pool:
                self.pool_by_people.setdefault(puzzle.num_people, []).append(puzzle)
            self._check_pool()
        self.phase_index = self.phase_step = 0
        self.history: list[dict] = []  # the promotion metrics of this phase
        self.pass_rates = PassRates()  # of all phases

    @property
    def phase(self) -> PhaseConfig | None:
        """The phase of the next step; None when all are done."""
        phases = self.config.phases
        return phases[self.phase_index] if self.phase_index < len(phases) else None

    def settings(self, ahead: int = 0) -> StepSettings | None:
        """The settings of the next step, or of one `ahead` of it; None if that lies beyond this phase.

        Looking ahead, the mix of sizes is the one that suits what is known now: the pass rates of the steps
        in between are not.
        """
        phase, phase_step = self.phase, self.phase_step + ahead
        if phase is None or phase_step >= phase.steps:
            return None
        fraction = phase_step / max(1, phase.steps - 1)
        return StepSettings(
            phase=phase,
            phase_step=phase_step,
            temperature=ramp_value(phase.temperature, fraction),
            learning_rate=ramp_value(phase.learning_rate, fraction),
            kl_weight=ramp_value(phase.kl_weight, fraction),
            people=self.pass_rates.adapted(phase.people, phase.band),
        )

    def puzzles(self, settings: StepSettings) -> list[Puzzle]:
        """The puzzles of a step; they depend on its settings alone, whatever has happened since."""
        return self._draw(settings, settings.phase.prompts)

    def more_puzzles(self, settings: StepSettings, round_number: int, count: int) -> list[Puzzle]:
        """Further puzzles for a step, of the same kind; every round draws others."""
        return self._draw(settings, count, "refill", round_number)

    def _draw(self, settings: StepSettings, count: int, *labels: int | str) -> list[Puzzle]:
        rng = stream(self.config.seed, "puzzles", settings.phase.name, settings.phase_step, *labels)
        sizes = rng.choices(list(settings.people), weights=list(settings.people.values()), k=count)
        if self.pool_by_people is not None:
            return [rng.choice(self.pool_by_people[size]) for size in sizes]
        cast = self.config.task_options.get("fixed_cast", False)
        return [sample_from_split(PuzzleSpec(size, fixed_cast=cast), rng, "train") for size in sizes]

    def advance(self, metrics: dict) -> bool:
        """Count a finished step; returns whether it was the last of its phase."""
        phase = self.phase
        self.pass_rates.observe(metrics)
        self.phase_step += 1
        self.history.append({key: metrics[key] for key in ("reward/format_rate", "accuracy/mean")})
        if self.phase_step < phase.steps and not should_promote(phase.promote, self.history):
            return False
        self.phase_index, self.phase_step, self.history = self.phase_index + 1, 0, []
        return True

    def state_dict(self) -> dict:
        return {
            "phase_index": self.phase_index,
            "phase_step": self.phase_step,
            "history": self.history,
            "pass_rates": self.pass_rates.state_dict(),
        }

    def load_state_dict(self, state: dict) -> None:
        self.phase_index, self.phase_step = state["phase_index"], state["phase_step"]
        self.history = list(state["history"])
        self.pass_rates.load_state_dict(state["pass_rates"])

    def _check_pool(self) -> None:
        for phase in self.config.phases:
            lacking = [size for size, weight in phase.people.items() if weight and size not in self.pool_by_people]
            if lacking:
                raise UsageError(
                    f"phase {phase.name!r} wants puzzles of {lacking[0]} people, but the training puzzles have "
                    f"{', '.join(map(str, sorted(self.pool_by_people)))}: generate more, "
                    f"or change phases.{phase.name}.people"
                )
