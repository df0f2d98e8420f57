"""A tiny model of the DeepSeek-V3 architecture: experts, and attention that compresses keys and values."""

from __future__ import annotations

from pathlib import Path


def deepseek_model(vocab_size: int, eos_id: int):
    """Random weights, large enough that router, experts and both halves of the heads matter."""
    import torch
    from transformers import DeepseekV3Config, DeepseekV3ForCausalLM

    torch.manual_seed(0)
    config = DeepseekV3Config(
        vocab_size=vocab_size, hidden_size=32, intermediate_size=48, moe_intermediate_size=32, num_hidden_layers=2,
        num_attention_heads=4, num_key_value_heads=4, n_routed_experts=8, n_shared_experts=1, num_experts_per_tok=2,
        n_group=2, topk_group=1, first_k_dense_replace=1, kv_lora_rank=24, q_lora_rank=16, num_mtp_layers=0,
        qk_rope_head_dim=8, qk_nope_head_dim=16, v_head_dim=12, max_position_embeddings=512,
        bos_token_id=None, eos_token_id=eos_id, pad_token_id=eos_id, tie_word_embeddings=False,
        scoring_func="sigmoid", topk_method="noaux_tc",  # stand in DeepSeek's own files, and vLLM goes by them
    )  # fmt: skip
    model = DeepseekV3ForCausalLM(config).eval()
    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.ndim > 1:
                parameter.normal_(0.0, 0.25)
        for layer in model.model.layers[1:]:
            layer.mlp.gate.e_score_correction_bias.normal_(0.0, 0.1)
    return model


def saved_deepseek(folder: Path) -> Path:
    """The model with the tiny base's tokenizer, as `transformers` saves it."""
    from transformers import AutoTokenizer

    from logic_rl.resources import model_path

    tokenizer = AutoTokenizer.from_pretrained(model_path("tiny-base"))
    deepseek_model(len(tokenizer), tokenizer.eos_token_id).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder
