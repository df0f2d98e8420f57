"""The curriculum: which phase a step belongs to, its settings, its questions, and when a phase ends.

The state is two counters, the recent metrics and the running pass rates, so a resumed run draws the
same questions and is promoted at the same step. Questions of step k come from a stream named by (seed, phase, k).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from logic_rl.config.run import DistilStage, PhaseConfig, Promotion, Ramp, RunConfig, SampleStage, Stage
from logic_rl.errors import UsageError
from logic_rl.metrics import mean
from logic_rl.pass_rates import PassRates
from logic_rl.seeding import stream
from logic_rl.tasks import make_task
from logic_rl.tasks.task import Task
from logic_rl.types import Question


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
    """Walks through the stages of a configuration, in its order.

    Args:
        pool: questions to train on; None draws fresh ones of the train split.
        task: where they come from; by default the one that the configuration names.
    """

    def __init__(self, config: RunConfig, pool: Sequence[Question] | None, task: Task | None = None):
        self.config = config
        self.task = task or make_task(config.task, config.task_options)
        self.pool_by_level: dict[int, list[Question]] | None = None
        if pool is not None:
            self.pool_by_level = {}
            for question in pool:
                self.pool_by_level.setdefault(question.level, []).append(question)
            self._check_pool()
        self.tasks = {stage.name: self._task_of(stage) for stage in config.phases}
        self.phase_index = self.phase_step = 0
        self.history: list[dict] = []  # the promotion metrics of this phase
        self.ended: dict = {}  # the phase before: its name, its steps, its history
        self.pass_rates = PassRates()  # of all phases

    @property
    def phase(self) -> Stage | None:
        """The stage of the next step; None when all are done."""
        phases = self.config.phases
        return phases[self.phase_index] if self.phase_index < len(phases) else None

    def settings(self, ahead: int = 0) -> StepSettings | None:
        """The settings of the next step, or of one `ahead` of it; None if that lies beyond this phase.

        Looking ahead, the mix of sizes is the one that suits what is known now: the pass rates of the steps
        in between are not.
        """
        phase, phase_step = self.phase, self.phase_step + ahead
        if not isinstance(phase, PhaseConfig) or phase_step >= phase.steps:
            return None
        fraction = phase_step / max(1, phase.steps - 1)
        return StepSettings(
            phase=phase,
            phase_step=phase_step,
            temperature=ramp_value(phase.temperature, fraction),
            learning_rate=ramp_value(phase.learning_rate, fraction),
            kl_weight=ramp_value(phase.kl_weight, fraction),
            people=self.pass_rates.adapted(self.levels(phase), phase.band),
        )

    def levels(self, stage: PhaseConfig | SampleStage | DistilStage) -> Mapping[int, float]:
        """The weights of a stage's levels; all that there are, evenly, where it names none."""
        if stage.people:
            return stage.people
        return dict.fromkeys(sorted(self.pool_by_level or self.tasks[stage.name].levels), 1.0)

    def questions(self, settings: StepSettings) -> list[Question]:
        """The questions of a step; they depend on its settings alone, whatever has happened since."""
        return self._draw(settings, settings.phase.prompts)

    def more_questions(self, settings: StepSettings, round_number: int, count: int) -> list[Question]:
        """Further questions for a step, of the same kind; every round draws others."""
        return self._draw(settings, count, "refill", round_number)

    def _draw(self, settings: StepSettings, count: int, *labels: int | str) -> list[Question]:
        rng = stream(self.config.seed, "puzzles", settings.phase.name, settings.phase_step, *labels)
        return self.draw(settings.phase.name, settings.people, count, rng)

    def draw(self, stage: str, weights: Mapping[int, float], count: int, rng: Random) -> list[Question]:
        """So many questions of the train split, their levels drawn by these weights."""
        levels = rng.choices(list(weights), weights=list(weights.values()), k=count)
        if self.pool_by_level is not None:
            return [rng.choice(self.pool_by_level[level]) for level in levels]
        return [self.tasks[stage].draw(level, rng, "train") for level in levels]

    def advance(self, metrics: dict) -> bool:
        """Count a finished step of reinforcement learning; returns whether it was the last of its phase."""
        phase = self.phase
        assert isinstance(phase, PhaseConfig), "only these phases have such steps"
        self.pass_rates.observe(metrics)
        self.phase_step += 1
        self.history.append({key: metrics[key] for key in ("reward/format_rate", "accuracy/mean")})
        is_promoted = should_promote(phase.promote, self.history)
        if self.phase_step < phase.steps and not is_promoted:
            return False
        self.ended = {"name": phase.name, "steps": self.phase_step, "history": self.history, "promoted": is_promoted}
        self.next_stage()
        return True

    def next_stage(self) -> None:
        self.phase_index, self.phase_step, self.history = self.phase_index + 1, 0, []

    def reopen(self) -> str | None:
        """Go back into the phase that has just ended, if it has been given more steps since; returns its name.

        Raises:
            UsageError: the phase under way, or the one before it, was given fewer steps than are done.
        """
        phase = self.phase
        if isinstance(phase, PhaseConfig) and self.phase_step >= phase.steps:
            done = self.phase_step
            raise UsageError(f"phases.{phase.name}.steps: {phase.steps}, but {done} are done; give at least {done + 1}")
        before = self.config.phases[self.phase_index - 1] if self.phase_index else None
        if self.phase_step or not self.ended or not isinstance(before, PhaseConfig) or self.ended["promoted"]:
            return None
        done = self.ended["steps"]
        if before.name != self.ended["name"]:
            return None
        if before.steps < done:
            raise UsageError(f"phases.{before.name}.steps: {before.steps}, but {done} are done; give at least so many")
        if before.steps == done:
            return None
        self.phase_index, self.phase_step = self.phase_index - 1, self.ended["steps"]
        self.history, self.ended = list(self.ended["history"]), {}
        return before.name

    def state_dict(self) -> dict:
        return {
            "phase_index": self.phase_index,
            "phase_step": self.phase_step,
            "history": self.history,
            "ended": self.ended,
            "pass_rates": self.pass_rates.state_dict(),
        }

    def load_state_dict(self, state: dict) -> None:
        self.phase_index, self.phase_step = state["phase_index"], state["phase_step"]
        self.history, self.ended = list(state["history"]), dict(state.get("ended", {}))
        self.pass_rates.load_state_dict(state["pass_rates"])

    def close(self) -> None:
        """End what the tasks have started."""
        for task in {id(task): task for task in (self.task, *self.tasks.values())}.values():
            task.close()

    def _task_of(self, stage: Stage) -> Task:
        options = getattr(stage, "task_options", None)
        return make_task(self.config.task, self.config.options(stage.name)) if options else self.task

    def _check_pool(self) -> None:
        assert self.pool_by_level is not None
        word = self.task.level_word
        for phase in self.config.phases:
            weights = getattr(phase, "people", {})
            lacking = [level for level, weight in weights.items() if weight and level not in self.pool_by_level]
            if lacking:
                raise UsageError(
                    f"phase {phase.name!r} wants puzzles of {lacking[0]} {word}, but the training puzzles have "
                    f"{', '.join(map(str, sorted(self.pool_by_level)))}: generate more, "
                    f"or change phases.{phase.name}.people"
                )
