"""A run's settings as frozen dataclasses."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field

import yaml

from logic_rl.config.algorithm import AlgorithmConfig
from logic_rl.config.reward import RewardConfig

PHASE_NAMES = ("warmup", "rollout", "anneal")
ENGINES = ("torch", "vllm")
MODES = ("synchronous", "pipelined")
DTYPES = ("auto", "float32", "bfloat16", "float16")


LOGITS_AT_ONCE = 2**25  # numbers; 128 MiB in float32, so 220 tokens of a vocabulary of 152 k


@dataclass(frozen=True, slots=True)
class Ramp:
    """A number that changes over a phase, from `start` to `end`; `shape` is linear or cosine.

    In YAML a plain number stands for a constant ramp.
    """

    start: float
    end: float
    shape: str = "linear"


@dataclass(frozen=True, slots=True)
class Promotion:
    """Leave the phase before its last step once the means over `window` steps reach the bars.

    A bar of 0 is always reached; with both at 0 the phase runs all its steps.
    """

    format_rate: float = 0.0
    accuracy: float = 0.0
    window: int = 3


@dataclass(frozen=True, slots=True)
class Band:
    """Draw sizes less often while the share of right samples on them lies outside `low` to `high`.

    0 and 1 leave the mix as it is. `logic_rl.pass_rates` says how and why.
    """

    low: float = 0.0
    high: float = 1.0

    @property
    def is_on(self) -> bool:
        return self.low > 0 or self.high < 1


@dataclass(frozen=True, slots=True)
class PhaseConfig:
    """One phase.

    Attributes:
        steps: rollouts at most, each learnt from before the next.
        people: number of people → relative weight among the prompts.
        prompts: puzzles per step.
        group_size: samples per puzzle.
        promote: when to leave the phase early.
        band: adapts `people` to what the model can do.
        kl_weight: weight of the penalty on the distance to the model the run started from.
    """

    name: str
    steps: int
    people: dict[int, float]
    prompts: int = 32
    group_size: int = 8
    temperature: Ramp = Ramp(1.0, 1.0)
    learning_rate: Ramp = Ramp(2e-4, 2e-4)
    kl_weight: Ramp = Ramp(0.0, 0.0)
    promote: Promotion = Promotion()
    band: Band = Band()


@dataclass(frozen=True, slots=True)
class PromptConfig:
    """How a puzzle becomes a prompt.

    Attributes:
        template: "plain" is the puzzle and a line break, "r1-zero" DeepSeek-R1-Zero's conversation frame for base
            models, "chat" the tokenizer's own chat template.
        open_think: end the prompt with an open <think>.
    """

    template: str = "plain"
    open_think: bool = False


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
        workers: vLLM engines.
        tensor_parallel: GPUs of each.
        gpu_memory: share of a card that an engine takes; leave room for a trainer on the same one.
        dtype: of the engine's weights: "auto" is float32 on a CPU and bfloat16 on a GPU.
        sync_tolerance: largest difference between engine and trainer log-probabilities on the probe prompt after
            weights were sent, in nats; None is 1e-3 in float32 and 0.25 in other types.
        start_seconds, stall_seconds: after how long a starting or a sampling worker counts as lost.
        failures: losses of one worker, with nothing finished in between, that end the run.
    """

    engine: str = "torch"
    mode: str = "synchronous"
    max_staleness: int = 1
    max_new_tokens: int = 640
    max_slots: int = 256
    compile: bool = False
    stop: tuple[str, ...] = ()
    workers: int = 1
    tensor_parallel: int = 1
    gpu_memory: float = 0.85
    dtype: str = "auto"
    sync_tolerance: float | None = None
    start_seconds: float = 600.0
    stall_seconds: float = 120.0
    failures: int = 3

    @property
    def lag(self) -> int:
        """Updates between the weights that sample and those that train, once a phase is under way."""
        return self.max_staleness if self.mode == "pipelined" else 0


@dataclass(frozen=True, slots=True)
class OptimiserConfig:
    """AdamW.

    Attributes:
        tokens_per_pass: padded tokens that go through the model at once.
        autocast: compute the update in bfloat16 (weights, log-probabilities and loss stay float32); null does so
            where the device has instructions for it.
        float32_head: keep the last matrix, which makes the logits, out of bfloat16.
        gradient_checkpointing: recompute layers in the backward pass: less memory, a third more time.
        offload_reference: keep the KL penalty's frozen model in main memory between looks at it.
    """

    weight_decay: float = 0.0
    beta1: float = 0.9
    beta2: float = 0.95
    max_grad_norm: float = 1.0
    tokens_per_pass: int = 2048
    autocast: bool | None = None
    float32_head: bool = False
    gradient_checkpointing: bool = False
    offload_reference: bool = False


@dataclass(frozen=True, slots=True)
class LoraConfig:
    """Low-rank adapters instead of all weights; needs peft.

    Attributes:
        rank: of each adapter; 0 trains all weights.
        alpha: adapters are scaled by alpha / rank.
        targets: names of the layers that get one; none means every linear layer but the last.
    """

    rank: int = 0
    alpha: float = 32.0
    targets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EvaluationConfig:
    """Held-out puzzles sampled before the first phase and after each phase."""

    num_puzzles: int = 240
    people: tuple[int, ...] = (2, 3, 4)
    samples: int = 2
    temperature: float = 1.0


@dataclass(frozen=True, slots=True)
class CheckpointConfig:
    """`every`: steps between resumable states; `keep`: how many of them stay."""

    every: int = 1
    keep: int = 2


@dataclass(frozen=True, slots=True)
class RunConfig:
    """A whole run.

    `learners` ranks train, each with a part of the model; 0 trains in the command's own process, unsharded.
    `puzzles` is a dataset folder; without one, puzzles are drawn as they are needed, with people called
    Alice, Bob, Carol, … if `fixed_cast`.
    """

    phases: tuple[PhaseConfig, ...]
    name: str = "run"
    model: str = "tiny-base"
    puzzles: str | None = None
    fixed_cast: bool = False
    seed: int = 1
    learners: int = 0
    prompt: PromptConfig = field(default_factory=PromptConfig)
    reward: RewardConfig = field(default_factory=RewardConfig)
    algorithm: AlgorithmConfig = field(default_factory=AlgorithmConfig)
    rollout: RolloutConfig = field(default_factory=RolloutConfig)
    optimiser: OptimiserConfig = field(default_factory=OptimiserConfig)
    lora: LoraConfig = field(default_factory=LoraConfig)
    evaluation: EvaluationConfig = field(default_factory=EvaluationConfig)
    checkpoint: CheckpointConfig = field(default_factory=CheckpointConfig)

    @property
    def needs_reference(self) -> bool:
        """Whether a phase has a KL penalty."""
        return any(phase.kl_weight.start or phase.kl_weight.end for phase in self.phases)

    def phase(self, name: str) -> PhaseConfig:
        return next(phase for phase in self.phases if phase.name == name)


def to_yaml(config: RunConfig) -> str:
    """The whole configuration, defaults included; `reading.read_config` reads it back to an equal one."""
    return yaml.safe_dump(_plain(config), sort_keys=False, allow_unicode=True)


def _plain(value: object) -> object:
    if dataclasses.is_dataclass(value):
        return {f.name: _plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return dict(value) if isinstance(value, dict) else value
