"""How many parameters a model has, by building it without memory."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from transformers import AutoConfig, AutoModelForCausalLM

from logic_rl.errors import UsageError


def built_parameters(values: Mapping) -> tuple[int, int]:
    """(parameters, those of the output matrix that are not also the input's) of the model that a config describes.

    Args:
        values: of a config.json.

    Raises:
        UsageError: `transformers` does not know the family, or cannot build such a model.
    """
    plain = {key: value for key, value in values.items() if key not in ("model_type", "quantization_config")}
    try:
        with torch.device("meta"):
            model = AutoModelForCausalLM.from_config(AutoConfig.for_model(values["model_type"], **plain))
    except Exception as error:  # whatever a family's own code raises about its config
        first_line = (str(error).strip().splitlines() or [type(error).__name__])[0]
        reason = first_line.partition(". Should contain one of")[0]  # some hundred families
        raise UsageError(f"the parameters of a {values.get('model_type')} cannot be counted: {reason}") from None
    model.tie_weights()
    head = model.get_output_embeddings()
    body = {id(parameter) for parameter in model.base_model.parameters()}
    own = [p.numel() for p in head.parameters() if id(p) not in body] if head is not None else []
    return sum(parameter.numel() for parameter in model.parameters()), sum(own)
