"""Ranks as plain processes on this machine, and rollouts for them to learn from. No Ray."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import torch
import torch.distributed as dist
from torch.multiprocessing import spawn

from logic_rl.config.reading import read_config
from logic_rl.config.run import RunConfig
from logic_rl.curriculum import StepSettings
from logic_rl.resources import curriculum_path
from logic_rl.training.learning.batch import samples_of
from logic_rl.training.learning.checkpoint import SHARDS, save_checkpoint
from logic_rl.training.learning.experience import with_advantages
from logic_rl.training.learning.models import load_model
from logic_rl.training.learning.ranks.rank import Rank
from logic_rl.types import RolloutGroup
from tests.training.toy import PHASE, group

SETTINGS = StepSettings(replace(PHASE, group_size=4), 0, temperature=1.25, learning_rate=1e-3, kl_weight=0.05)


def config_for(model: Path, **algorithm: object) -> RunConfig:
    """Several passes a minibatch, two minibatches a rollout, a penalty, and gradients long enough to be clipped."""
    overrides = ("optimiser.autocast=false", "optimiser.tokens_per_pass=96", "optimiser.max_grad_norm=0.05")
    overrides += ("phases.rollout.kl_weight=0.05", "algorithm.updates_per_rollout=2")
    config = read_config(curriculum_path("smoke"), overrides, model=str(model))
    return replace(config, algorithm=replace(config.algorithm, **algorithm))


def rollout(step: int) -> list[RolloutGroup]:
    """Four groups of four replies of very different lengths."""
    rng = random.Random(step)

    def ids(low: int, high: int) -> tuple[int, ...]:
        return tuple(rng.randrange(5, 600) for _ in range(rng.randint(low, high)))

    groups = []
    for _ in range(4):
        samples = [(ids(1, 40), rng.choice((3.0, -0.5, -1.0))) for _ in range(4)]
        logprobs = [[-rng.uniform(4.0, 8.0) for _ in sample] for sample, _ in samples]
        groups.append(group(ids(3, 9), samples, logprobs))
    return groups


def in_ranks(count: int, folder: Path, work: Callable[..., object], *args: object) -> object:
    """`work(*args)` in `count` processes that know each other; returns what rank 0 returns."""
    folder.mkdir()
    spawn(_enter, (count, folder, work, args), nprocs=count)
    return torch.load(folder / "result", weights_only=True)


def _enter(rank: int, count: int, folder: Path, work: Callable[..., object], args: tuple) -> None:
    torch.set_num_threads(1)
    dist.init_process_group("gloo", init_method=f"file://{folder}/meeting", rank=rank, world_size=count)
    result = work(*args)
    if rank == 0:
        torch.save(result, folder / "result")
    dist.destroy_process_group()


def learn(config: RunConfig, steps: range, checkpoint: Path | None = None) -> tuple[list[dict], dict]:
    """Learn from the rollouts of `steps`, from a checkpoint or the start; metrics and whole weights, on rank 0."""
    rank = Rank(config, pad_id=0, device="cpu")
    if checkpoint:
        rank.load(checkpoint)
    rows = [one_step(rank, step) for step in steps]
    return [row[0] for row in rows if row], rank.weights()


def one_step(rank: Rank, step: int):
    """As the trainer orders it: what the ranks make of a rollout goes through it to all of them."""
    samples = [rank.experience(rollout(step), SETTINGS)]
    dist.broadcast_object_list(samples)
    return rank.update(with_advantages(samples[0], SETTINGS, rank.config.algorithm), SETTINGS, step)


def imitate(config: RunConfig, steps: range) -> tuple[list[tuple[float, float]], dict]:
    """Learn something, begin anew from the model of the configuration, and fine-tune on the replies of `steps`."""
    rank = Rank(config, pad_id=0, device="cpu")
    one_step(rank, 1)
    rank.begin(config.model)
    rows = [rank.imitate(samples_of(rollout(step)), 1e-3) for step in steps]
    return [row for row in rows if row], rank.weights()


def learn_with_a_break(config: RunConfig, steps: int, checkpoint: Path) -> tuple[tuple, tuple]:
    """All steps in one go, with a checkpoint half-way; and the second half again from there."""
    rank = Rank(config, pad_id=0, device="cpu")
    rows = []
    for step in range(1, steps + 1):
        rows.append(one_step(rank, step))
        if step == steps // 2:
            keep(rank, config, checkpoint)
    whole = [row[0] for row in rows if row], rank.weights()
    return whole, learn(config, range(steps // 2 + 1, steps + 1), checkpoint)


def keep(rank: Rank, config: RunConfig, folder: Path) -> None:
    """As the trainer and the ranks do it together: the trainer writes what is whole, every rank its part."""
    weights, shared = rank.weights(), folder.with_name("parts")
    rank.save(shared)
    dist.barrier()
    if dist.get_rank() == 0:
        model, tokenizer = load_model(config.model)
        model.load_state_dict(weights)
        save_checkpoint(folder, model, tokenizer, (), {"step": 0}, shards=lambda place: move(shared, place))
    dist.barrier()


def move(source: Path, target: Path) -> None:
    for path in source.iterdir():
        path.rename(target / path.name)


def is_sharded(checkpoint: Path) -> bool:
    return len(list((checkpoint / SHARDS).glob("*.safetensors"))) > 1
