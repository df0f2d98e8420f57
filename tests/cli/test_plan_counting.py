"""What `plan` counts of models that are no Qwen2, of a critic, and of the host."""

from __future__ import annotations

import json

import pytest
import torch
from transformers import AutoConfig, AutoModelForCausalLM

from logic_rl.config.reading import read_config
from logic_rl.errors import UsageError
from logic_rl.planning import estimate
from logic_rl.planning.estimate import KNOWN, shape_of
from logic_rl.resources import curriculum_path

SMALL = {"hidden_size": 32, "intermediate_size": 48, "num_hidden_layers": 2, "num_attention_heads": 4,
         "num_key_value_heads": 2, "head_dim": 8, "vocab_size": 100, "max_position_embeddings": 64}  # fmt: skip
FAMILIES = [
    ("llama", {}), ("llama", {"tie_word_embeddings": True}), ("mistral", {}), ("qwen3", {}), ("gemma", {}),
    ("gemma2", {}), ("gemma3_text", {}), ("granite", {}), ("cohere", {}), ("olmo2", {}), ("phi3", {"pad_token_id": 0}),
    ("qwen3_moe", {"num_experts": 6, "moe_intermediate_size": 16, "num_experts_per_tok": 2}),
    ("mixtral", {"num_local_experts": 4}),
    ("olmoe", {"num_experts": 4}),
]  # fmt: skip


@pytest.mark.parametrize(("family", "more"), FAMILIES)
def test_every_family_is_counted_as_it_is_built(family, more, tmp_path) -> None:
    values = {"model_type": family} | SMALL | more
    (tmp_path / "config.json").write_text(json.dumps(values))
    settings = {key: value for key, value in values.items() if key != "model_type"}
    model = AutoModelForCausalLM.from_config(AutoConfig.for_model(family, **settings))
    names = {tensor.data_ptr(): tensor.numel() for tensor in model.parameters()}  # tied ones lie in one place
    shape = shape_of(str(tmp_path))
    assert shape.parameters == sum(names.values())
    tied = model.get_input_embeddings().weight.data_ptr() == model.get_output_embeddings().weight.data_ptr()
    assert shape.tied == tied
    assert shape.critic_parameters == shape.parameters - (0 if tied else 100 * 32) + 32


def test_a_large_model_is_counted_without_its_memory(tmp_path) -> None:
    values = {"model_type": "llama"} | SMALL | {"hidden_size": 8192, "intermediate_size": 28672, "head_dim": 128,
              "num_hidden_layers": 80, "num_attention_heads": 64, "num_key_value_heads": 8,
              "vocab_size": 128256}  # fmt: skip
    (tmp_path / "config.json").write_text(json.dumps(values))
    assert shape_of(str(tmp_path)).parameters == 70_553_706_496  # as the card of Llama 3 70B has it
    assert torch.get_default_device().type == "cpu"


def test_without_torch_only_known_families_are_counted(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(estimate, "counted", lambda values: None)
    (tmp_path / "config.json").write_text(json.dumps({"model_type": "llama"} | SMALL))
    with_torch = KNOWN["Qwen/Qwen2.5-0.5B"]
    assert shape_of(str(tmp_path)).counted is None and with_torch.counted is None
    (tmp_path / "config.json").write_text(json.dumps({"model_type": "qwen3_moe", "num_experts": 128} | SMALL))
    with pytest.raises(UsageError, match=r"qwen3_moe.*cannot be counted without torch"):
        shape_of(str(tmp_path))


def test_a_family_that_nobody_knows_is_refused(tmp_path) -> None:
    (tmp_path / "config.json").write_text(json.dumps({"model_type": "abacus"} | SMALL))
    with pytest.raises(UsageError, match="abacus"):
        shape_of(str(tmp_path))


def test_a_critic_takes_as_much_as_the_policy() -> None:
    config = read_config(curriculum_path("qwen1_5b_one_gpu"), ())
    with_critic = read_config(curriculum_path("qwen1_5b_one_gpu"), (), algorithm={"name": "ppo"})
    shape = KNOWN["Qwen/Qwen2.5-1.5B"]
    grpo = estimate.trainer_bytes(shape, config)
    ppo = estimate.trainer_bytes(shape, with_critic)
    assert not config.algorithm.needs_critic and not config.lora.rank
    more = (sum(ppo.values()) - sum(grpo.values())) / 2**30
    assert more == pytest.approx(16 * 1.5437 / 1.0737, abs=0.2)


def test_weights_on_their_way_lie_in_shared_memory() -> None:
    shape = KNOWN["Qwen/Qwen2.5-7B"]
    config = read_config(curriculum_path("qwen7b_three_phase"), ())
    assert config.rollout.engine == "vllm"
    store = estimate.host_bytes(shape, config)["weights on their way to engines, in /dev/shm"]
    assert store == 256 * 2**20 + 3 * 4 * shape.parameters
