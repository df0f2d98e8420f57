"""Pure functions of tensors: no files, no clock. One idea a file; the tables here name them all.

An algorithm is a line of `logic_rl.config.algorithm.ALGORITHMS`, made of the words below. A new
idea is a new file here, a word in `CHOICES` and a line in one of these tables.
"""

from __future__ import annotations

from collections.abc import Callable

import torch

from logic_rl.algorithms.cispo import cispo_loss
from logic_rl.algorithms.episodes import Episodes
from logic_rl.algorithms.gae import gae
from logic_rl.algorithms.grpo import grpo_advantages
from logic_rl.algorithms.gspo import sequence_log_ratio
from logic_rl.algorithms.importance import sequence_weights, token_weights
from logic_rl.algorithms.kl import kl_k1, kl_k2, kl_k3
from logic_rl.algorithms.masked import masked_whiten
from logic_rl.algorithms.raft import raft_advantages
from logic_rl.algorithms.reinforce_pp import reinforce_pp_advantages, reinforce_pp_baseline_advantages
from logic_rl.algorithms.rloo import rloo_advantages
from logic_rl.algorithms.surrogate import clipped_surrogate
from logic_rl.config.algorithm import AlgorithmConfig

Advantages = tuple[torch.Tensor, torch.Tensor | None]
"""Advantages `[B, T]`, and the returns `[B, T]` a critic should predict (None without one)."""


def _gae(episodes: Episodes, settings: AlgorithmConfig) -> Advantages:
    critic = settings.critic
    assert episodes.values_BT is not None, "an algorithm of this kind has a critic"
    advantages_BT, returns_BT = gae(
        episodes.rewards_BT, episodes.values_BT, episodes.mask_BT, critic.gamma, critic.gae_lambda
    )
    return masked_whiten(advantages_BT, episodes.mask_BT), returns_BT


ADVANTAGES: dict[str, Callable[[Episodes, AlgorithmConfig], Advantages]] = {
    "group": lambda e, settings: (e.spread(grpo_advantages(e.rewards_PG, settings.normalise_std)), None),
    "leave_one_out": lambda e, _: (e.spread(rloo_advantages(e.rewards_PG)), None),
    "best": lambda e, _: (e.spread(raft_advantages(e.rewards_PG)), None),
    "whitened": lambda e, _: (reinforce_pp_advantages(e.rewards_BT, e.mask_BT), None),
    "group_whitened": lambda e, _: (reinforce_pp_baseline_advantages(e.rewards_PG, e.mask_BT), None),
    "gae": _gae,
}

# Each takes logprobs_N, old_logprobs_N, advantages_N and rows_N (the completion of each token), and gives
# the loss per token and whether a clip acted.
SURROGATES: dict[str, Callable[..., tuple[torch.Tensor, torch.Tensor]]] = {
    "clip": lambda new, old, advantages, rows, s: clipped_surrogate(
        new, old, advantages, s.clip_low, s.clip_high, s.dual_clip
    ),
    "sequence_clip": lambda new, old, advantages, rows, s: clipped_surrogate(
        sequence_log_ratio(new, old, rows), torch.zeros_like(old), advantages, s.clip_low, s.clip_high, s.dual_clip
    ),
    "cispo": lambda new, old, advantages, rows, s: cispo_loss(new, old, advantages, s.clip_low, s.clip_high),
}

KL_ESTIMATORS: dict[str, Callable[[torch.Tensor, torch.Tensor], torch.Tensor]] = {"k1": kl_k1, "k2": kl_k2, "k3": kl_k3}

# Each takes the trainer's and the engine's logprobs_N, rows_N and the cap; None leaves the loss as it is.
IMPORTANCE: dict[str, Callable[..., torch.Tensor] | None] = {
    "none": None,
    "token": lambda trainer, engine, rows, cap: token_weights(trainer, engine, cap),
    "sequence": sequence_weights,
}
