"""Hours of a phase that nobody has measured yet, from tokens per second that were measured or published for others.

An estimate: other processors, lengths and loads easily make it a third or three times as much. On a CPU it is what
one core of a Xeon with amx_bf16 did; between two sizes it is a straight line in logarithms, beyond them work grows with
the parameters. For GPUs it is one number a card for sampling and training together, published for another system.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from logic_rl.config.run import PhaseConfig, RunConfig
from logic_rl.planning.estimate import Shape

SECONDS = 3600


@dataclass(frozen=True, slots=True)
class Rate:
    """Tokens per second of one core, or of one card, for a model of so many parameters (of a mixture: active ones)."""

    parameters: float
    tokens: float
    source: str


SAMPLING = {  # one core, float32, reply tokens
    "torch": (
        Rate(1.8e6, 4404, "docs/comparison.md, the base: 8,807 on two cores"),
        Rate(134.5e6, 140, "docs/comparison.md, SmolLM2-135M"),
    ),
    "vllm": (
        Rate(1.8e6, 5648, "experiments/LOG.md, LLM.generate on one core"),
        Rate(134.5e6, 142, "docs/comparison.md, SmolLM2-135M"),
    ),
}
TRAINING = (  # one core, bfloat16 autocast, tokens of prompt and reply
    Rate(1.8e6, 5000, "experiments/LOG.md, 2026-11-22: 9,200-10,900 on two cores"),
    Rate(134.5e6, 147, "experiments/LOG.md, forward and backward of 2 x 400 tokens, on a machine with other work"),
)
DENSE = (  # one H100, tokens of prompt and reply in a step over its seconds
    Rate(8.03e9, 1562, "NeMo RL 0.4, docs/about/performance-summary.md, Llama 3.1 8B on 16 cards, GRPO on policy"),
    Rate(32.8e9, 540, "the same, Qwen3-32B on 32 cards"),
)
MIXTURES = (Rate(3.3e9, 925, "the same, Qwen3-30B-A3B on 32 cards"),)
HOW = {
    True: "one H100 a card with another system, as NVIDIA published it",
    False: "one core of a Xeon with amx_bf16, as measured at 1.8 M and 135 M parameters",
}


def tokens_per_second(rates: tuple[Rate, ...], parameters: float) -> float:
    """What lies between the rates, or beyond them."""
    first, last = rates[0], rates[-1]
    if parameters <= first.parameters or len(rates) == 1:
        return first.tokens * first.parameters / parameters
    if parameters >= last.parameters:
        return last.tokens * last.parameters / parameters
    upper = next(place for place, rate in enumerate(rates) if rate.parameters >= parameters)
    low, high = rates[upper - 1], rates[upper]
    share = math.log(parameters / low.parameters) / math.log(high.parameters / low.parameters)
    return low.tokens * (high.tokens / low.tokens) ** share


def estimated_hours(
    phase: PhaseConfig, config: RunConfig, shape: Shape, prompt_tokens: int, reply_tokens: int, cores: int | None
) -> float:
    """Hours of a phase; `cores` are those of the CPU, None is a machine with GPUs."""
    parameters = shape.active or shape.parameters
    samples = phase.steps * phase.prompts * phase.group_size
    tokens = samples * (prompt_tokens + reply_tokens)
    rollout = config.rollout
    if cores is None:
        cards = max(1, config.learners) + rollout.workers * rollout.tensor_parallel if rollout.engine == "vllm" else 1
        return tokens / (tokens_per_second(MIXTURES if shape.active else DENSE, parameters) * cards) / SECONDS
    engines = min(rollout.workers, cores) if rollout.engine == "vllm" else cores
    sampling = samples * reply_tokens / (tokens_per_second(SAMPLING[rollout.engine], parameters) * engines)
    # A look at every token without a gradient, for the weights before the update or a reference, is a third of one.
    looks = (config.algorithm.updates_per_rollout > 1) + config.needs_reference
    training = tokens * (1 + looks / 3) / (tokens_per_second(TRAINING, parameters) * cores)
    return (max(sampling, training) if rollout.lag else sampling + training) / SECONDS
