"""The weights that a stage begins with, put into a model that is there already."""

from __future__ import annotations

from pathlib import Path

import torch
from safetensors.torch import load_file
from transformers import PreTrainedModel

from logic_rl.errors import RunFailed
from logic_rl.resources import model_path
from logic_rl.training.learning.checkpoint import ADAPTERS
from logic_rl.training.learning.lora import adapter_weights
from logic_rl.training.learning.models import load_model


@torch.no_grad()
def begin_model(model: PreTrainedModel, name: str) -> None:
    """Copy the weights of `name` (packaged name, folder or hub id) into a model of the same shape, in place.

    Of a model with adapters only those change: to the ones of a checkpoint that has some, else to none at all.

    Raises:
        RunFailed: the model is of another shape.
    """
    adapters = adapter_weights(model)
    if adapters:
        stored = Path(model_path(name)) / ADAPTERS
        weights = load_file(stored) if stored.is_file() else _of_no_effect(adapters)
    else:
        weights = load_model(name, device="cpu")[0].state_dict()
    try:
        model.load_state_dict(weights, strict=not adapters)
    except RuntimeError as error:  # torch lists every name and shape: the first is enough
        first = " ".join(str(error).split())[:200]
        raise RunFailed(f"{name} is of another shape than the model of this run ({first})") from None


def _of_no_effect(adapters: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """Adapters whose second factor is 0, as they begin (arXiv 2106.09685, section 4.1)."""
    return {name: torch.zeros_like(value) if ".lora_B." in name else value for name, value in adapters.items()}
