"""A run's settings as frozen dataclasses."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from typing import Any, Literal

import yaml

from logic_rl.config.algorithm import AlgorithmConfig
from logic_rl.config.phase import Band, PhaseConfig, Promotion, Ramp
from logic_rl.config.reward import RewardConfig
from logic_rl.config.rollout import RolloutConfig
from logic_rl.config.stages import (
    DistilStage,
    DpoStage,
    PreferenceStage,
    ProcessStage,
    ProofStage,
    SampleStage,
    SftStage,
    Stage,
)  # fmt: skip
from logic_rl.config.values import STRICT, Number, Whole

__all__ = [
    "AlgorithmConfig", "Band", "CheckpointConfig", "DistilStage", "DpoStage", "EvaluationConfig", "LoraConfig",
    "OptimiserConfig", "PhaseConfig", "PreferenceStage", "ProcessStage", "Promotion", "PromptConfig", "ProofStage",
    "Ramp", "RewardConfig", "RolloutConfig", "RunConfig", "SampleStage", "SftStage", "Stage", "to_yaml",
]  # fmt: skip

LOGITS_AT_ONCE = 2**25  # numbers; 128 MiB in float32, so 220 tokens of a vocabulary of 152 k
PROBS_KEPT = 2**28  # numbers of a pass that are kept for its gradient, 512 MiB in bfloat16; above, they are made again


TEMPLATES = ("plain", "r1-zero", "chat")


@dataclass(frozen=True, slots=True)
class PromptConfig:
    """How a puzzle becomes a prompt.

    Attributes:
        template: "plain" is the puzzle and a line break, "r1-zero" DeepSeek-R1-Zero's conversation frame for base
            models, "chat" the tokenizer's own chat template.
        open_think: end the prompt with an open <think>.
        shots: worked examples before every question of the run, written by program. The model does not say later that
            it was asked so: repeat it, as in `logicrl evaluate --shots`.
    """

    __pydantic_config__ = STRICT

    template: str = "plain"
    open_think: bool = False
    shots: Whole = 0


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

    __pydantic_config__ = STRICT

    weight_decay: Number = 0.0
    beta1: Number = 0.9
    beta2: Number = 0.95
    max_grad_norm: Number = 1.0
    tokens_per_pass: Whole = 2048
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
        dtype: of the adapter alone that every checkpoint holds in `adapter/`; "bfloat16" takes half the room.
    """

    __pydantic_config__ = STRICT

    rank: Whole = 0
    alpha: Number = 32.0
    targets: tuple[str, ...] = ()
    dtype: Literal["float32", "bfloat16"] = "float32"


@dataclass(frozen=True, slots=True)
class EvaluationConfig:
    """Held-out questions sampled before the first stage and after each that makes a model.

    Those of the test split are for what is reported. Whatever is chosen, and points on the way, are measured on the
    valid split.

    Attributes:
        num_puzzles: questions of the test split in all, shared out evenly over the sizes.
        num_valid: the same of the valid split; none means as many, 0 chooses no `best` model. They are sampled where
            there are several models to choose among: with `every`, or after several stages that make one.
        people: their sizes (number of people, or another task's levels); none means every level of the task. `levels`
            is another name for it.
        samples: replies to each.
        every: steps between further evaluations while a phase trains, on the valid split; 0 for none.
        shown: replies printed at each.
    """

    __pydantic_config__ = STRICT

    num_puzzles: Whole = 240
    num_valid: Whole | None = None
    people: tuple[Whole, ...] = ()
    samples: Whole = 2
    temperature: Number = 1.0
    every: Whole = 0
    shown: Whole = 2

    @property
    def num_to_choose(self) -> int:
        """Questions of the valid split that a choice is made on."""
        return self.num_puzzles if self.num_valid is None else self.num_valid


@dataclass(frozen=True, slots=True)
class CheckpointConfig:
    """`every`: steps between resumable states; `keep`: how many of them stay."""

    __pydantic_config__ = STRICT

    every: Whole = 1
    keep: Whole = 2


@dataclass(frozen=True, slots=True)
class RunConfig:
    """A whole run.

    Attributes:
        phases: its stages in order, of the kinds below.
        model: a packaged name, a folder, or a hub id.
        task: "knights", "maths", "countdown", "reasoning_gym:NAME", or one's own as "my_module:MyTask" or
            "folder/file.py:MyTask".
        task_options: keys and values that the task understands, such as `fixed_cast: true` of knights (people called
            Alice, Bob, Carol, …) or `file: problems.jsonl` of maths.
        puzzles: a folder with train.jsonl, test.jsonl and valid.jsonl; without one, questions are drawn as needed.
        learners: ranks that train, each with a part of the model; 0 trains in the command's own process, unsharded.
        track: also send the numbers to these, while the run goes on.
    """

    __pydantic_config__ = STRICT

    phases: tuple[Stage, ...]
    name: str = "run"
    model: str = "tiny-base"
    task: str = "knights"
    task_options: dict[str, Any] = field(default_factory=dict)
    puzzles: str | None = None
    seed: Whole = 1
    learners: Whole = 0
    track: tuple[Literal["tensorboard", "trackio", "wandb"], ...] = ()
    prompt: PromptConfig = field(default_factory=PromptConfig)
    reward: RewardConfig = field(default_factory=RewardConfig)
    algorithm: AlgorithmConfig = field(default_factory=AlgorithmConfig)
    rollout: RolloutConfig = field(default_factory=RolloutConfig)
    optimiser: OptimiserConfig = field(default_factory=OptimiserConfig)
    lora: LoraConfig = field(default_factory=LoraConfig)
    evaluation: EvaluationConfig = field(default_factory=EvaluationConfig)
    checkpoint: CheckpointConfig = field(default_factory=CheckpointConfig)

    @property
    def rl_phases(self) -> tuple[PhaseConfig, ...]:
        """The stages of `kind: rl`, in order."""
        return tuple(stage for stage in self.phases if isinstance(stage, PhaseConfig))

    @property
    def needs_reference(self) -> bool:
        """Whether a phase has a KL penalty, or the distance is to be measured."""
        penalties = (phase.kl_weight.start or phase.kl_weight.end for phase in self.rl_phases)
        return self.algorithm.measure_kl or any(penalties)

    @property
    def has_choice(self) -> bool:
        """Whether there will be several models, of which the best is kept."""
        return self.evaluation.every > 0 or sum(stage.makes_model for stage in self.phases) > 1

    @property
    def other_models(self) -> tuple[str, ...]:
        """Teachers, and other models that stages sample; each once."""
        named = (getattr(stage, key, None) for stage in self.phases for key in ("teacher", "model"))
        return tuple(dict.fromkeys(name for name in named if name))

    def phase(self, name: str) -> Stage:
        """The stage of that name, of whatever kind."""
        return next(stage for stage in self.phases if stage.name == name)

    def before(self, name: str) -> tuple[Stage, ...]:
        """The stages before the one of that name."""
        names = [stage.name for stage in self.phases]
        return self.phases[: names.index(name)]

    def origin(self, name: str) -> str:
        """The model that a stage goes on with: "base", the run's own, or the name of the stage that made it."""
        start = self.phase(name).start_from
        if start != "previous":
            return start
        maker = self.maker_before(name)
        return maker.name if maker else "base"

    def maker_before(self, name: str) -> Stage | None:
        """The last stage before the one of that name that made a model."""
        return next((stage for stage in reversed(self.before(name)) if stage.makes_model), None)

    def sources(self, name: str) -> dict[str, float]:
        """What a stage of `kind: sft`, `dpo`, `preference`, `process` or `distil` learns from, and the weight of each.

        Its sources, or the last stage before it to leave rows that it can use.
        """
        stage = self.phase(name)
        given = getattr(stage, "sources", ())
        scored = isinstance(stage, (DpoStage, PreferenceStage))
        leave_rows = [one.name for one in self.before(name) if one.leaves_rows and (one.kind == "sample" or not scored)]
        return dict(given) if isinstance(given, dict) and given else dict.fromkeys(given or leave_rows[-1:], 1.0)

    def reward_of(self, name: str) -> RewardConfig:
        """What replies earn in a stage: the run's reward, and over it the stage's own keys."""
        changes = getattr(self.phase(name), "reward", {})
        return dataclasses.replace(self.reward, **changes) if changes else self.reward

    def options(self, name: str) -> dict[str, Any]:
        """The task's options in a stage: the run's, and over them its own."""
        return self.task_options | getattr(self.phase(name), "task_options", {})


def to_yaml(config: RunConfig) -> str:
    """The whole configuration, defaults included; `reading.read_config` reads it back to an equal one."""
    return yaml.safe_dump(_plain(config), sort_keys=False, allow_unicode=True)


def _plain(value: object) -> object:
    if isinstance(value, Stage):
        leading = {"name": value.name, "kind": value.kind, "from": value.start_from}
        rest = (f.name for f in dataclasses.fields(value) if f.name not in ("name", "kind", "start_from"))
        return leading | {name: _plain(getattr(value, name)) for name in rest}
    if dataclasses.is_dataclass(value):
        return {f.name: _plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, (tuple, list)):
        return [_plain(item) for item in value]
    return dict(value) if isinstance(value, dict) else value
