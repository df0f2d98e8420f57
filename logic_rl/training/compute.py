"""What a step costs on any machine: the floating-point operations that sampling and learning need.

Needed, not done: without padding, without what is worked out twice to save memory, and with every prompt read once
for all its samples. So arms of an experiment can be held against each other at equal work (arXiv 2001.08361, section
2.1, and the attention besides).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from torch import nn

from logic_rl.config.algorithm import AlgorithmConfig
from logic_rl.curriculum import StepSettings
from logic_rl.training.learning.batch import Sample
from logic_rl.types import RolloutGroup


@dataclass(frozen=True, slots=True)
class Price:
    """Operations of one model, a multiplication and an addition being two.

    Attributes:
        per_token: of all matrices, the output's with them, for one token.
        per_pair: of attention, for a token and one that it sees, itself among them.
        learnt: share of the matrix weights that have a gradient; adapters leave it small.
    """

    per_token: int
    per_pair: int
    learnt: float = 1.0

    def forward(self, length: int, seen: int = 0) -> int:
        """Of `length` tokens read or written after `seen` others."""
        return self.per_token * length + self.per_pair * (length * seen + length * (length + 1) // 2)

    def learning(self, length: int) -> int:
        """Of a sequence forward and back: gradients of what is passed on cost as much as a forward pass, those of
        weights too, of the share that is learnt."""
        matrices = self.per_token * length
        return 3 * (self.forward(length) - matrices) + 2 * matrices + round(self.learnt * matrices)

    def sampling(self, prompt: int, replies: Iterable[int]) -> int:
        """Of replies of these lengths to one prompt."""
        return self.forward(prompt) + sum(self.forward(reply, seen=prompt) for reply in replies)


def price_of(model: nn.Module) -> Price:
    """The price of a causal language model of `transformers`, with or without adapters."""
    config: Any = model.config
    matrices = [(name, weight) for name, weight in model.named_parameters() if weight.dim() == 2]
    is_looked_up = ".embed_tokens." if not config.tie_word_embeddings else "\0"
    worked = [weight for name, weight in matrices if is_looked_up not in name]
    size = sum(weight.numel() for weight in worked)
    learnt = sum(weight.numel() for weight in worked if weight.requires_grad)
    head_size = getattr(config, "head_dim", None) or config.hidden_size // config.num_attention_heads
    return Price(2 * size, 4 * config.num_hidden_layers * config.num_attention_heads * head_size, learnt / size)


def sampling_compute(price: Price, groups: Sequence[RolloutGroup]) -> dict[str, float]:
    """Metrics of a step's samples."""
    replies = [[len(rollout.completion.token_ids) for rollout in group.rollouts] for group in groups]
    prompts = [len(group.prompt.token_ids) for group in groups]
    flop = sum(price.sampling(prompt, lengths) for prompt, lengths in zip(prompts, replies, strict=True))
    return {"compute/sampled_tokens": sum(map(sum, replies)), "compute/flop": flop}


def learning_compute(price: Price, samples: Iterable[Sample]) -> dict[str, float]:
    """Metrics of samples that go forward and back once."""
    return {"compute/flop": sum(price.learning(len(sample)) for sample in samples)}


def rl_compute(
    price: Price,
    groups: Sequence[RolloutGroup],
    samples: Sequence[Sample],
    settings: StepSettings,
    algorithm: AlgorithmConfig,
) -> dict[str, float]:
    """Metrics of a step of reinforcement learning: sampling, the update, and the readings that it needs."""
    readings = int(algorithm.updates_per_rollout > 1) + int(bool(settings.kl_weight) or algorithm.measure_kl)
    learners = 2 if algorithm.needs_critic else 1
    flop = learners * sum(price.learning(len(sample)) for sample in samples)
    flop += (readings + learners - 1) * sum(price.forward(len(sample)) for sample in samples)
    row = sampling_compute(price, groups)
    return row | {"compute/flop": row["compute/flop"] + flop}


def following_compute(
    student: Price, teacher: Price, samples: Iterable[Sample], groups: Sequence[RolloutGroup] = ()
) -> dict[str, float]:
    """Metrics of a step of distillation: the student learns where the teacher reads; of `groups` it sampled itself."""
    flop = sum(student.learning(len(sample)) + teacher.forward(len(sample)) for sample in samples)
    row = sampling_compute(student, groups) if groups else {}
    return row | {"compute/flop": row.get("compute/flop", 0) + flop}
