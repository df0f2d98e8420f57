"""The value model of PPO: the policy's body with one number at the end instead of a vocabulary."""

from __future__ import annotations

import copy
from typing import cast

import torch
from transformers import PreTrainedModel

from logic_rl.config.run import OptimiserConfig
from logic_rl.training.learning.batch import TrainBatch


class Critic(torch.nn.Module):
    """Estimates, before each completion token, what the completion will still earn.

    It starts from a copy of the policy's weights and a head of zeros, so that its first estimate is 0.
    """

    def __init__(self, policy: PreTrainedModel):
        super().__init__()
        self.body = cast(PreTrainedModel, copy.deepcopy(policy.base_model))
        self.body.requires_grad_(True)
        self.head = torch.nn.Linear(policy.config.hidden_size, 1, device=policy.device)
        torch.nn.init.zeros_(self.head.weight)
        torch.nn.init.zeros_(self.head.bias)

    @property
    def device(self) -> torch.device:
        return self.head.weight.device

    def forward(self, batch: TrainBatch, limits: OptimiserConfig) -> torch.Tensor:
        """Values in float32, `[N]`."""
        predicts_BT = batch.mask.roll(-1, dims=1)
        with torch.autocast(batch.token_ids.device.type, torch.bfloat16, enabled=bool(limits.autocast)):
            hidden_NH = self.body(batch.token_ids).last_hidden_state[predicts_BT]
        return self.head(hidden_NH.float())[:, 0]
