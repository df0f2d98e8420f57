"""How a model is sampled when it is measured: the settings that `evaluate` and `sample` share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypedDict

from logic_rl.config.checks import check_rollout
from logic_rl.config.rollout import Dtype
from logic_rl.config.run import RolloutConfig

SLOTS, CALLS = 256, 8  # sequences at once here, calls at a time at an endpoint
EngineName = Literal["torch", "vllm"]
MAX_NEW_TOKENS = RolloutConfig().max_new_tokens  # of a model that says nothing of its own


class Sampling(TypedDict, total=False):
    """Keyword arguments of `logic_rl.evaluate` and `logic_rl.sample`; what is left out is as in `SamplingSettings`."""

    samples: int
    temperature: float
    max_new_tokens: int | None
    template: str | None
    open_think: bool
    shots: int
    seed: int
    engine: EngineName
    workers: int
    tensor_parallel: int
    slots: int
    dtype: Dtype
    endpoint: str
    key: str
    price: tuple[float, float]
    cost_limit: float | None


@dataclass(frozen=True, slots=True)
class SamplingSettings:
    """How a model is sampled.

    Attributes:
        samples: replies to each question.
        temperature: 0 is greedy.
        max_new_tokens, template, open_think: None and False ask as the model was asked in its training.
        shots: worked examples before every question, those of `logic_rl.tasks.shots`.
        engine: "torch", or "vllm" with so many `workers` of `tensor_parallel` GPUs each.
        slots: sequences an engine runs at once.
        endpoint: base address of an OpenAI-compatible endpoint (http://localhost:8000/v1) at which `model` is a name;
            "" runs the model here. `slots` are then calls at a time, 8 unless said otherwise.
        key: environment variable that holds the endpoint's key.
        price: of a million tokens read and written there.
        cost_limit: the most that may be spent; None is no limit.
        dtype: of the engine's weights; "auto" is float32, and bfloat16 for vLLM on a GPU; "native" is bfloat16 where
            the device multiplies it itself, else float32.
    """

    samples: int = 1
    temperature: float = 1.0
    max_new_tokens: int | None = None
    template: str | None = None
    open_think: bool = False
    shots: int = 0
    seed: int = 0
    engine: EngineName = "torch"
    workers: int = 1
    tensor_parallel: int = 1
    slots: int | None = None
    dtype: Dtype = "auto"
    endpoint: str = ""
    key: str = "OPENAI_API_KEY"
    price: tuple[float, float] = (0.0, 0.0)
    cost_limit: float | None = None

    def rollout(self, max_new_tokens: int, who: str, stop: tuple[str, ...] = ()) -> RolloutConfig:
        """As an engine wants it; raises UsageError, told as `who`, for what cannot be."""
        config = RolloutConfig(
            engine=self.engine, workers=self.workers, tensor_parallel=self.tensor_parallel,
            max_slots=self.slots or SLOTS, max_new_tokens=max_new_tokens, stop=stop, dtype=self.dtype,
        )  # fmt: skip
        check_rollout(config, who)
        return config
