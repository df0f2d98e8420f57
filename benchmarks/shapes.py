"""Models of known shapes with random weights, and what sampling with them needs to read.

Nothing is read from a disk or a network: a random model takes as long as a trained one. Its replies never end by
themselves, for its end token lies outside its vocabulary.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from transformers import AutoModelForCausalLM, LlamaConfig, PreTrainedModel, Qwen2Config

from logic_rl.planning.estimate import KNOWN, Shape
from logic_rl.training.compute import Price

SHAPES = {
    "1.8M": Shape(4, 192, 512, 4, 2, 48, 704, tied=True),  # the tiny base
    "135M": Shape(30, 576, 1536, 9, 3, 64, 49152, tied=True, qkv_bias=False),  # SmolLM2-135M
    "0.5B": KNOWN["Qwen/Qwen2.5-0.5B"],
    "7B": KNOWN["Qwen/Qwen2.5-7B"],
}
RANKS = {"7B": 16}  # of the adapters that learn where the whole does not fit


class NoText:
    """Stands where a tokenizer would: its end token is never sampled, and its replies have no text."""

    pad_token_id = 0

    def __init__(self, vocabulary: int):
        self.vocabulary = self.eos_token_id = vocabulary

    def __len__(self) -> int:
        return self.vocabulary

    def decode(self, token_ids: Sequence[int], **_: object) -> str:
        return ""


def random_model(shape: Shape, dtype: torch.dtype, device: torch.device, seed: int = 0) -> PreTrainedModel:
    """A model of this shape, made on its device."""
    kind = Qwen2Config if shape.qkv_bias else LlamaConfig
    config = kind(
        vocab_size=shape.vocabulary, hidden_size=shape.hidden, intermediate_size=shape.intermediate,
        num_hidden_layers=shape.layers, num_attention_heads=shape.heads, num_key_value_heads=shape.kv_heads,
        max_position_embeddings=8192, tie_word_embeddings=shape.tied,
        bos_token_id=None, eos_token_id=None, pad_token_id=None,
    )  # fmt: skip
    torch.manual_seed(seed)
    with torch.device(device):
        return AutoModelForCausalLM.from_config(config, dtype=dtype).eval()


@dataclass(frozen=True, slots=True)
class Reads:
    """What decoding reads of its memory, in bytes; what is written, and activations, are left out.

    Attributes:
        weights: of all matrices, in every pass.
        kv_token: keys and values of one token in all layers.
    """

    weights: int
    kv_token: int

    def sampling(self, prompt: int, replies: Sequence[int], passes: int) -> int:
        """Of replies of these lengths after prompts of `prompt` tokens, sampled in so many passes.

        A reply's first token comes of the pass that reads its prompt. In pass t after it it attends to the prompt, of
        which every reply has a copy, and to t tokens of its own.
        """
        attended = sum((reply - 1) * prompt + (reply - 1) * reply // 2 for reply in replies)
        return self.weights * passes + self.kv_token * attended


def reads_of(shape: Shape, price: Price, dtype: torch.dtype) -> Reads:
    """Of a model without adapters, where every weight of a matrix makes two operations a token."""
    return Reads(price.per_token // 2 * dtype.itemsize, shape.kv_bytes_per_token(dtype.itemsize))
