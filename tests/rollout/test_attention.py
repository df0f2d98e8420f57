"""Attention in blocks is attention: forward and backward, for lengths on both sides of a block's end."""

from __future__ import annotations

import copy

import pytest
import torch
import torch.nn.functional as F
from transformers import LlamaConfig, LlamaForCausalLM, MistralConfig, MistralForCausalLM, Qwen2Config, Qwen2ForCausalLM

from logic_rl.rollout.attention import BLOCK, NAME, BlockAttention, block_attention, use_block_attention


def random_heads(length: int, sizes: tuple[int, int], heads: tuple[int, int], dtype: torch.dtype) -> list[torch.Tensor]:
    generator = torch.Generator().manual_seed(length)
    shapes = ((2, heads[0], length, sizes[0]), (2, heads[1], length, sizes[0]), (2, heads[1], length, sizes[1]))
    return [torch.randn(shape, generator=generator, dtype=dtype).requires_grad_() for shape in shapes]


@pytest.mark.parametrize("length", [2, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK + 5])
@pytest.mark.parametrize(("heads", "sizes"), [((6, 2), (8, 8)), ((3, 3), (16, 16)), ((4, 1), (12, 6))])
def test_numbers_and_gradients_are_those_of_torch(length: int, heads, sizes) -> None:
    ours = random_heads(length, sizes, heads, torch.float64)
    theirs = [tensor.detach().clone().requires_grad_() for tensor in ours]
    weights = torch.randn(2, heads[0], length, sizes[1], dtype=torch.float64)
    output = BlockAttention.apply(*ours, 0.3)
    expected = F.scaled_dot_product_attention(*theirs, is_causal=True, scale=0.3, enable_gqa=True)
    assert torch.allclose(output, expected, atol=1e-6)
    (output * weights).sum().backward()
    (expected * weights).sum().backward()
    for own, other in zip(ours, theirs, strict=True):
        assert torch.allclose(own.grad, other.grad, atol=1e-5)  # sums over keys are made in float32


def test_bfloat16_is_as_near_to_the_truth_as_torch_is() -> None:
    exact = random_heads(150, (64, 64), (9, 3), torch.float32)
    expected = F.scaled_dot_product_attention(*exact, is_causal=True, enable_gqa=True)
    short = [tensor.detach().bfloat16() for tensor in exact]
    theirs = F.scaled_dot_product_attention(*short, is_causal=True, enable_gqa=True)
    ours = block_attention(*short, 64**-0.5)
    assert ours.dtype == torch.bfloat16
    assert (ours - expected).abs().mean() < 1.5 * (theirs - expected).abs().mean()


SIZES = {
    "vocab_size": 64, "hidden_size": 48, "intermediate_size": 64, "num_hidden_layers": 2, "num_attention_heads": 6,
    "num_key_value_heads": 2, "max_position_embeddings": 256,
}  # fmt: skip


@pytest.mark.parametrize("kind", [(LlamaConfig, LlamaForCausalLM), (Qwen2Config, Qwen2ForCausalLM)])
def test_a_model_that_learns_with_it_has_the_gradients_it_had(kind) -> None:
    config, model_class = kind
    torch.manual_seed(0)
    plain = model_class(config(**SIZES)).train()
    blocks = copy.deepcopy(plain)
    assert use_block_attention(blocks) and blocks.config._attn_implementation == NAME
    ids = torch.randint(64, (3, 90))
    gradients = []
    for model in (plain, blocks):
        with torch.autocast("cpu", torch.bfloat16):
            loss = F.cross_entropy(model(ids).logits[:, :-1].flatten(0, 1).float(), ids[:, 1:].flatten())
        loss.backward()
        gradients.append(torch.cat([parameter.grad.flatten() for parameter in model.parameters()]))
    difference = (gradients[0] - gradients[1]).norm() / gradients[0].norm()
    assert 0 < difference < 0.02  # another rounding, so it was used, and no more than that


def test_a_saved_model_does_not_name_it(tmp_path) -> None:
    model = LlamaForCausalLM(LlamaConfig(**SIZES))
    use_block_attention(model)
    model.save_pretrained(tmp_path)
    assert NAME not in (tmp_path / "config.json").read_text()


@pytest.mark.parametrize(
    "model",
    [
        MistralForCausalLM(MistralConfig(**SIZES, sliding_window=16)),
        Qwen2ForCausalLM(Qwen2Config(**SIZES, use_sliding_window=True, sliding_window=16, max_window_layers=1)),
        LlamaForCausalLM._from_config(LlamaConfig(**SIZES), attn_implementation="eager"),
    ],
    ids=["window", "window in some layers", "eager"],
)
def test_models_that_attend_otherwise_keep_their_own(model) -> None:
    before = model.config._attn_implementation
    assert not use_block_attention(model)
    assert model.config._attn_implementation == before
