"""The price of a step against torch's own counter of operations, and by hand."""

from types import SimpleNamespace

import pytest
import torch
from torch.utils.flop_counter import FlopCounterMode
from transformers import LlamaConfig, LlamaForCausalLM, Qwen2Config, Qwen2ForCausalLM

from logic_rl.config.algorithm import AlgorithmConfig
from logic_rl.config.run import LoraConfig
from logic_rl.training.compute import Price, following_compute, learning_compute, price_of, rl_compute
from logic_rl.training.learning.lora import add_adapters

SMALL = {"vocab_size": 192, "hidden_size": 64, "num_hidden_layers": 2, "num_attention_heads": 4,
         "num_key_value_heads": 2, "intermediate_size": 96, "max_position_embeddings": 64}  # fmt: skip


def model_of(family: str, tied: bool):
    kinds = {"qwen2": (Qwen2Config, Qwen2ForCausalLM), "llama": (LlamaConfig, LlamaForCausalLM)}
    config, kind = kinds[family]
    return kind(config(**SMALL, tie_word_embeddings=tied, attn_implementation="eager"))


@pytest.mark.parametrize("family", ["qwen2", "llama"])
@pytest.mark.parametrize("tied", [True, False])
@pytest.mark.parametrize("length", [1, 7, 40])
def test_forward_and_backward_are_what_torch_counts(family, tied, length):
    """Torch counts all pairs of tokens, where a causal model needs those that are seen."""
    model = model_of(family, tied)
    price = price_of(model)
    unseen = price.per_pair * (length * length - length * (length + 1) // 2)
    tokens = torch.arange(length)[None]
    with FlopCounterMode(display=False) as forward, torch.no_grad():
        model(tokens)
    assert forward.get_total_flops() == price.forward(length) + unseen
    with FlopCounterMode(display=False) as both:
        model(tokens).logits.sum().backward()
    assert both.get_total_flops() == price.learning(length) + 3 * unseen


def test_adapters_spare_the_gradients_of_frozen_weights():
    pytest.importorskip("peft")
    model = model_of("llama", tied=True)
    whole = price_of(model)
    add_adapters(model, LoraConfig(rank=2, alpha=4))
    adapted = price_of(model)
    learnt = sum(weight.numel() for weight in model.parameters() if weight.requires_grad)
    assert adapted.per_token == whole.per_token + 2 * learnt
    assert adapted.learning(10) - 2 * adapted.forward(10) == pytest.approx(
        2 * learnt * 10 + adapted.per_pair * 55, abs=10
    )


def test_a_prompt_is_read_once_for_its_group():
    price = Price(per_token=100, per_pair=1)
    # 3 tokens read (6 pairs); then a reply of 2 sees 4 and 5 tokens, one of 1 sees 4
    assert price.sampling(3, [2, 1]) == 300 + 6 + (200 + 9) + (100 + 4)
    assert price.forward(5) == price.forward(3) + price.forward(2, seen=3)


def group(prompt: int, *replies: int):
    rollouts = [SimpleNamespace(completion=SimpleNamespace(token_ids=(0,) * length)) for length in replies]
    return SimpleNamespace(prompt=SimpleNamespace(token_ids=(0,) * prompt), rollouts=rollouts)


@pytest.mark.parametrize(
    ("algorithm", "kl_weight", "readings", "learners"),
    [
        (AlgorithmConfig(), 0.0, 0, 1),
        (AlgorithmConfig(), 0.1, 1, 1),
        (AlgorithmConfig(measure_kl=True), 0.0, 1, 1),
        (AlgorithmConfig(updates_per_rollout=2), 0.1, 2, 1),
        (AlgorithmConfig(advantage="gae"), 0.0, 1, 2),
    ],
)
def test_a_step_is_its_samples_its_update_and_its_readings(algorithm, kl_weight, readings, learners):
    price, samples = Price(100, 2), [range(5), range(4)]
    row = rl_compute(price, [group(3, 2, 1)], samples, SimpleNamespace(kl_weight=kl_weight), algorithm)
    once = price.forward(5) + price.forward(4)
    assert row["compute/sampled_tokens"] == 3
    assert row["compute/flop"] == price.sampling(3, [2, 1]) + (3 * learners + readings) * once


def test_a_student_learns_where_the_teacher_reads():
    student, teacher = Price(10, 1), Price(1000, 5)
    assert learning_compute(student, [range(4)]) == {"compute/flop": 3 * (40 + 10)}
    assert following_compute(student, teacher, [range(4)]) == {"compute/flop": 150 + 4000 + 50}
    own = following_compute(student, teacher, [range(4)], [group(2, 2)])
    assert own == {"compute/flop": 150 + 4050 + (20 + 3) + (20 + 7), "compute/sampled_tokens": 2}
