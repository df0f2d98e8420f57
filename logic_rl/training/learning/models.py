"""Making and loading models and tokenizers."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import torch
from safetensors import SafetensorError
from transformers import AutoModelForCausalLM, PreTrainedModel, Qwen2Config, Qwen2ForCausalLM
from transformers.utils import logging as transformers_logging

from logic_rl.errors import NotFinite, UsageError
from logic_rl.hub import require_reachable
from logic_rl.resources import model_path
from logic_rl.rollout.head import broken, broken_weight, check_head, head_of
from logic_rl.training.learning.model_folder import load_tokenizer
from logic_rl.training.learning.savable import settle_generation
from logic_rl.training.supervised.pretrain.recipes import PretrainRecipe

transformers_logging.disable_progress_bar()  # its bars would bury our own progress


def new_model(recipe: PretrainRecipe, tokenizer, seed: int) -> PreTrainedModel:
    """A freshly initialised Qwen2 with tied embeddings.

    Each key projection starts as a copy of a query projection of its group, so that at first a token
    attends to tokens like itself (mimetic initialisation, Trockman & Kolter, arXiv 2305.09828). Looking
    names up, which everything in this corpus rests on, is then learnt sooner.
    """
    torch.manual_seed(seed)
    config = Qwen2Config(
        vocab_size=recipe.vocab_size,
        hidden_size=recipe.hidden_size,
        intermediate_size=recipe.intermediate_size,
        num_hidden_layers=recipe.num_layers,
        num_attention_heads=recipe.num_heads,
        num_key_value_heads=recipe.num_kv_heads,
        max_position_embeddings=recipe.max_positions,
        tie_word_embeddings=True,
        bos_token_id=None,
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
    )
    model = Qwen2ForCausalLM._from_config(config, attn_implementation="eager")
    with torch.no_grad():
        for layer in model.model.layers:
            query, key = layer.self_attn.q_proj.weight, layer.self_attn.k_proj.weight
            query.normal_(0.0, recipe.hidden_size**-0.5)
            key.copy_(query.view(recipe.num_kv_heads, -1, *_head_shape(recipe))[:, 0].reshape(key.shape))
    return model


def _head_shape(recipe: PretrainRecipe) -> tuple[int, int]:
    return recipe.hidden_size // recipe.num_heads, recipe.hidden_size


def load_model(
    name: str,
    dtype: str = "float32",
    device: torch.device | str | None = None,
    say: Callable[[str], None] = lambda line: None,
) -> tuple[PreTrainedModel, object]:
    """Model and tokenizer from a packaged name, a folder or a hub id; weights from safetensors only.

    Args:
        device: where the model goes; by default to the accelerator if there is one.
        say: hears what was mended.

    Raises:
        UsageError: the folder is no model, the hub cannot be reached, or the model makes its logits in an unknown way;
            the message says which.
        NotFinite: a weight is NaN or infinite.
    """
    path = model_path(name)
    is_folder = Path(path).is_dir()
    if is_folder and not (Path(path) / "config.json").is_file():
        raise UsageError(f"{path} is not a model folder (no config.json): give a folder made by save_pretrained")
    if not is_folder:
        require_reachable(path)
    try:
        tokenizer = load_tokenizer(path)
        model = AutoModelForCausalLM.from_pretrained(path, dtype=getattr(torch, dtype), use_safetensors=True)
    except (OSError, ValueError, KeyError, RuntimeError, SafetensorError) as error:
        raise UsageError(_explain(path, is_folder, error)) from None
    torch.nn.Module.to(model, torch.device(device or default_device()))
    if (weight := broken_weight(model.eval())) is not None:
        raise NotFinite(f"{name}: {broken(weight)}")
    check_head(model, name)
    if mended := settle_generation(model):
        say(f"note: {name}: {mended}")
    return model, tokenizer


def reply_logits(
    model: PreTrainedModel, token_ids: torch.Tensor, predicts: torch.Tensor, autocast: bool
) -> torch.Tensor:
    """Logits in float32 at the N positions of `predicts` `[B, T]` that predict a reply token, `[N, V]`.

    Padding is on the right, where causal attention never sees it.
    """
    with torch.autocast(token_ids.device.type, torch.bfloat16, enabled=autocast):
        hidden = model.base_model(token_ids).last_hidden_state
        logits = head_of(model)(hidden[predicts])
    return logits.float()


def pad_id(tokenizer) -> int:
    """The id that fills batches up: any will do, for it is masked."""
    return tokenizer.pad_token_id if tokenizer.pad_token_id is not None else tokenizer.eos_token_id


def default_device() -> torch.device:
    if torch.cuda.is_available():
        return torch.device("cuda")
    return torch.device("mps" if torch.backends.mps.is_available() else "cpu")


def _explain(path: str, is_folder: bool, error: Exception) -> str:
    first_line = (str(error).strip().splitlines() or [type(error).__name__])[0]
    if is_folder:
        return f"{path} cannot be loaded as a model: {first_line}"
    offline = " (HF_HUB_OFFLINE is set)" if os.environ.get("HF_HUB_OFFLINE") else ""
    return (
        f"model {path!r} is neither a folder here nor reachable on the hub{offline}: check the spelling and the "
        f"network, or download it and give its folder ({first_line})"
    )
