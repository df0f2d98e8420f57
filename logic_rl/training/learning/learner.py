"""What learns: the policy and whatever an algorithm needs beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Generic, Protocol, TypeVar

import torch
from transformers import PreTrainedModel

from logic_rl.config.run import AlgorithmConfig, LoraConfig, OptimiserConfig
from logic_rl.rollout.attention import use_block_attention
from logic_rl.training.learning.batch import Sample, TrainBatch, passes
from logic_rl.training.learning.critic import Critic
from logic_rl.training.learning.lora import add_adapters
from logic_rl.training.learning.parallel import GradientWorkers
from logic_rl.training.learning.readout import reply_logprobs
from logic_rl.training.learning.reference import FrozenCopy, Reference
from logic_rl.training.learning.starting import begin_model

Result = TypeVar("Result")
Model = TypeVar("Model", PreTrainedModel, Critic)


class Workers(Protocol):
    """What runs the passes of a model: threads (`training.parallel`), or this and other ranks (`learners.sharding`)."""

    def pass_size(self, samples: Sequence[Sample], tokens_per_pass: int) -> int:
        """Padded tokens of one pass, at most `tokens_per_pass`."""

    def run(self, passes: Sequence[TrainBatch], work: Callable[..., Result]) -> list[Result]:
        """`work(model, item)` for every item; results in their order, and the sum of all gradients in the model."""

    def train(self, mode: bool) -> None:
        """Into training mode, or out of it."""


@dataclass(slots=True)
class Trainable(Generic[Model]):
    """A model with its optimiser and the workers that make its gradients."""

    model: Model
    optimiser: torch.optim.Optimizer
    workers: Workers

    def step(self, learning_rate: float, max_grad_norm: float) -> float:
        """Apply the gradients that lie in the model, unless they are not finite; returns their norm before clipping."""
        grad_norm = torch.nn.utils.clip_grad_norm_(self.model.parameters(), max_grad_norm)
        if hasattr(grad_norm, "full_tensor"):  # of a sharded model: over all ranks
            grad_norm = grad_norm.full_tensor()
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
        read: log-probabilities and entropies of replies, as `reply_logprobs` gives them.
    """

    policy: Trainable[PreTrainedModel]
    reference: Reference | None
    critic: Trainable[Critic] | None
    pad_id: int
    max_new_tokens: int
    algorithm: AlgorithmConfig
    limits: OptimiserConfig
    read: Callable[..., tuple[torch.Tensor, torch.Tensor]] = reply_logprobs

    def run(self, trainable: Trainable, samples: Sequence[Sample], work: Callable[..., Result]) -> list[Result]:
        """`work(model, batch)` over all samples in padded passes, short ones first; results in this order."""
        size = trainable.workers.pass_size(samples, self.limits.tokens_per_pass)
        return trainable.workers.run(list(passes(samples, size, self.pad_id)), work)

    def learn(self, trainable: Trainable, samples: Sequence[Sample], work: Callable[..., Result]) -> list[Result]:
        """`run` in training mode, for work that leaves gradients."""
        trainable.workers.train(True)
        results = self.run(trainable, samples, work)
        trainable.workers.train(False)
        return results

    def begin(self, name: str) -> None:
        """The weights of another model of the same shape, and optimisers as new; a critic begins as a copy of it.

        With adapters the base stays what it is: of a checkpoint of this run its adapters are taken, of any other model
        none, for they start from nothing.

        Raises:
            RunFailed: the model is of another shape.
        """
        begin_model(self.policy.model, name)
        self.policy.optimiser = new_optimiser(self.policy.model, self.limits)
        if self.critic:
            self.critic = new_trainable(Critic(self.policy.model), self.limits)

    def set_reference(self, name: str) -> None:
        """What the KL penalty pulls towards; with adapters it is always the base without them."""
        if isinstance(self.reference, FrozenCopy):
            begin_model(self.reference.model, name)

    def imitate(self, samples: Sequence[Sample], learning_rate: float) -> tuple[float, float]:
        """One optimiser step down the mean negative log-probability of the replies; (loss in nats, gradient norm)."""
        num_tokens = sum(len(sample.completion_ids) for sample in samples)

        def work(model, batch: TrainBatch) -> float:
            batch = batch.to(model.device)
            logprobs_N, _ = self.read(model, batch, 1.0, self.limits)
            loss = -(logprobs_N * batch.tokens.weights).sum() / num_tokens
            loss.backward()
            return float(loss.detach())

        counted = [replace(one, tokens=replace(one.tokens, weights=torch.ones(len(one.completion_ids))))
                   for one in samples]  # fmt: skip
        losses = self.learn(self.policy, counted, work)
        return sum(losses), self.policy.step(learning_rate, self.limits.max_grad_norm)

    @property
    def lasting_parts(self) -> dict:
        """What a checkpoint keeps and gives back."""
        trainables: list[Trainable] = [self.policy] if self.critic is None else [self.policy, self.critic]
        return {
            "model": self.policy.model,
            "optimisers": [trainable.optimiser for trainable in trainables],
            "critic": self.critic and self.critic.model,
        }


def new_trainable(model: Model, limits: OptimiserConfig, workers: int | None = None) -> Trainable[Model]:
    """A model that learns in this process."""
    return Trainable(model, new_optimiser(model, limits), GradientWorkers(model, workers))


def trainable_policy(model: PreTrainedModel, limits: OptimiserConfig, lora: LoraConfig) -> Trainable[PreTrainedModel]:
    """A policy that learns in this process: all of it, or low-rank adapters that are added to it."""
    use_block_attention(model)
    if lora.rank:
        add_adapters(model, lora)
    if limits.gradient_checkpointing:
        model.gradient_checkpointing_enable({"use_reentrant": False})
    return new_trainable(model, limits)


def imitating_learner(model: PreTrainedModel, limits: OptimiserConfig, lora: LoraConfig, pad_id: int) -> Learner:
    """A learner for fine-tuning alone: no reference, no critic."""
    trainable = trainable_policy(model, limits, lora)
    return Learner(trainable, None, None, pad_id, max_new_tokens=0, algorithm=AlgorithmConfig(), limits=limits)


def new_optimiser(model: PreTrainedModel | Critic, limits: OptimiserConfig) -> torch.optim.Optimizer:
    """AdamW over all parameters that learn; the learning rate is set at every step."""
    parameters = [parameter for parameter in model.parameters() if parameter.requires_grad]
    return torch.optim.AdamW(parameters, lr=0.0, betas=(limits.beta1, limits.beta2), weight_decay=limits.weight_decay)
