"""What learns: the policy and whatever an algorithm needs beside it."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from transformers import PreTrainedModel

from logic_rl.config.run import AlgorithmConfig, OptimiserConfig
from logic_rl.training.critic import Critic
from logic_rl.training.parallel import GradientWorkers
from logic_rl.training.reference import Reference


@dataclass(slots=True)
class Student:
    """A model with its optimiser and the workers that make its gradients."""

    model: PreTrainedModel | Critic
    optimiser: torch.optim.Optimizer
    workers: GradientWorkers

    def step(self, learning_rate: float, max_grad_norm: float) -> float:
        """Apply the gradients that lie in the model, unless they are not finite; returns their norm before clipping."""
        grad_norm = torch.nn.utils.clip_grad_norm_(self.model.parameters(), max_grad_norm)
        if torch.isfinite(grad_norm):
            for group in self.optimiser.param_groups:
                group["lr"] = learning_rate
            self.optimiser.step()
        self.optimiser.zero_grad(set_to_none=True)
        return float(grad_norm)


@dataclass(slots=True)
class Learner:
    """What an update needs and changes.

    Attributes:
        reference: None when no phase has a KL penalty; critic: None when the algorithm has none.
        max_new_tokens: cap on the length of a completion.
    """

    policy: Student
    reference: Reference | None
    critic: Student | None
    pad_id: int
    max_new_tokens: int
    algorithm: AlgorithmConfig
    limits: OptimiserConfig

    @property
    def lasting_parts(self) -> dict:
        """What a checkpoint keeps and gives back."""
        students = [self.policy] if self.critic is None else [self.policy, self.critic]
        return {
            "model": self.policy.model,
            "optimisers": [student.optimiser for student in students],
            "critic": self.critic and self.critic.model,
        }


def new_student(model: PreTrainedModel | Critic, limits: OptimiserConfig, workers: int | None = None) -> Student:
    """AdamW over all parameters that learn; the learning rate is set at every step."""
    parameters = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimiser = torch.optim.AdamW(
        parameters, lr=0.0, betas=(limits.beta1, limits.beta2), weight_decay=limits.weight_decay
    )
    return Student(model, optimiser, GradientWorkers(model, workers))
