"""A phase of reinforcement learning, the stage of `kind: rl`, and what changes over it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

from logic_rl.config.values import STRICT, Number, Whole


@dataclass(frozen=True, slots=True)
class Ramp:
    """A number that changes over a phase, from `start` to `end`; `shape` is linear or cosine.

    In YAML a plain number stands for a constant ramp.
    """

    __pydantic_config__ = STRICT

    start: Number
    end: Number
    shape: Literal["linear", "cosine"] = "linear"


@dataclass(frozen=True, slots=True)
class Promotion:
    """Leave the phase before its last step once the means over `window` steps reach the bars.

    A bar of 0 is always reached; with both at 0 the phase runs all its steps.
    """

    __pydantic_config__ = STRICT

    format_rate: Number = 0.0
    accuracy: Number = 0.0
    window: Whole = 3


@dataclass(frozen=True, slots=True)
class Band:
    """Draw sizes less often while the share of right samples on them lies outside `low` to `high`.

    0 and 1 leave the mix as it is. `logic_rl.pass_rates` says how and why.
    """

    __pydantic_config__ = STRICT

    low: Number = 0.0
    high: Number = 1.0

    @property
    def is_on(self) -> bool:
        return self.low > 0 or self.high < 1


@dataclass(frozen=True, slots=True)
class PhaseConfig:
    """A phase of reinforcement learning: `kind: rl`, or no kind.

    Attributes:
        name: of letters, digits, _ and -; the checkpoint and the evaluation after the stage bear it.
        steps: rollouts at most, each learnt from before the next.
        people: size (number of people, or another task's level) → relative weight among the prompts; none means every
            level of the task, evenly. `levels` is another name for it.
        prompts: questions per step.
        group_size: samples per question.
        kl_weight: weight of the penalty on the distance to the model that the phase, or the row of phases that it goes
            on with, started from.
        promote: when to leave the phase early.
        band: adapts `people` to what the model can do.
        start_from: `from` in YAML: the model it goes on with, that of the stage before it ("previous"), the run's own
            ("base"), or the one that an earlier stage made, by its name.
        reward: keys of the run's `reward` that are others in this phase: `{language: 0.5}`. What the stage has made is
            measured by them too.
        task_options: for this phase, over those of the run.
    """

    __pydantic_config__ = STRICT
    makes_model: ClassVar[bool] = True
    leaves_rows: ClassVar[bool] = False

    name: str
    steps: Whole
    people: dict[Whole, Number] = field(default_factory=dict)
    prompts: Whole = 32
    group_size: Whole = 8
    temperature: Ramp = Ramp(1.0, 1.0)
    learning_rate: Ramp = Ramp(2e-4, 2e-4)
    kl_weight: Ramp = Ramp(0.0, 0.0)
    promote: Promotion = Promotion()
    band: Band = Band()
    kind: Literal["rl"] = "rl"
    start_from: str = "previous"
    reward: dict[str, Any] = field(default_factory=dict)
    task_options: dict[str, Any] = field(default_factory=dict)
