"""Pipelined rollouts: which weights sample what, nothing left to timing, and every way a run can end."""

from __future__ import annotations

import copy
import io
import json
import os
import signal
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from rich.console import Console

from logic_rl.config.reading import read_config
from logic_rl.config.run import PhaseConfig, RunConfig
from logic_rl.curriculum import Curriculum
from logic_rl.errors import RunFailed
from logic_rl.record import RunFolder
from logic_rl.resources import curriculum_path
from logic_rl.rollout.engine import Request, SamplingParams
from logic_rl.rollout.torch_engine import TorchEngine
from logic_rl.seeding import derive
from logic_rl.training.progress import Display
from logic_rl.training.sampling.pending import pending_from_rows, pending_rows
from logic_rl.training.sampling.refill import chosen
from logic_rl.training.sampling.rollouts import FrozenCopies, Pipelined
from logic_rl.training.sampling.sampler import Sampled, Sampler
from logic_rl.training.setup import build_trainer
from logic_rl.training.step_metrics import rollout_metrics
from logic_rl.training.trainer import Trainer
from logic_rl.types import Rollout, RolloutGroup, Score
from tests.rollout.test_torch_engine import Tokens
from tests.tiers import all_but
from tests.training.test_learning import BEST, GAME, PROMPTS, VOCABULARY, mean_reward, reward
from tests.training.toy import group, new_learner, new_model, train_on

# Two phases that differ in all that a rollout depends on; the first is left by promotion after two of its six steps.
PHASES = """[
  {name: warmup, steps: 6, people: {2: 1, 3: 1}, prompts: 2, group_size: 3, kl_weight: 0.01, learning_rate: 3.0e-3,
   band: {low: 0.4, high: 0.6}, promote: {format_rate: -1, window: 2}},
  {name: rollout, steps: 5, people: {2: 1, 3: 1}, prompts: 2, group_size: 3, kl_weight: 0.01, learning_rate: 3.0e-3,
   band: {low: 0.4, high: 0.6}, temperature: {start: 1.5, end: 1.1}}]"""
SETTINGS = (
    f"phases={PHASES}", "evaluation.num_puzzles=0", "reward.overlong=0.5", "reward.length=0.5", "algorithm.refills=1",
    "rollout.max_new_tokens=16", "checkpoint.every=100",
)  # fmt: skip
STEPS = 7


def new_trainer(model: Path, out: Path, *settings: str) -> Trainer:
    config = read_config(curriculum_path("smoke"), (*SETTINGS, *settings), model=str(model))
    display = Display(STEPS, Console(file=io.StringIO()))
    return build_trainer(config, RunFolder(out), None, "all", display)


def lagging(lag: int) -> tuple[str, str]:
    return "rollout.mode=pipelined", f"rollout.max_staleness={lag}"


def weights(trainer: Trainer) -> list[torch.Tensor]:
    return [parameter.detach().clone() for parameter in trainer.learner.model.parameters()]


def equal(first: list[torch.Tensor], second: list[torch.Tensor]) -> bool:
    return all(torch.equal(a, b) for a, b in zip(first, second, strict=True))


def train_slowly(trainer: Trainer, lag: int) -> list[int]:
    """What a pipelined run must come to, step after step in one thread; returns the staleness of each step."""
    policy, curriculum = trainer.learner.model, trainer.curriculum
    versions, mixes = [copy.deepcopy(policy)], []
    staleness, begin = [], 0
    for step in range(1, STEPS + 1):
        mixes.append(curriculum.settings().people)  # known after `step - 1` steps
        settings = curriculum.settings()
        source = max(begin, step - 1 - lag)
        trainer.engine.load_weights(versions[source], source)
        groups = trainer.sampler.groups(step, replace(settings, people=mixes[source]))
        staleness.append(step - 1 - source)
        row = rollout_metrics(groups, curriculum.task)
        train_on(trainer.learner.learner, chosen(groups, settings.phase.prompts), settings, step)
        versions.append(copy.deepcopy(policy))
        if curriculum.advance(row):
            begin = step
            trainer.sampler.rubrics[settings.phase.name].forget_best()
    assert curriculum.phase is None
    return staleness


@pytest.mark.parametrize("lag", all_but({2}, [1, 2]))
def test_equals_a_loop_that_trains_on_samples_of_older_weights_to_the_bit(
    toy_model: Path, tmp_path: Path, lag: int
) -> None:
    pipelined, slow = (new_trainer(toy_model, tmp_path / name, *lagging(lag)) for name in ("pipelined", "slow"))
    before = weights(slow)
    staleness = train_slowly(slow, lag)
    assert staleness == {1: [0, 1, 0, 1, 1, 1, 1], 2: [0, 1, 0, 1, 2, 2, 2]}[lag]
    pipelined.run()
    rows = pipelined.folder.metrics()
    assert [row["phase"] for row in rows] == ["warmup"] * 2 + ["rollout"] * 5
    assert [row["rollout/staleness"] for row in rows] == staleness
    assert equal(weights(pipelined), weights(slow)) and not equal(weights(slow), before)
    synchronous = new_trainer(toy_model, tmp_path / "synchronous", "algorithm.importance=token")
    synchronous.run()
    assert [row["rollout/staleness"] for row in synchronous.folder.metrics()] == [0] * STEPS
    assert not equal(weights(synchronous), weights(slow))


@pytest.mark.slow
def test_goes_on_from_every_checkpoint_to_the_same_end(toy_model: Path, tmp_path: Path) -> None:
    whole = new_trainer(toy_model, tmp_path / "whole", *lagging(2), "checkpoint.every=1", f"checkpoint.keep={STEPS}")
    whole.run()
    rows = whole.folder.metrics()
    for step in (1, 2, 4, 6):  # 2: the end of a phase, 6: one rollout is pending, not two
        checkpoint = whole.folder.checkpoints / f"step_{step:06d}"
        resumed = new_trainer(toy_model, tmp_path / f"from_{step}", *lagging(2))
        resumed.restore(checkpoint)
        assert len(resumed.rollouts.pending) == {1: 2, 2: 0, 4: 2, 6: 1}[step]
        resumed.run()
        assert equal(weights(resumed), weights(whole))
        for own, other in zip(resumed.folder.metrics(), rows[step:], strict=True):
            assert {k: v for k, v in own.items() if not k.startswith(("time/", "system/"))}.items() <= other.items()


def test_pending_rollouts_survive_a_file_exactly(toy_model: Path, tmp_path: Path) -> None:
    trainer = new_trainer(toy_model, tmp_path / "run")
    sampled = trainer.sampler.rollout(3, trainer.curriculum.settings(), trainer.learner.model, version=1)
    rows = json.loads(json.dumps(pending_rows([sampled, replace(sampled, step=4)])))
    found = pending_from_rows(rows, trainer.sampler.make_prompt, trainer.curriculum.task)
    assert [(one.step, one.groups) for one in found] == [(3, sampled.groups), (4, sampled.groups)]
    assert found[0].staleness() == 1 and found[1].staleness() == 2


def test_copies_stay_as_they_were_when_taken() -> None:
    policy = new_model()
    copies = FrozenCopies(policy, 2, policy.device)
    seen = []
    for value in (1.0, 2.0, 3.0):
        with torch.no_grad():
            policy.model.norm.weight.fill_(value)
        seen.append(copies.of_now())
    assert [float(model.model.norm.weight[0]) for model in seen[1:]] == [2.0, 3.0]
    assert seen[0] is seen[2] and not any(p.requires_grad for p in seen[0].parameters())


class Stuck:
    """Keeps sampling until it is told to stop; `begun` says that it does."""

    def __init__(self, engine, rollouts_before: int):
        self.engine, self.left, self.begun = engine, rollouts_before, threading.Event()

    def generate(self, requests, params, progress=None):
        if self.left:
            self.left -= 1
            return self.engine.generate(requests, params, progress)
        self.begun.set()
        while True:
            progress(0, 0)
            time.sleep(0.01)

    def __getattr__(self, name: str):
        return getattr(self.engine, name)


def rollout_threads() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name.startswith("rollout") and thread.is_alive()]


def assert_no_thread_is_left() -> None:
    until = time.monotonic() + 20
    while rollout_threads() and time.monotonic() < until:
        time.sleep(0.01)
    assert not rollout_threads()


def stuck_trainer(toy_model: Path, out: Path) -> tuple[Trainer, Stuck]:
    trainer = new_trainer(toy_model, out, *lagging(1), "algorithm.refills=0")
    trainer.sampler.engine = Stuck(trainer.engine, rollouts_before=1)
    return trainer, trainer.sampler.engine


def test_an_interrupt_while_the_trainer_waits_ends_both(toy_model: Path, tmp_path: Path) -> None:
    trainer, engine = stuck_trainer(toy_model, tmp_path / "run")

    def interrupt() -> None:
        engine.begun.wait()
        time.sleep(0.5)
        os.kill(os.getpid(), signal.SIGINT)

    threading.Thread(target=interrupt, daemon=True).start()
    with pytest.raises(KeyboardInterrupt):
        trainer.run()
    assert_no_thread_is_left()


def test_an_interrupt_while_the_trainer_trains_ends_both(toy_model: Path, tmp_path: Path, monkeypatch) -> None:
    trainer, engine = stuck_trainer(toy_model, tmp_path / "run")

    def interrupted(*_: object) -> None:
        engine.begun.wait()
        raise KeyboardInterrupt

    monkeypatch.setattr(trainer.learner, "update", interrupted)
    with pytest.raises(KeyboardInterrupt):
        trainer.run()
    assert_no_thread_is_left()


def test_an_error_of_the_rollout_is_the_error_of_the_run(toy_model: Path, tmp_path: Path, monkeypatch) -> None:
    trainer = new_trainer(toy_model, tmp_path / "run", *lagging(1), "checkpoint.every=1")
    rollout = trainer.sampler.rollout

    def failing(step: int, *others) -> Sampled:
        if step == 4:
            raise RunFailed("rollout worker 0 failed 3 times in a row")
        return rollout(step, *others)

    monkeypatch.setattr(trainer.sampler, "rollout", failing)
    with pytest.raises(RunFailed, match="^rollout worker 0 failed 3 times in a row$"):
        trainer.run()
    assert_no_thread_is_left()
    assert [row["step"] for row in trainer.folder.metrics()] == [1, 2]  # a checkpoint would hold what failed


@pytest.mark.parametrize("lag", all_but({1}, (0, 1, 2)))
def test_samples_that_are_too_stale_are_not_trained_on(toy_model: Path, tmp_path: Path, monkeypatch, lag: int) -> None:
    """An engine that loses its weights on the way goes on with the first ones."""
    failing_step, mode = lag + 2, lagging(lag) if lag else ()
    trainer = new_trainer(toy_model, tmp_path / "run", *mode, f"phases={PHASES.replace('format_rate: -1, ', '')}")
    load = trainer.engine.load_weights
    monkeypatch.setattr(trainer.engine, "load_weights", lambda model, version: version or load(model, version))
    trained, learn = [], trainer.learner.update
    monkeypatch.setattr(trainer.learner, "update", lambda *given: trained.append(given[2]) or learn(*given))
    with pytest.raises(RunFailed, match=rf"samples of step {failing_step} come from weights 0, {failing_step - 1} upd"):
        trainer.run()
    assert trained == list(range(1, failing_step))


class Endless(Tokens):
    eos_token_id = VOCABULARY  # which no model of the game can choose


class Player(Sampler):
    """Plays the two-token game of `test_learning` with the torch engine."""

    def __init__(self, model):
        self.engine, self.stop = TorchEngine(model, Endless()), threading.Event()

    def rollout(self, step, settings, model, version, samples=16) -> Sampled:
        self.engine.load_weights(model, version)
        wanted = [Request((p,), derive(step, p, i)) for p in range(PROMPTS) for i in range(samples)]
        played = self.engine.generate(wanted, SamplingParams(1.0, 2))
        groups = []
        for prompt in range(PROMPTS):
            own = played[prompt * samples : (prompt + 1) * samples]
            rollouts = [
                Rollout(one, Score(reward(prompt, *one.token_ids), {}, "wrong"), i) for i, one in enumerate(own)
            ]
            groups.append(RolloutGroup(group((prompt,), []).prompt, tuple(rollouts)))
        return Sampled(step, groups, 0.0, {})


@pytest.mark.parametrize("algorithm", all_but({"grpo"}, ["grpo", "rloo", "ppo", "gspo"]))
def test_the_best_policy_is_found_one_step_late_too(algorithm: str) -> None:
    """The bar of `test_learning`, at half its pace: at 1e-2 the policy of this game is another one a step later."""
    steps, game = 40, replace(GAME, learning_rate=5e-3)
    wide = {"clip_low": 0.2, "clip_high": 0.2} if algorithm == "gspo" else {}
    model = new_model(vocab_size=VOCABULARY)
    learner = new_learner(model, algorithm, importance="token", **wide)
    curriculum = Curriculum(RunConfig(phases=(PhaseConfig("warmup", steps, {2: 1.0}),)), None)
    pipeline = Pipelined(Player(model), curriculum, model, 1, model.device)
    for step in range(1, steps + 1):
        sampled = pipeline.take(step)
        train_on(learner, sampled.groups, game, step)
        curriculum.advance({"reward/format_rate": 0.0, "accuracy/mean": 0.0})
        assert sampled.staleness() == min(1, step - 1)
        if step == 1:
            assert mean_reward(sampled.groups) < 0.6
    pipeline.close()
    assert mean_reward(sampled.groups) > 0.9 * BEST
