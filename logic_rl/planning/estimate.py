"""Memory and work of a run, from a model's shape and a configuration. Plain arithmetic; what is rough says so."""

from __future__ import annotations

from dataclasses import dataclass

from logic_rl.config.run import LOGITS_AT_ONCE, PROBS_KEPT, LoraConfig, PhaseConfig, RunConfig
from logic_rl.errors import UsageError
from logic_rl.planning.counting import active_parameters, config_values, counted, tied_by_arithmetic

GIB = 2**30
BYTES = {"float32": 4, "bfloat16": 2, "float16": 2}
# The trainer as it is: float32 weights and gradients, two float32 moments of Adam.
TRAINER_BYTES, FROZEN_BYTES = 16, 4
# Bytes of a token in a pass on a CPU, bfloat16 autocast: for each hidden unit and each of the wide ones in a layer, and
# for each logit. Fitted to what three Llama shapes took (experiments/LOG.md), where float32 copies stay beside the
# bfloat16 ones; with recomputed layers three of them are there at once.
CPU_PASS = (56, 25, 20)
PROCESS_BYTES = 600 * 2**20  # of Python, torch and transformers themselves


@dataclass(frozen=True, slots=True)
class Shape:
    """Sizes of a decoder.

    Attributes:
        counted: parameters of the model as its own code builds it; None where they are the arithmetic of the Qwen2
            and Llama families.
        head: parameters of the output matrix that are no input embeddings.
        active: of a mixture of experts the parameters that one token goes through; None of other models.
    """

    layers: int
    hidden: int
    intermediate: int
    heads: int
    kv_heads: int
    head_size: int
    vocabulary: int
    tied: bool
    qkv_bias: bool = True
    counted: int | None = None
    head: int | None = None
    active: int | None = None

    @property
    def critic_parameters(self) -> int:
        """Of a critic made from the model: its body and one row that reads values off."""
        head = self.head if self.head is not None else 0 if self.tied else self.vocabulary * self.hidden
        return self.parameters - head + self.hidden

    @property
    def parameters(self) -> int:
        if self.counted is not None:
            return self.counted
        query, key = self.heads * self.head_size, self.kv_heads * self.head_size
        attention = self.hidden * (2 * query + 2 * key) + (query + 2 * key if self.qkv_bias else 0)
        layer = attention + 3 * self.hidden * self.intermediate + 2 * self.hidden
        return self.vocabulary * self.hidden * (1 if self.tied else 2) + self.layers * layer + self.hidden

    def adapter_parameters(self, lora: LoraConfig) -> int:
        """Of low-rank adapters: rank x (inputs + outputs) of every layer that has one."""
        query, key = self.heads * self.head_size, self.kv_heads * self.head_size
        sizes = {
            "q_proj": self.hidden + query, "k_proj": self.hidden + key, "v_proj": self.hidden + key,
            "o_proj": query + self.hidden, "gate_proj": self.hidden + self.intermediate,
            "up_proj": self.hidden + self.intermediate, "down_proj": self.intermediate + self.hidden,
        }  # fmt: skip
        return self.layers * lora.rank * sum(sizes.get(name, 0) for name in lora.targets or sizes)

    def kv_bytes_per_token(self, item_size: int) -> int:
        return 2 * self.layers * self.kv_heads * self.head_size * item_size

    def pass_bytes(self, tokens: int, gradient_checkpointing: bool, on_cpu: bool = False) -> int:
        """Rough: what a forward pass keeps for the backward pass, half precision inside; logits are made in parts."""
        if on_cpu:
            hidden, wide, logit = CPU_PASS
            per_layer = hidden * self.hidden + wide * self.intermediate
            kept = 3 * per_layer + 4 * self.hidden * self.layers if gradient_checkpointing else per_layer * self.layers
            return tokens * kept + logit * min(tokens * self.vocabulary, LOGITS_AT_ONCE) + self._probs_bytes(tokens)
        per_layer = 2 * (8 * self.hidden + 2 * self.heads * self.head_size + 3 * self.intermediate)
        kept = per_layer + 2 * self.hidden * self.layers if gradient_checkpointing else per_layer * self.layers
        return tokens * kept + 3 * 4 * min(tokens * self.vocabulary, LOGITS_AT_ONCE) + self._probs_bytes(tokens)

    def _probs_bytes(self, tokens: int) -> int:
        """Probabilities of a pass over replies alone that wait for its gradient."""
        numbers = tokens * self.vocabulary
        return BYTES["bfloat16"] * numbers if LOGITS_AT_ONCE < numbers <= PROBS_KEPT else 0


# From the config.json of each model on the hub, so that planning needs no network.
KNOWN = {
    "Qwen/Qwen2.5-0.5B": Shape(24, 896, 4864, 14, 2, 64, 151936, tied=True),
    "Qwen/Qwen2.5-1.5B": Shape(28, 1536, 8960, 12, 2, 128, 151936, tied=True),
    "Qwen/Qwen2.5-3B": Shape(36, 2048, 11008, 16, 2, 128, 151936, tied=True),
    "Qwen/Qwen2.5-7B": Shape(28, 3584, 18944, 28, 4, 128, 152064, tied=False),
}


def shape_of(name: str) -> Shape:
    """The shape of a packaged model, a folder, or one of the known hub models and their variants.

    Raises:
        UsageError: the shape is not known here.
    """
    for known, shape in KNOWN.items():
        if name == known or name.startswith(f"{known}-"):
            return shape
    try:
        outer = config_values(name)
        config = outer | outer.get("text_config", {})
        total, head = counted(outer) or (None, None)
        active = active_parameters(config, total) if total else None
        heads = config["num_attention_heads"]
        return Shape(
            layers=config["num_hidden_layers"],
            hidden=config["hidden_size"],
            intermediate=config.get("intermediate_size") or 4 * config["hidden_size"],
            heads=heads,
            kv_heads=config.get("num_key_value_heads") or heads,
            head_size=config.get("head_dim") or config["hidden_size"] // heads,
            vocabulary=config["vocab_size"],
            tied=head == 0 if total else tied_by_arithmetic(config, name),
            qkv_bias=config["model_type"] == "qwen2",
            counted=total,
            head=head,
            active=active,
        )
    except (OSError, ValueError, KeyError) as error:
        raise UsageError(
            f"the shape of {name} is not known here ({error}): give a model folder, or one of {', '.join(KNOWN)}"
        ) from None


def trainer_bytes(shape: Shape, config: RunConfig, on_cpu: bool = False) -> dict[str, int]:
    """What the trainer's card or host must hold; with learners, each of their cards."""
    share = shape.parameters // max(1, config.learners)
    copies = config.rollout.lag + 1 if config.rollout.lag and config.rollout.engine == "torch" else 0
    adapters = shape.adapter_parameters(config.lora)
    critic = shape.critic_parameters // max(1, config.learners) if config.algorithm.needs_critic else 0
    parts = {
        "weights, gradients, Adam (float32)": 0 if adapters else TRAINER_BYTES * share,
        "frozen weights (float32)": FROZEN_BYTES * share if adapters else 0,
        f"adapters of rank {config.lora.rank}, gradients, Adam (float32)": TRAINER_BYTES * adapters,
        "critic: weights, gradients, Adam (float32)": TRAINER_BYTES * critic if critic and not adapters else 0,
        "critic: frozen weights and adapters (float32)": (FROZEN_BYTES * critic + TRAINER_BYTES * adapters)
        if critic and adapters
        else 0,
        "reference model (float32)": FROZEN_BYTES * share if config.needs_reference and not adapters else 0,
        "frozen copies to sample ahead with (float32)": FROZEN_BYTES * shape.parameters * copies,
        f"one pass of {config.optimiser.tokens_per_pass} tokens (rough)": shape.pass_bytes(
            config.optimiser.tokens_per_pass, config.optimiser.gradient_checkpointing, on_cpu
        ),
        "the process itself": PROCESS_BYTES if on_cpu else 0,
    }
    return {name: size for name, size in parts.items() if size}


def engine_bytes(shape: Shape, config: RunConfig, mean_tokens: int, on_gpu: bool) -> dict[str, int]:
    """What each card (or, on a CPU, each worker) of the engine must hold."""
    rollout = config.rollout
    is_open = rollout.dtype in ("auto", "native")
    dtype = ("bfloat16" if on_gpu else "float32") if is_open else rollout.dtype
    size, share = BYTES[dtype], rollout.tensor_parallel
    return {
        f"weights ({dtype})": shape.parameters * size // share,
        f"{rollout.max_slots} sequences of {mean_tokens} tokens": shape.kv_bytes_per_token(size)
        * rollout.max_slots
        * mean_tokens
        // share,
    }


def host_bytes(shape: Shape, config: RunConfig) -> dict[str, int]:
    """What the host must hold beside its cards: weights on their way to engines lie in /dev/shm, where Ray keeps them.

    With `rollout.engine=vllm` a store of 3 copies in float32, with learners one of 1 copy, as the run asks Ray for.
    """
    weights = BYTES["float32"] * shape.parameters
    copies = 3 if config.rollout.engine == "vllm" else 1 if config.learners else 0
    store = 256 * 2**20 + copies * weights if copies else 0
    parts = {
        "weights on their way to engines, in /dev/shm": store,
        "weights of the trainer's own process": weights if config.learners and config.rollout.engine == "vllm" else 0,
    }
    return {name: size for name, size in parts.items() if size}


def checkpoint_bytes(shape: Shape, config: RunConfig) -> int:
    """Of one state to resume from on the disk: weights in float32 and two moments, of a critic too; adapters twice."""
    critic = shape.critic_parameters if config.algorithm.needs_critic else 0
    if adapters := shape.adapter_parameters(config.lora):
        return 4 * shape.parameters + 12 * adapters + adapter_bytes(shape, config.lora) + 4 * critic
    return 12 * (shape.parameters + critic)


def adapter_bytes(shape: Shape, lora: LoraConfig) -> int:
    """Of an adapter alone on the disk, but for its header of some 150 bytes a tensor."""
    return BYTES[lora.dtype] * shape.adapter_parameters(lora)


def phase_samples(phase: PhaseConfig) -> int:
    """Samples of the whole phase, if no promotion cuts it short."""
    return phase.steps * phase.prompts * phase.group_size


def phase_hours(
    phase: PhaseConfig, mean_reply: int, sample_rate: float, train_rate: float, workers: int, pipelined: bool = False
) -> float:
    """Hours at `sample_rate` tokens/s of each worker and `train_rate` of the trainer, side by side if pipelined."""
    tokens = phase_samples(phase) * mean_reply
    sampling, training = tokens / (sample_rate * workers), tokens / train_rate
    return (max(sampling, training) if pipelined else sampling + training) / 3600


def placement(config: RunConfig, on_gpu: bool, cards: int | None) -> str:
    """How trainer and engine lie: "apart", "together" (one process) or "shared" (one card, vLLM beside the trainer).

    Raises:
        UsageError: learners or several engines on too few cards.
    """
    rollout = config.rollout
    if not on_gpu or rollout.engine == "torch":
        return "together" if on_gpu else "apart"
    needed = max(1, config.learners) + rollout.workers * rollout.tensor_parallel
    if cards is None or cards >= needed:
        return "apart"
    if cards == needed - 1 and not config.learners:
        return "shared"
    raise UsageError(f"--cards {cards}: {max(1, config.learners)} that train and {rollout.workers} engines of "
                     f"{rollout.tensor_parallel} take {needed}; lower learners or rollout.workers")  # fmt: skip
