"""The story of a run: its stages, and a step of reinforcement learning from questions to the record."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, closing
from functools import partial
from pathlib import Path
from typing import Any

from logic_rl.config.run import RunConfig
from logic_rl.curriculum import Curriculum
from logic_rl.errors import NotFinite
from logic_rl.record import RunFolder
from logic_rl.rollout.collect import MakePrompt, collect_groups, response_rows
from logic_rl.rollout.engine import Engine
from logic_rl.rollout.one_language import banned_tokens
from logic_rl.seeding import derive
from logic_rl.trackers.live import Trackers
from logic_rl.training.compute import price_of, rl_compute
from logic_rl.training.health import Health
from logic_rl.training.held_out import TEST, VALID, evaluation_summary, is_best, point
from logic_rl.training.learning.bad_batch import keep_bad_batch
from logic_rl.training.learning.checkpoint import keep_best, prune_checkpoints
from logic_rl.training.learning.experience import with_advantages
from logic_rl.training.learning.interface import PolicyLearner
from logic_rl.training.model_files import ModelFiles
from logic_rl.training.progress import Display
from logic_rl.training.proxies import proxy_metrics, read_some
from logic_rl.training.sampling.pending import pending_from_rows, pending_rows
from logic_rl.training.sampling.refill import chosen
from logic_rl.training.sampling.rollouts import new_rollouts
from logic_rl.training.sampling.sampler import Sampler
from logic_rl.training.step_metrics import claims_metrics, rollout_metrics, timing, verified_metrics
from logic_rl.types import Question

MEASURED = ".measured.tmp"  # a checkpoint on its way to `best`


class Trainer:
    """Walks a model through the stages of a run.

    Args:
        files: what checkpoints hold besides weights and states.
        held_out: by split questions that are evaluated on and never trained on; of the valid split if models are to be
            chosen among.
        stages: what is done in a stage of each kind.
        trackers: are given every number that goes on record.
        last_stage: stop after this one; None goes to the end.
    """

    def __init__(
        self,
        config: RunConfig,
        folder: RunFolder,
        learner: PolicyLearner,
        files: ModelFiles,
        engine: Engine,
        make_prompt: MakePrompt,
        curriculum: Curriculum,
        held_out: Mapping[str, Sequence[Question]],
        display: Display,
        stages: Mapping[str, Callable[[Any, Any], None]],
        trackers: Trackers,
        last_stage: str | None = None,
    ):
        self.config, self.folder, self.learner, self.files = config, folder, learner, files
        self.engine, self.curriculum, self.make_prompt = engine, curriculum, make_prompt
        self.held_out, self.display = held_out, display
        self.stages, self.trackers = stages, trackers
        names = [stage.name for stage in config.phases]
        self.last_index = len(names) - 1 if last_stage is None else names.index(last_stage)
        banned = banned_tokens(files.tokenizer, config.rollout.language)
        self.sampler = Sampler(config, engine, make_prompt, curriculum, display.sampling, folder.samples, banned)
        self.rollouts = new_rollouts(config.rollout, self.sampler, curriculum, learner.model)
        self.health = Health(display.say, folder.path)
        self.price = price_of(learner.model)
        self.step = 0
        self.save_seconds = 0.0  # writing checkpoints since the last row of metrics

    def run(self) -> None:
        """Go through the stages (to `last_stage`), each by what its kind does, and measure what each has made."""
        with closing(self.rollouts):
            if self.step == 0:
                self.evaluate("base")
                if self.config.evaluation.every and self.held_out[VALID]:
                    self.evaluate(point(0), VALID)
            while (stage := self.curriculum.phase) and not self.is_past_last_stage():
                self.stages[stage.kind](self, stage)
        if self.health.summary:
            self.display.say(self.health.summary)

    def train_step(self) -> bool:
        """One step of reinforcement learning: a rollout and its update; returns whether it ended the stage."""
        started = time.perf_counter()
        settings = self.curriculum.settings()
        assert settings, "called where a stage of reinforcement learning has steps left"
        self.step += 1
        sampled = self.rollouts.take(self.step)  # questions, prompts, completions, scores
        groups, rolled_out = sampled.groups, time.perf_counter()
        keep_bad = partial(keep_bad_batch, self.folder.bad_batches, self.step, settings)
        samples = self.learner.experience(chosen(groups, settings.phase.prompts), settings)
        samples = with_advantages(samples, settings, self.config.algorithm)
        optim = self.learner.update(samples, settings, self.step, keep_bad)
        updated = time.perf_counter()

        rows = response_rows(groups, self.step, settings.phase.name, self.curriculum.task)
        row = {"step": self.step, "phase": settings.phase.name} | rollout_metrics(groups, self.curriculum.task)
        read = read_some(groups, self.curriculum.task)
        row |= verified_metrics(rows) | claims_metrics(read) | proxy_metrics(groups, read, samples) | optim
        row |= rl_compute(self.price, groups, samples, settings, self.config.algorithm)
        row |= {
            "rollout/temperature": settings.temperature,
            "rollout/staleness": sampled.staleness(),
            "rollout/refilled_groups": len(groups) - settings.phase.prompts,
            "curriculum/phase_step": settings.phase_step + 1,
        }
        row |= self.health.check(row)
        phase_is_over = self.curriculum.advance(row)
        if phase_is_over:
            self.rollouts.drain()
            self.sampler.rubrics[settings.phase.name].forget_best()
        self.folder.write_rollouts(self.step, rows)
        is_due = phase_is_over or self.step % self.config.checkpoint.every == 0
        if is_due:
            self.rollouts.settled()  # a checkpoint waits for them: the step's seconds shall say so
        row |= timing(sampled, started, rolled_out, updated, self.take_save_seconds()) | sampled.engine
        self.record(row)
        self.health.stop_if_hopeless(row)
        if is_due:
            self.save_step()
        self.display.step(row)
        if not phase_is_over and self.is_evaluation_due():
            self.evaluate_step()
        return phase_is_over

    def record(self, row: dict) -> None:
        """Put a step's numbers on record, and hand them to whoever watches."""
        self.folder.append_metrics(row)
        self.trackers.step(row)

    def save_step(self) -> None:
        """A state to resume from. The step's row is on record before it: no checkpoint is ahead of the metrics."""
        self.save(self.folder.checkpoints / f"step_{self.step:06d}")
        prune_checkpoints(self.folder.checkpoints, self.config.checkpoint.keep)

    def is_evaluation_due(self) -> bool:
        every = self.config.evaluation.every
        return bool(every) and self.step % every == 0

    def evaluate_step(self) -> None:
        """Measure the model within a stage; the best of all that are measured so is kept."""
        self.rollouts.settled()  # the engine is free then
        stage = self.curriculum.phase
        self.evaluate(point(self.step), VALID if self.held_out[VALID] else TEST, stage.name if stage else None)
        if is_best(self.folder, self.step):
            self.save(self.folder.checkpoints / MEASURED)
            keep_best(self.folder.checkpoints / MEASURED)
            prune_checkpoints(self.folder.checkpoints, self.config.checkpoint.keep)

    def evaluate(self, label: str, split: str = TEST, stage: str | None = None) -> None:
        """Sample on held-out questions, unless this label is on record already; no rollout may be under way.

        Replies are scored as in the stage whose model is measured.
        """
        questions = self.held_out[split]
        if not questions or self.folder.evaluation(label):
            return
        self.display.say(f"evaluating '{label}' on {len(questions)} held-out questions of the {split} split")
        settings = self.config.evaluation
        self.engine.load_weights(self.learner.model, version=self.step)
        try:
            groups = collect_groups(
                questions,
                self.make_prompt,
                self.engine,
                self.sampler.params(settings.temperature),
                settings.samples,
                seed=derive(self.config.seed, "evaluation"),
                progress=self.display.sampling,
                rubric=self.sampler.new_rubric(stage),
            )
        except NotFinite as error:
            raise NotFinite(f"evaluation {label!r} after step {self.step}: {error}") from None
        rows = response_rows(groups, self.step, label, self.curriculum.task)
        summary = {"label": label, "step": self.step, "split": split} | evaluation_summary(rows)
        self.folder.write_evaluation(label, summary, rows)
        self.trackers.evaluation(summary, rows)
        self.display.evaluation(summary, rows)

    def end_stage(self, name: str) -> None:
        """Measure what a stage has made, to report it and to choose among such, and keep it; the best as `best` too."""
        self.evaluate(name, TEST, name)
        self.evaluate(point(self.step), VALID, name)
        self.save(self.folder.checkpoints / name)
        if not self.config.has_choice or is_best(self.folder, self.step):
            keep_best(self.folder.checkpoints / name)

    def expect(self, stage_steps: int) -> None:
        """Tell the display how many steps the run takes, as far as that is known: so many in this stage."""
        later = self.config.phases[self.curriculum.phase_index + 1 :]
        left = stage_steps - self.curriculum.phase_step + sum(getattr(stage, "steps", 0) for stage in later)
        self.display.update(self.step, self.step + left)

    def is_past_last_stage(self) -> bool:
        return self.curriculum.phase_index > self.last_index

    def save(self, path: Path) -> None:
        started = time.perf_counter()
        state = {
            "step": self.step,
            "health": self.health.state_dict(),
            "curriculum": self.curriculum.state_dict(),
            "rubrics": {name: rubric.state_dict() for name, rubric in self.sampler.rubrics.items()},
            "pending": pending_rows(self.rollouts.settled()),
        }
        self.learner.save(path, self.files.at(self.step), state)
        self.save_seconds += time.perf_counter() - started

    def take_save_seconds(self) -> float:
        """Seconds of all saves since this was last asked: a row is on record before its own step's save."""
        seconds, self.save_seconds = self.save_seconds, 0.0
        return seconds

    def restore(self, path: Path) -> None:
        """Go on from a checkpoint: later metrics and rollouts are dropped, for they will be made again."""
        state = self.learner.load(path)
        self.step = state["step"]
        self.health.load_state_dict(state["health"])
        self.curriculum.load_state_dict(state["curriculum"])
        for name, rubric in self.sampler.rubrics.items():
            rubric.load_state_dict(state["rubrics"][name] if "rubrics" in state else state["rubric"])
        pending = pending_from_rows(state.get("pending", ()), self.make_prompt, self.curriculum.task)
        self.rollouts.restore(pending)
        self.folder.forget_after(self.step)
        if reopened := self.curriculum.reopen():
            self.display.say(f"stage {reopened!r} goes on: it has been given more steps")
            self.folder.forget_evaluation(reopened)
            self.folder.forget_evaluation(point(self.step))
        self.finish_stage_end()
        if self.curriculum.phase_step and self.is_evaluation_due():
            self.evaluate_step()

    def finish_stage_end(self) -> None:
        """A kill may have fallen between the last step of a stage and its evaluation: make that up."""
        index = self.curriculum.phase_index
        if self.curriculum.phase_step == 0 and index > 0 and self.config.phases[index - 1].makes_model:
            self.end_stage(self.config.phases[index - 1].name)

    def close(self) -> None:
        """End what was started for the run."""
        with ExitStack() as ending:
            for part in (self.trackers, self.curriculum, self.learner, self.engine):
                ending.callback(part.close)
