"""Head sizes that vLLM's CPU kernel lacks, such as the tiny model's 48, by padding with zeros.

Zeros add nothing to the product of query and key, and the scale is given apart; the columns that values get are cut
off again. So the result is exactly that of the smaller heads.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F


def pad_heads() -> None:
    """Let every attention layer that vLLM makes in this process from now on pad its heads where it must."""
    from vllm.model_executor.layers.attention import Attention
    from vllm.v1.attention.backends.cpu_attn import CPUAttentionBackend

    known = sorted(CPUAttentionBackend.get_supported_head_sizes())
    make, attend = Attention.__init__, Attention.forward

    def padded_make(self, num_heads: int, head_size: int, scale: float, *rest, **named) -> None:
        padded = next((size for size in known if size >= head_size), head_size)
        make(self, num_heads, padded, scale, *rest, **named)
        self.logicrl_head_size = head_size

    def padded_attend(self, query, key, value, output_shape=None, output_dtype=None):
        size, extra = self.logicrl_head_size, self.head_size - self.logicrl_head_size
        if not extra:
            return attend(self, query, key, value, output_shape, output_dtype)
        query, key, value = (_padded(tensor, size, extra) for tensor in (query, key, value))
        output = attend(self, query, key, value, None, output_dtype)
        return output.view(len(output), -1, size + extra)[..., :size].reshape(len(output), -1)

    Attention.__init__, Attention.forward = padded_make, padded_attend


def _padded(tensor: torch.Tensor | None, size: int, extra: int) -> torch.Tensor | None:
    """`[T, heads * size]` → `[T, heads * (size + extra)]`."""
    if tensor is None:
        return None
    return F.pad(tensor.reshape(len(tensor), -1, size), (0, extra)).reshape(len(tensor), -1)
