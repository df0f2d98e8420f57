"""Low-rank adapters (LoRA, arXiv 2106.09685) through peft, for policies too big to train whole.

The base stays frozen, so the optimiser's state is small, and the reference of a KL penalty costs nothing: it is
the policy with its adapters switched off.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch
from transformers import PreTrainedModel

from logic_rl.config.run import LoraConfig
from logic_rl.errors import UsageError
from logic_rl.extras import require


def add_adapters(model: PreTrainedModel, config: LoraConfig) -> None:
    """Freeze the model and put adapters into it, in place.

    Raises:
        UsageError: peft is not installed, a target is no layer, or is one of two matrices that are the same.
    """
    require("lora", f"lora.rank={config.rank}")
    import peft

    settings = peft.LoraConfig(
        r=config.rank, lora_alpha=config.alpha, target_modules=list(config.targets) or "all-linear", bias="none"
    )
    model.requires_grad_(False)
    try:
        peft.inject_adapter_in_model(settings, model)
    except ValueError as error:  # no layer of such a name, or none that can have an adapter
        raise UsageError(f"lora.targets {list(config.targets)}: {' '.join(str(error).split())[:200]}") from None
    adapted = {id(layer) for _, layer in _adapted_layers(model)}
    embeddings = {id(model.get_input_embeddings()), id(model.get_output_embeddings())}
    if model.config.get_text_config().tie_word_embeddings and adapted & embeddings:
        raise UsageError("lora.targets: this model's input and output embeddings are one matrix; leave out both")


def adapter_weights(model: PreTrainedModel) -> dict[str, torch.Tensor]:
    """The adapters alone; empty for a model without any."""
    return {name: value for name, value in model.state_dict().items() if ".lora_" in name}


def merged_weights(model: PreTrainedModel) -> dict[str, torch.Tensor] | None:
    """The weights of a plain model that computes the same, under its names; None if the model is plain."""
    adapted = dict(_adapted_layers(model))
    if not adapted:
        return None
    weights = {name: value for name, value in model.state_dict().items() if ".lora_" not in name}
    for name, layer in adapted.items():
        key = f"{name}.base_layer.weight"
        weights[key] = weights[key] + layer.get_delta_weight("default").to(weights[key].dtype)
    return {name.replace(".base_layer.", "."): value.contiguous() for name, value in weights.items()}


class WithoutAdapters:
    """The policy as it was before its adapters learnt anything, as the reference of a KL penalty."""

    def __init__(self, policy: PreTrainedModel):
        self.policy = policy

    @contextmanager
    def loaded(self) -> Iterator[PreTrainedModel]:
        layers = [layer for _, layer in _adapted_layers(self.policy)]
        for layer in layers:
            layer.enable_adapters(False)
        try:
            yield self.policy
        finally:
            for layer in layers:
                layer.enable_adapters(True)


def _adapted_layers(model: PreTrainedModel) -> Iterator[tuple[str, Any]]:
    """The layers that peft has put adapters into: of its own class, which is there only where peft is."""
    return ((name, module) for name, module in model.named_modules() if hasattr(module, "get_delta_weight"))
