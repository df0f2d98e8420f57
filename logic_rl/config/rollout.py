"""The `rollout:` section of a configuration: how completions are sampled, and by what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from logic_rl.config.values import STRICT, Number, Whole

Dtype = Literal["auto", "native", "float32", "bfloat16", "float16"]


@dataclass(frozen=True, slots=True)
class RolloutConfig:
    """How completions are sampled.

    Attributes:
        max_new_tokens: cap on the length of a completion, in tokens.
        engine: "torch" samples in the trainer's process, "vllm" on Ray workers.
        mode: "synchronous" samples every step with the weights it trains; "pipelined" samples the next steps while
            one trains. `logic_rl.training.sampling.rollouts` says what that means.
        max_staleness: updates by which the weights of a "pipelined" rollout may be behind those it trains.
        max_slots: sequences that an engine (of "vllm": each worker) runs at once.
        compile: decode through `torch.compile` ("torch" only): fewer kernels on a GPU, a minute at the start.
        stop: strings after which a completion ends, besides the model's own end token: `[</answer>]` for base
            models that would go on writing.
        language: "en" or "zh": tokens with letters of the other are never sampled, so that thinking is forced to be of
            one language (arXiv 2507.15849); "any" bans none. "torch" only.
        workers: vLLM engines.
        tensor_parallel: GPUs of each.
        gpu_memory: share of a card that an engine takes; leave room for a trainer on the same one.
        dtype: of the engine's weights: "auto" is the trainer's own for "torch", and for "vllm" float32 on a CPU and
            bfloat16 on a GPU; "native" is bfloat16 where the device multiplies it itself, and float32 on a CPU without
            instructions for it, which would be several times slower in bfloat16. In another type than the trainer's a
            "torch" engine holds a copy.
        sync_tolerance: largest difference between engine and trainer log-probabilities on the probe prompt after
            weights were sent, in nats; None is 1e-3 in float32 and 0.25 in other types.
        start_seconds, stall_seconds: after how long a starting or a sampling worker counts as lost.
        failures: losses of one worker, with nothing finished in between, that end the run.
    """

    __pydantic_config__ = STRICT

    engine: Literal["torch", "vllm"] = "torch"
    mode: Literal["synchronous", "pipelined"] = "synchronous"
    max_staleness: Whole = 1
    max_new_tokens: Whole = 640
    max_slots: Whole = 256
    compile: bool = False
    stop: tuple[str, ...] = ()
    language: Literal["any", "en", "zh"] = "any"
    workers: Whole = 1
    tensor_parallel: Whole = 1
    gpu_memory: Number = 0.85
    dtype: Dtype = "auto"
    sync_tolerance: Number | None = None
    start_seconds: Number = 600.0
    stall_seconds: Number = 120.0
    failures: Whole = 3

    @property
    def lag(self) -> int:
        """Updates between the weights that sample and those that train, once a phase is under way."""
        return self.max_staleness if self.mode == "pipelined" else 0
