"""A model of a few thousand weights and hand-made rollouts, for tests of the update."""

from __future__ import annotations

from dataclasses import replace

import torch
from transformers import Qwen2Config, Qwen2ForCausalLM

from logic_rl.config.algorithm import ALGORITHMS
from logic_rl.config.run import OptimiserConfig, PhaseConfig
from logic_rl.curriculum import StepSettings
from logic_rl.training.learning.batch import Sample
from logic_rl.training.learning.critic import Critic
from logic_rl.training.learning.experience import experience, with_advantages
from logic_rl.training.learning.learner import Learner, new_trainable
from logic_rl.training.learning.reference import FrozenCopy
from logic_rl.training.learning.update import update
from logic_rl.types import Completion, Prompt, Rollout, RolloutGroup, Score

PHASE = PhaseConfig("rollout", 1, {2: 1.0})
SETTINGS = StepSettings(PHASE, 0, temperature=1.25, learning_rate=1e-3, kl_weight=0.0)
AFTER_WARMUP = 1000  # a step at which every policy learns


def new_model(seed: int = 0, vocab_size: int = 24, num_hidden_layers: int = 2) -> Qwen2ForCausalLM:
    torch.manual_seed(seed)
    config = Qwen2Config(
        vocab_size=vocab_size, hidden_size=32, intermediate_size=48, num_hidden_layers=num_hidden_layers,
        num_attention_heads=4, num_key_value_heads=2, max_position_embeddings=64, tie_word_embeddings=True,
    )  # fmt: skip
    return Qwen2ForCausalLM(config).eval()


def group(
    prompt_ids: tuple[int, ...],
    samples: list[tuple[tuple[int, ...], float]],
    logprobs: list[list[float]] | None = None,
) -> RolloutGroup:
    """Samples given as (token ids, reward); log-probabilities of -1 where none are given."""
    rollouts = tuple(
        Rollout(
            Completion("", ids, tuple(logprobs[index]) if logprobs else (-1.0,) * len(ids), "stop", 0),
            Score(reward, {}, "wrong"),
            index,
        )
        for index, (ids, reward) in enumerate(samples)
    )
    return RolloutGroup(Prompt(None, "", prompt_ids, False), rollouts)


GROUPS = [
    group((1, 2, 3), [((4, 5, 6, 7), 3.0), ((8, 9), -0.5), ((4, 4, 4), -3.0)]),
    group((2, 2), [((10, 11, 12, 13, 14), -0.5), ((15,), 3.0), ((16, 17), 3.0)]),
    group((5, 6, 7, 8), [((1,), 3.0), ((2, 3), 3.0), ((3, 3, 3), 3.0)]),
]


def new_learner(
    model: Qwen2ForCausalLM,
    algorithm: str = "grpo",
    tokens_per_pass: int = 1000,
    workers: int = 1,
    reference: Qwen2ForCausalLM | None = None,
    **changes: object,
) -> Learner:
    """A learner in float32 whose gradients are not clipped; `changes` are made to the algorithm's settings."""
    limits = OptimiserConfig(tokens_per_pass=tokens_per_pass, autocast=False, max_grad_norm=1e9)
    settings = replace(ALGORITHMS[algorithm], **changes)
    return Learner(
        policy=new_trainable(model, limits, workers),
        reference=FrozenCopy(reference) if reference else None,
        critic=new_trainable(Critic(model), limits, workers) if settings.needs_critic else None,
        pad_id=0,
        max_new_tokens=8,
        algorithm=settings,
        limits=limits,
    )


def prepared(learner: Learner, groups: list[RolloutGroup], settings: StepSettings) -> list[Sample]:
    """Samples with all that their losses need, as the trainer prepares them; groups may be of any one size."""
    return with_advantages(experience(learner, groups, settings), sized(settings, groups), learner.algorithm)


def train_on(learner: Learner, groups: list[RolloutGroup], settings: StepSettings, step: int, *keep_bad) -> dict:
    """One rollout's worth of updates, as the trainer makes them."""
    return update(learner, prepared(learner, groups, settings), sized(settings, groups), step, *keep_bad)


def sized(settings: StepSettings, groups: list[RolloutGroup]) -> StepSettings:
    return replace(settings, phase=replace(settings.phase, group_size=len(groups[0].rollouts)))
