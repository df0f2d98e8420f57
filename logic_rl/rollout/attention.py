"""Causal attention in bfloat16 on a CPU, in blocks of queries: three times as fast there as torch's own.

Each block of queries is multiplied with the keys up to its end, so that the upper half of the scores is never made,
and the weights are made again in the backward pass, so that nothing of size T x T is kept. Query heads that share a
key head are rows of one matrix product. Shapes: B rows, H heads, K key-value heads, T tokens, D and E head sizes of
keys and of values.
"""

from __future__ import annotations

from typing import Any

import torch
from transformers import AttentionInterface, PreTrainedModel
from transformers.integrations.sdpa_attention import sdpa_attention_forward

NAME = "logic_rl_blocks"
BLOCK = 64  # queries; of 64, 128 and 256 the fastest at every length from 100 to 800
BESIDES = ("softcap", "s_aux", "position_bias", "sliding_window", "is_causal")  # what only some models ask for


class BlockAttention(torch.autograd.Function):
    """`apply(query [B, H, T, D], key [B, K, T, D], value [B, K, T, E], scale)` → `[B, H, T, E]`."""

    @staticmethod
    def forward(ctx: Any, query: torch.Tensor, key: torch.Tensor, value: torch.Tensor, scale: float) -> torch.Tensor:
        shape, heads = query.shape, key.shape[0] * key.shape[1]
        query = (query * scale).reshape(heads, -1, *shape[2:])
        key, value = key.reshape(heads, *key.shape[2:]), value.reshape(heads, *value.shape[2:])
        output = query.new_empty(*query.shape[:3], value.shape[-1])
        for start, end in _blocks(shape[2]):
            weights = _weights(query[:, :, start:end], key[:, :end], start)
            output[:, :, start:end] = torch.bmm(weights, value[:, :end]).unflatten(1, (-1, end - start))
        ctx.save_for_backward(query, key, value)
        ctx.scale = scale
        return output.view(*shape[:3], value.shape[-1])

    @staticmethod
    def backward(ctx: Any, *gradients: torch.Tensor) -> tuple[torch.Tensor | None, ...]:
        query, key, value = ctx.saved_tensors
        batch, num_heads, length, size = gradients[0].shape
        of_output = gradients[0].reshape(*query.shape[:3], size)
        of_query = torch.empty_like(query)
        # Of the same keys every block adds its part: in float32, so that the sum is as good as one product.
        of_key, of_value = (torch.zeros_like(memory, dtype=torch.float32) for memory in (key, value))
        for start, end in _blocks(length):
            queries, block = query[:, :, start:end].flatten(1, 2), of_output[:, :, start:end].flatten(1, 2)
            weights = _weights(query[:, :, start:end], key[:, :end], start)
            of_value[:, :end] += torch.bmm(weights.transpose(1, 2), block)
            of_weights = torch.bmm(block, value[:, :end].transpose(1, 2))
            of_scores = torch._softmax_backward_data(of_weights, weights, -1, weights.dtype)
            of_query[:, :, start:end] = torch.bmm(of_scores, key[:, :end]).unflatten(1, (-1, end - start))
            of_key[:, :end] += torch.bmm(of_scores.transpose(1, 2), queries)
        back = [
            (of_query * ctx.scale).view(batch, num_heads, length, -1),
            *(total.to(query.dtype).view(batch, -1, length, total.shape[-1]) for total in (of_key, of_value)),
        ]
        return *back, None


def _blocks(length: int) -> list[tuple[int, int]]:
    return [(start, min(start + BLOCK, length)) for start in range(0, length, BLOCK)]


def _weights(query: torch.Tensor, key: torch.Tensor, start: int) -> torch.Tensor:
    """Of queries `[B·K, H/K, n, D]` that stand at `start` on keys `[B·K, start + n, D]`: `[B·K, H/K·n, start + n]`."""
    count = query.shape[2]
    scores = torch.bmm(query.flatten(1, 2), key.transpose(1, 2)).unflatten(1, (-1, count))
    later = torch.ones(count, count, dtype=torch.bool, device=key.device).triu(1)
    scores[..., start:].masked_fill_(later, float("-inf"))
    return scores.softmax(-1).flatten(1, 2)


def block_attention(query: torch.Tensor, key: torch.Tensor, value: torch.Tensor, scale: float) -> torch.Tensor:
    """`BlockAttention` in bfloat16, whatever autocast would do with its parts."""
    with torch.autocast(query.device.type, enabled=False):
        return BlockAttention.apply(query.bfloat16(), key.bfloat16(), value.bfloat16(), scale)


def pays(query: torch.Tensor) -> bool:
    """Whether `block_attention` is faster than torch's own, which autocast would run in bfloat16 too."""
    device = query.device.type
    dtype = torch.get_autocast_dtype(device) if torch.is_autocast_enabled(device) else query.dtype
    return device == "cpu" and dtype == torch.bfloat16


def _attention(
    module: torch.nn.Module,
    query: torch.Tensor,
    key: torch.Tensor,
    value: torch.Tensor,
    attention_mask: torch.Tensor | None,
    scaling: float | None = None,
    dropout: float = 0.0,
    **others: Any,
) -> tuple[torch.Tensor, None]:
    """As `transformers` calls attention; what is not plain or not faster here is torch's own."""
    is_plain = attention_mask is None and not dropout and all(others.get(name) is None for name in BESIDES)
    if not (is_plain and query.shape[2] == key.shape[2] > 1 and pays(query)):
        output, _ = sdpa_attention_forward(
            module, query, key, value, attention_mask, dropout=dropout, scaling=scaling, **others
        )
        return output, None
    scale = query.shape[-1] ** -0.5 if scaling is None else scaling
    return block_attention(query, key, value, scale).transpose(1, 2), None


AttentionInterface.register(NAME, _attention)


def use_block_attention(model: PreTrainedModel) -> bool:
    """Let a model that learns attend in blocks, if all its layers attend to all that was before; whether they do.

    Whoever calls the model afterwards gives no mask: padding is on the right.
    """
    config = model.config.get_text_config()
    windowed = getattr(config, "sliding_window", None) and getattr(config, "use_sliding_window", True)
    is_full = {"full_attention"}.issuperset(getattr(config, "layer_types", None) or [])
    is_usual = model.config._attn_implementation == "sdpa" and not getattr(config, "kv_lora_rank", None)
    if windowed or not is_full or not is_usual or model.device.type != "cpu":
        return False
    model.set_attn_implementation(NAME)
    return True
