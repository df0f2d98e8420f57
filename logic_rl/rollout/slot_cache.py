"""Key-value memory for continuous batching: a fixed number of slots, one running sequence each.

It plays the part of a `transformers` cache, so any decoder whose attention goes through the
`AttentionInterface` runs on it unchanged. Shapes: S slots, n active sequences (always the
first n slots), K key-value heads, C capacity in tokens, D head size.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from transformers import AttentionInterface, PreTrainedConfig

ATTENTION_NAME = "logic_rl_slots"


class SlotCache:
    """Preallocated keys and values of S sequences, `[S, K, C, D]` per layer."""

    def __init__(self, config: PreTrainedConfig, slots: int, capacity: int, dtype: torch.dtype, device: torch.device):
        head_dim = getattr(config, "head_dim", None) or config.hidden_size // config.num_attention_heads
        shape = (slots, config.num_key_value_heads, capacity, head_dim)
        self.keys = [torch.zeros(shape, dtype=dtype, device=device) for _ in range(config.num_hidden_layers)]
        self.values = [torch.zeros(shape, dtype=dtype, device=device) for _ in range(config.num_hidden_layers)]
        self.slots, self.capacity = slots, capacity
        self._target: tuple[torch.Tensor, torch.Tensor] | None = None
        self._window = 0

    def prefill_into(self, rows: torch.Tensor, slots: torch.Tensor) -> None:
        """The next forward pass reads whole prompts; row `rows[i]` of the batch is kept in slot `slots[i]`."""
        self._target, self._window = (rows, slots), 0

    def decode_at(self, positions: torch.Tensor, window: int) -> None:
        """The next forward pass reads one token per active slot, at `positions` [n]; attention sees `window` keys."""
        self._target, self._window = (torch.arange(len(positions), device=positions.device), positions), window

    def update(self, keys: torch.Tensor, values: torch.Tensor, layer: int, *_: object) -> tuple[torch.Tensor, ...]:
        """Store `[n, K, T, D]` and return what attention should see."""
        first, second = self._target
        if not self._window:
            length = keys.shape[2]
            self.keys[layer][second, :, :length] = keys[first]
            self.values[layer][second, :, :length] = values[first]
            return keys, values
        self.keys[layer][first, :, second] = keys[:, :, 0]
        self.values[layer][first, :, second] = values[:, :, 0]
        n = len(first)
        return self.keys[layer][:n, :, : self._window], self.values[layer][:n, :, : self._window]

    def move(self, sources: torch.Tensor, targets: torch.Tensor, length: int) -> None:
        """Copy the first `length` tokens of slots `sources` over slots `targets`."""
        for memory in (*self.keys, *self.values):
            memory[targets, :, :length] = memory[sources, :, :length]

    def get_seq_length(self, layer: int = 0) -> int:
        return 0


def slot_attention(
    module: torch.nn.Module,
    query: torch.Tensor,
    key: torch.Tensor,
    value: torch.Tensor,
    attention_mask: torch.Tensor | None,
    scaling: float | None = None,
    key_bias: torch.Tensor | None = None,
    **_: object,
) -> tuple[torch.Tensor, None]:
    """Attention for both passes, without ever expanding grouped keys.

    Args:
        query: `[n, H, T, D]`; `key`, `value`: `[n, K, W, D]`.
        key_bias: `[n, 1, 1, W]`, 0 for keys that exist and minus infinity for the rest, when decoding
            (T = 1); None when reading prompts, where attention is causal.
    """
    if key_bias is None:
        output = F.scaled_dot_product_attention(query, key, value, is_causal=True, scale=scaling, enable_gqa=True)
        return output.transpose(1, 2), None
    n, heads, _, size = query.shape
    grouped = query.view(n, key.shape[1], heads // key.shape[1], size)  # [n, K, H/K, D]
    scores = torch.matmul(grouped * scaling, key.transpose(-1, -2)) + key_bias
    weights = torch.softmax(scores, dim=-1, dtype=torch.float32).to(value.dtype)
    return torch.matmul(weights, value).view(n, 1, heads, size), None


AttentionInterface.register(ATTENTION_NAME, slot_attention)
