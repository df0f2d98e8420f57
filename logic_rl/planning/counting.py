"""How many parameters a model of any family has: made without memory by its own code, which alone knows all of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

from logic_rl.errors import UsageError
from logic_rl.extras import command_for
from logic_rl.hub import require_reachable
from logic_rl.resources import model_path

# Families whose parameters plain arithmetic gives, and whether input and output embeddings are one by default.
FAMILIES = {"qwen2": False, "llama": False, "mistral": False}


def config_values(name: str) -> dict:
    """The config.json of a packaged name, a folder or a hub id, as it stands there.

    Raises:
        UsageError: there is none, or the hub cannot be reached; OSError, ValueError: it cannot be read.
    """
    path = Path(model_path(name))
    if path.is_dir():
        file = path / "config.json"
    elif find_spec("huggingface_hub") is None:
        raise UsageError(f"the shape of {name} is not known here: give its folder, or {command_for('train')}")
    else:
        require_reachable(name)
        from huggingface_hub import hf_hub_download

        file = Path(hf_hub_download(name, "config.json"))
    values = json.loads(file.read_text(encoding="utf-8"))
    if not isinstance(values, dict):
        raise ValueError("config.json holds no object")
    return values


def counted(values: dict) -> tuple[int, int] | None:
    """(parameters, those of the output matrix alone) of the model of a config.json; None without torch.

    Raises:
        UsageError: `transformers` does not know the family, or cannot build such a model.
    """
    try:
        from logic_rl.training.learning.counting import built_parameters
    except ImportError:
        return None
    return built_parameters(values)


def active_parameters(config: Mapping, total: int) -> int | None:
    """Of a mixture of experts, by its config.json, the parameters that one token goes through; None of other models."""
    names = ("num_experts", "num_local_experts", "n_routed_experts")
    experts = next((config[name] for name in names if config.get(name)), 0)
    used = config.get("num_experts_per_tok") or 0
    if not 0 < used < experts:
        return None
    width = config.get("moe_intermediate_size") or config["intermediate_size"]
    layers = config["num_hidden_layers"] - (config.get("first_k_dense_replace") or 0)
    return total - 3 * config["hidden_size"] * width * layers * (experts - used)


def tied_by_arithmetic(values: dict, name: str) -> bool:
    """Whether both embeddings are one, for families that are counted without torch; raises UsageError for others."""
    family = values.get("model_type")
    if family not in FAMILIES:
        raise UsageError(
            f"the parameters of {name} (family {family}) cannot be counted without torch: {command_for('train')}"
        )
    return values.get("tie_word_embeddings", FAMILIES[family])
