"""What one step samples: its questions, and refills for those that teach nothing."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from concurrent.futures import CancelledError
from dataclasses import dataclass
from pathlib import Path

from transformers import PreTrainedModel

from logic_rl.config.run import RunConfig
from logic_rl.curriculum import Curriculum, StepSettings
from logic_rl.errors import NotFinite
from logic_rl.rewards.batch import Rubric
from logic_rl.rewards.located import located
from logic_rl.rollout.collect import MakePrompt, collect_groups
from logic_rl.rollout.engine import Engine, Progress, SamplingParams
from logic_rl.seeding import derive
from logic_rl.training.sampling.refill import refill_count
from logic_rl.types import Question, RolloutGroup


@dataclass(frozen=True, slots=True)
class Sampled:
    """The rollout of a step.

    Attributes:
        seconds: spent sampling and scoring; engine: what the engine has to tell of them.
    """

    step: int
    groups: list[RolloutGroup]
    seconds: float
    engine: dict[str, float]

    def staleness(self) -> int:
        """Updates between the oldest weights that sampled and those that are trained on it."""
        return self.step - 1 - min(r.completion.policy_version for group in self.groups for r in group.rollouts)


class Sampler:
    """Samples and scores with one engine; one call at a time, from any thread.

    Args:
        progress: hears how far the sampling is.
        samples: the run's folder of rows, where preference heads and process reward models are too.
        banned: tokens that are not sampled.

    Attributes:
        rubrics: what the samples of each phase are scored by, in the order of the steps.
        stop: set from another thread, it ends a rollout with a CancelledError.
    """

    def __init__(
        self,
        config: RunConfig,
        engine: Engine,
        make_prompt: MakePrompt,
        curriculum: Curriculum,
        progress: Progress,
        samples: Path,
        banned: tuple[int, ...] = (),
    ):
        self.config, self.engine, self.make_prompt = config, engine, make_prompt
        self.curriculum, self.progress, self.samples = curriculum, progress, samples
        self.banned = banned
        self.rubrics = {phase.name: self.new_rubric(phase.name) for phase in config.rl_phases}
        self.stop = threading.Event()

    def rollout(self, step: int, settings: StepSettings, model: PreTrainedModel, version: int) -> Sampled:
        """The rollout of a step by these weights, which nobody may change meanwhile.

        Raises:
            NotFinite: their logits are NaN or infinite; the message says the step.
        """
        self.engine.load_weights(model, version)
        started = time.perf_counter()
        try:
            groups = self.groups(step, settings)
        except NotFinite as error:
            raise NotFinite(f"step {step}: {error}") from None
        return Sampled(step, groups, time.perf_counter() - started, self.engine.metrics())

    def groups(self, step: int, settings: StepSettings) -> list[RolloutGroup]:
        """The groups of a step's questions, and of others until enough of them tell good samples from bad."""
        groups = self.sample(self.curriculum.questions(settings), step, settings)
        for round_number in range(1, self.config.algorithm.refills + 1):
            count = refill_count(groups, settings.phase.prompts)
            if not count:
                break
            more = self.curriculum.more_questions(settings, round_number, count)
            groups += self.sample(more, step, settings, round_number)
        return groups

    def sample(
        self, questions: Sequence[Question], step: int, settings: StepSettings, *labels: int
    ) -> list[RolloutGroup]:
        return collect_groups(
            questions,
            self.make_prompt,
            self.engine,
            self.params(settings.temperature),
            settings.phase.group_size,
            seed=derive(self.config.seed, "rollout", step, *labels),
            progress=self._heard,
            rubric=self.rubrics[settings.phase.name],
        )

    def params(self, temperature: float) -> SamplingParams:
        rollout = self.config.rollout
        return SamplingParams(temperature, rollout.max_new_tokens, rollout.stop, self.banned)

    def new_rubric(self, stage: str | None = None) -> Rubric:
        """What replies earn in a stage, or where none is named in the run as a whole."""
        reward = self.config.reward if stage is None else self.config.reward_of(stage)
        return self.curriculum.task.rubric(located(reward, self.samples), self.config.rollout.max_new_tokens)

    def _heard(self, finished: int, tokens: int) -> None:
        if self.stop.is_set():
            raise CancelledError
        self.progress(finished, tokens)
