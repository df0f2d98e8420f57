"""Log-probabilities of replies under a model, without ever holding the logits of a whole batch.

Logits are V numbers per token, for a large vocabulary far more than everything else in the model.
So they are made some tokens at a time, and made again in the backward pass.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch.utils.checkpoint import checkpoint
from transformers import PreTrainedModel

from logic_rl.algorithms.logprobs import entropy, token_logprobs
from logic_rl.config.run import LOGITS_AT_ONCE, OptimiserConfig
from logic_rl.rollout.head import Head, head_of
from logic_rl.training.learning.batch import TrainBatch
from logic_rl.training.learning.large_head import LargeHead, is_matrix


def reply_logprobs(
    model: PreTrainedModel,
    batch: TrainBatch,
    temperature: float,
    limits: OptimiserConfig,
    entropy_has_gradient: bool = False,
) -> tuple[torch.Tensor, torch.Tensor]:
    """Log-probability of each completion token and entropy where it was drawn, nats, `[N]` each, in float32.

    Padding is on the right, where causal attention never sees it.
    """
    tokens_N, hidden_NH = batch.token_ids[batch.mask], _states(model, batch, limits)
    head, dtype = head_of(model), model.get_output_embeddings().weight.dtype

    def read(hidden_CH: torch.Tensor, tokens_C: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        logits_CV = _logits(head, hidden_CH, dtype, limits)
        with torch.set_grad_enabled(entropy_has_gradient and torch.is_grad_enabled()):
            entropy_C = entropy(logits_CV, temperature)
        return token_logprobs(logits_CV, tokens_C, temperature), entropy_C

    size = max(1, LOGITS_AT_ONCE // model.config.vocab_size)
    if len(tokens_N) <= size:
        return read(hidden_NH, tokens_N)
    if is_matrix(head) and not entropy_has_gradient:
        hidden_NH = hidden_NH.to(torch.bfloat16 if _in_bfloat16(limits) else dtype)
        return LargeHead.apply(hidden_NH, head.weight, tokens_N, temperature)
    parts = [
        checkpoint(read, hidden_CH, tokens_C, use_reentrant=False, preserve_rng_state=False)
        if torch.is_grad_enabled()
        else read(hidden_CH, tokens_C)
        for hidden_CH, tokens_C in zip(hidden_NH.split(size), tokens_N.split(size), strict=True)
    ]
    logprobs, entropies = zip(*parts, strict=True)
    return torch.cat(logprobs), torch.cat(entropies)


def reply_states(
    model: PreTrainedModel, batch: TrainBatch, limits: OptimiserConfig
) -> tuple[Callable[[torch.Tensor], torch.Tensor], torch.Tensor]:
    """What makes float32 logits `[C, V]` of last states `[C, H]`, and the states that reply tokens follow, `[N, H]`."""
    head, dtype = head_of(model), model.get_output_embeddings().weight.dtype
    return lambda hidden_CH: _logits(head, hidden_CH, dtype, limits), _states(model, batch, limits)


def _states(model: PreTrainedModel, batch: TrainBatch, limits: OptimiserConfig) -> torch.Tensor:
    """The last hidden states from which the replies' tokens are predicted, `[N, H]`."""
    predicts_BT = batch.mask.roll(-1, dims=1)  # the state at t - 1 speaks of token t: the one shift
    with torch.autocast(batch.token_ids.device.type, torch.bfloat16, enabled=bool(limits.autocast)):
        return model.base_model(batch.token_ids).last_hidden_state[predicts_BT]


def _in_bfloat16(limits: OptimiserConfig) -> bool:
    """Whether the output matrix is multiplied in bfloat16."""
    return bool(limits.autocast) and not limits.float32_head


def _logits(head: Head, hidden_CH: torch.Tensor, dtype: torch.dtype, limits: OptimiserConfig) -> torch.Tensor:
    """Logits in float32; `float32_head` computes them in it too, which autocast would not. `dtype` is the head's."""
    in_bfloat16 = _in_bfloat16(limits)
    with torch.autocast(hidden_CH.device.type, torch.bfloat16, enabled=in_bfloat16):
        return head(hidden_CH if in_bfloat16 else hidden_CH.to(dtype)).float()
