"""Whether a model can be decoded with this engine's own memory and attention, found by decoding a few tokens."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

import torch
from transformers import PreTrainedModel

from logic_rl.errors import LogicRLError, UsageError
from logic_rl.rollout.engine import Request, SamplingParams
from logic_rl.rollout.head import probe_ids, tolerance
from logic_rl.rollout.weights import reply_logprobs
from logic_rl.types import Completion

SHORT = (torch.bfloat16, torch.float16)
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
        most = tolerance(model)
        gap = _largest_gap(model, decode, requests)
        if gap > most and model.dtype in SHORT:  # a model that is sure of itself rounds by as much
            with _in_float32(model):
                gap = _largest_gap(model, decode, requests)
                most = tolerance(model)
    except (LogicRLError, torch.OutOfMemoryError):
        raise
    except Exception as error:  # whatever a model's code raises when it is called in a way it does not know
        why = f"its layers do not take this engine's memory, {type(error).__name__}"
        raise UsageError(_refusal(kind, why)) from None
    if not gap <= most:
        raise UsageError(_refusal(kind, f"its log-probabilities would be {gap:.2g} nats off"))


@contextmanager
def _in_float32(model: PreTrainedModel) -> Iterator[None]:
    """The same weights in float32 for a while; buffers stay as they are."""
    short = [(parameter, parameter.data) for parameter in model.parameters() if parameter.dtype in SHORT]
    for parameter, values in short:
        parameter.data = values.float()
    try:
        yield
    finally:
        for parameter, values in short:
            parameter.data = values


def _largest_gap(model: PreTrainedModel, decode: Decode, requests: Sequence[Request]) -> float:
    completions = decode(requests, PARAMS)
    return max(_gap(model, request, completions[place]) for place, request in enumerate(requests))


def _gap(model: PreTrainedModel, request: Request, completion: Completion) -> float:
    expected = reply_logprobs(model, request.prompt_ids, completion.token_ids)
    return max(abs(a - b) for a, b in zip(expected, completion.logprobs, strict=True))


def _refusal(kind: str, why: str) -> str:
    return f"--engine torch cannot decode models of the family {kind!r} ({why}): take --engine vllm"
