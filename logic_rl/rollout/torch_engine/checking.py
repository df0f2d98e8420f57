"""Whether a model can be decoded with this engine's own memory and attention, found by decoding a few tokens."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import torch
from transformers import PreTrainedModel

from logic_rl.errors import LogicRLError, UsageError
from logic_rl.rollout.engine import Request, SamplingParams
from logic_rl.rollout.head import probe_ids, tolerance
from logic_rl.rollout.weights import reply_logprobs
from logic_rl.types import Completion

PARAMS = SamplingParams(1.0, 4)

Decode = Callable[[Sequence[Request], SamplingParams], Mapping[int, Completion]]
"""(requests, parameters) → completions by place, none of which ends early."""


def check_decoding(model: PreTrainedModel, decode: Decode) -> None:
    """Decode two prompts of different lengths together; log-probabilities must be those of a whole forward pass.

    Raises:
        UsageError: they are not, or the model's code does not run so: recurrent layers, a cache of its own, attention
            that takes no part in `transformers.AttentionInterface`.
        NotFinite: logits are NaN or infinite.
    """
    ids = tuple(probe_ids(model).tolist())
    requests = [Request(ids[:3], 1), Request(ids, 2)]
    kind = getattr(model.config, "model_type", type(model).__name__)
    try:
        completions = decode(requests, PARAMS)
        gap = max(_gap(model, request, completions[place]) for place, request in enumerate(requests))
    except (LogicRLError, torch.OutOfMemoryError):
        raise
    except Exception as error:  # whatever a model's code raises when it is called in a way it does not know
        why = f"its layers do not take this engine's memory, {type(error).__name__}"
        raise UsageError(_refusal(kind, why)) from None
    if not gap <= tolerance(model):
        raise UsageError(_refusal(kind, f"its log-probabilities would be {gap:.2g} nats off"))


def _gap(model: PreTrainedModel, request: Request, completion: Completion) -> float:
    expected = reply_logprobs(model, request.prompt_ids, completion.token_ids)
    return max(abs(a - b) for a, b in zip(expected, completion.logprobs, strict=True))


def _refusal(kind: str, why: str) -> str:
    return f"--engine torch cannot decode models of the family {kind!r} ({why}): take --engine vllm"
