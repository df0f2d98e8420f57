"""The story of a run: puzzles, prompts, rollout, reward, advantage, update, record."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path

from logic_rl.config.run import RunConfig
from logic_rl.curriculum import Curriculum
from logic_rl.metrics import mean
from logic_rl.record import RunFolder
from logic_rl.rollout.collect import collect_groups, response_rows
from logic_rl.rollout.engine import Engine
from logic_rl.seeding import derive
from logic_rl.training.health import Health
from logic_rl.training.held_out import evaluation_summary
from logic_rl.training.learning.bad_batch import keep_bad_batch
from logic_rl.training.learning.checkpoint import keep_best, prune_checkpoints
from logic_rl.training.learning.interface import PolicyLearner
from logic_rl.training.model_files import ModelFiles
from logic_rl.training.progress import Display
from logic_rl.training.sampling.pending import pending_from_rows, pending_rows
from logic_rl.training.sampling.refill import chosen, is_informative
from logic_rl.training.sampling.rollouts import new_rollouts
from logic_rl.training.sampling.sampler import Sampled, Sampler
from logic_rl.types import Prompt, RolloutGroup
from puzzles import Puzzle


class Trainer:
    """Walks a model through the phases of a curriculum.

    Args:
        files: what checkpoints hold besides weights and states.
        held_out: puzzles that are evaluated on and never trained on.
        last_phase: stop after this phase; None goes to the end.
    """

    def __init__(
        self,
        config: RunConfig,
        folder: RunFolder,
        learner: PolicyLearner,
        files: ModelFiles,
        engine: Engine,
        make_prompt: Callable[[Puzzle], Prompt],
        curriculum: Curriculum,
        held_out: Sequence[Puzzle],
        display: Display,
        last_phase: str | None = None,
    ):
        self.config, self.folder, self.learner, self.files = config, folder, learner, files
        self.engine, self.curriculum = engine, curriculum
        self.held_out, self.display, self.last_phase = held_out, display, last_phase
        self.sampler = Sampler(config, engine, make_prompt, curriculum, display.sampling)
        self.rollouts = new_rollouts(config.rollout, self.sampler, curriculum, learner.model)
        self.health = Health(display.say, folder.path)
        self.step = 0

    def run(self) -> None:
        """Train until the curriculum (or `last_phase`) is done."""
        with closing(self.rollouts):
            if self.step == 0:
                self.evaluate("base")
            while (phase := self.curriculum.phase) and not self.is_past_last_phase():
                phase_is_over = self.train_step()
                if phase_is_over:
                    self.end_phase(phase.name)
        if self.health.summary:
            self.display.say(self.health.summary)

    def train_step(self) -> bool:
        """One rollout and its update; returns whether it ended the phase."""
        started = time.perf_counter()
        settings = self.curriculum.settings()
        self.step += 1
        sampled = self.rollouts.take(self.step)
        groups, rolled_out = sampled.groups, time.perf_counter()
        keep_bad = partial(keep_bad_batch, self.folder.bad_batches, self.step, settings)
        optim = self.learner.update(chosen(groups, settings.phase.prompts), settings, self.step, keep_bad)
        updated = time.perf_counter()

        row = {"step": self.step, "phase": settings.phase.name} | rollout_metrics(groups) | optim
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
            self.sampler.rubric.forget_best()
        self.folder.write_rollouts(self.step, response_rows(groups, self.step, settings.phase.name))
        is_due = phase_is_over or self.step % self.config.checkpoint.every == 0
        if is_due:
            self.rollouts.settled()  # a checkpoint waits for them: the step's seconds shall say so
        row |= timing(sampled, started, rolled_out, updated) | sampled.engine
        self.folder.append_metrics(row)
        self.health.stop_if_hopeless(row)
        if is_due:
            self.save(self.folder.checkpoints / f"step_{self.step:06d}")
            prune_checkpoints(self.folder.checkpoints, self.config.checkpoint.keep)
        self.display.step(row)
        return phase_is_over

    def evaluate(self, label: str) -> None:
        """Sample on the held-out puzzles, unless this label is on record already; no rollout may be pending."""
        if not self.held_out or self.folder.evaluation(label):
            return
        self.display.say(f"evaluating '{label}' on {len(self.held_out)} held-out puzzles")
        settings = self.config.evaluation
        self.engine.load_weights(self.learner.model, version=self.step)
        groups = collect_groups(
            self.held_out,
            self.sampler.make_prompt,
            self.engine,
            self.sampler.params(settings.temperature),
            settings.samples,
            seed=derive(self.config.seed, "evaluation"),
            progress=self.display.sampling,
            rubric=self.sampler.new_rubric(),
        )
        rows = response_rows(groups, self.step, label)
        summary = {"label": label, "step": self.step} | evaluation_summary(rows)
        self.folder.write_evaluation(label, summary, rows)
        self.display.evaluation(summary)

    def end_phase(self, name: str) -> None:
        """Measure what the phase made, and keep it; the best phase is kept under that name too."""
        self.evaluate(name)
        self.save(self.folder.checkpoints / name)
        if self.is_best(name):
            keep_best(self.folder.checkpoints / name)

    def is_best(self, name: str) -> bool:
        """Whether no earlier phase got as much right on the held-out puzzles."""
        names = [phase.name for phase in self.config.phases]
        *before, own = map(self.folder.evaluation, names[: names.index(name) + 1])
        return own is not None and all(own["accuracy"] > other["accuracy"] for other in before if other)

    def is_past_last_phase(self) -> bool:
        names = [phase.name for phase in self.config.phases]
        return self.last_phase is not None and self.curriculum.phase_index > names.index(self.last_phase)

    def save(self, path: Path) -> None:
        state = {
            "step": self.step,
            "health": self.health.state_dict(),
            "curriculum": self.curriculum.state_dict(),
            "rubric": self.sampler.rubric.state_dict(),
            "pending": pending_rows(self.rollouts.settled()),
        }
        self.learner.save(path, self.files.at(self.step), state)

    def restore(self, path: Path) -> None:
        """Go on from a checkpoint: later metrics and rollouts are dropped, for they will be made again."""
        state = self.learner.load(path)
        self.step = state["step"]
        self.health.load_state_dict(state["health"])
        self.curriculum.load_state_dict(state["curriculum"])
        self.sampler.rubric.load_state_dict(state["rubric"])
        self.rollouts.restore(pending_from_rows(state.get("pending", ()), self.sampler.make_prompt))
        self.folder.forget_after(self.step)
        self.finish_phase_end()

    def close(self) -> None:
        """End what the engine and the learner have started."""
        try:
            self.engine.close()
        finally:
            self.learner.close()

    def finish_phase_end(self) -> None:
        """A kill may have fallen between the last step of a phase and its evaluation: make that up."""
        index = self.curriculum.phase_index
        if self.curriculum.phase_step == 0 and index > 0:
            self.end_phase(self.config.phases[index - 1].name)


def rollout_metrics(groups: Sequence[RolloutGroup]) -> dict[str, float]:
    """What the samples of one step look like; keys and units in `logic_rl.metrics`."""
    rollouts = [rollout for group in groups for rollout in group.rollouts]
    lengths = [len(rollout.completion.token_ids) for rollout in rollouts]
    row = {
        "reward/mean": mean(rollout.score.total for rollout in rollouts),
        "reward/format_rate": mean(rollout.score.verdict != "bad_format" for rollout in rollouts),
        "accuracy/mean": mean(rollout.score.verdict == "correct" for rollout in rollouts),
        "length/mean": mean(lengths),
        "length/max": max(lengths),
        "length/truncated_rate": mean(rollout.completion.finish_reason == "length" for rollout in rollouts),
        "rollout/zero_variance_rate": mean(not is_informative(group) for group in groups),
    }
    for part in rollouts[0].score.parts:
        row[f"reward/{part}"] = mean(rollout.score.parts[part] for rollout in rollouts)
    for size in sorted({group.prompt.puzzle.num_people for group in groups}):
        own = [group for group in groups if group.prompt.puzzle.num_people == size]
        row[f"accuracy/people_{size}"] = mean(r.score.verdict == "correct" for group in own for r in group.rollouts)
        row[f"curriculum/people_{size}"] = len(own) / len(groups)
    return row


def timing(sampled: Sampled, started: float, rolled_out: float, updated: float) -> dict[str, float]:
    tokens = sum(len(rollout.completion.token_ids) for group in sampled.groups for rollout in group.rollouts)
    now = time.perf_counter()
    return {
        "time/rollout_seconds": round(sampled.seconds, 3),
        "time/wait_seconds": round(rolled_out - started, 3),
        "time/update_seconds": round(updated - rolled_out, 3),
        "time/step_seconds": round(now - started, 3),
        "system/tokens_per_second": round(tokens / (now - started), 1),
    }
