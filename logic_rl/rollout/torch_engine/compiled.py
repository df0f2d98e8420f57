"""The decoding pass compiled: all of the model but attention, whose memory grows, in fewer and larger kernels."""

from __future__ import annotations

from collections.abc import Callable

import torch
from transformers import AttentionInterface, PreTrainedModel

from logic_rl.rollout.torch_engine.cohorts import ATTENTION_NAME, cohort_attention


def compiled_pass(model: PreTrainedModel) -> Callable:
    """`model.base_model` through `torch.compile`, for any number of rows.

    Compiled when first called, which takes about a minute. On a GPU it saves launches of small kernels; on a CPU the
    tiny base gains nothing (measured).
    """
    AttentionInterface.register(ATTENTION_NAME, torch.compiler.disable(cohort_attention))
    return torch.compile(model.base_model, dynamic=True)
