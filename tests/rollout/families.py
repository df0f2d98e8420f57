"""Tiny models of many families, made from their configuration classes, with weights large enough to tell."""

from __future__ import annotations

import torch

VOCAB = 48
SIZES = {
    "vocab_size": VOCAB, "hidden_size": 32, "intermediate_size": 48, "num_hidden_layers": 2, "num_attention_heads": 4,
    "num_key_value_heads": 2, "head_dim": 8, "max_position_embeddings": 96, "pad_token_id": 0, "bos_token_id": 1,
    "eos_token_id": 0,
}  # fmt: skip
EXPERTS = {"num_experts": 4, "num_local_experts": 4, "num_experts_per_tok": 2, "moe_intermediate_size": 16}
LATENT = {
    "num_key_value_heads": 4, "kv_lora_rank": 24, "q_lora_rank": 16, "qk_rope_head_dim": 8, "qk_nope_head_dim": 16,
    "v_head_dim": 12, "n_routed_experts": 8, "n_shared_experts": 1, "n_group": 2, "topk_group": 1,
    "first_k_dense_replace": 1, "num_experts_per_tok": 2,
    "moe_intermediate_size": 32,
}  # fmt: skip
GEMMA = {"sliding_window": 96, "query_pre_attn_scalar": 8}

# What the engine decodes: what a family's configuration needs besides the sizes.
DECODED: dict[str, dict] = {
    "llama": {}, "qwen2": {}, "qwen3": {}, "mistral": {}, "gemma": {}, "phi": {}, "phi3": {}, "olmo": {}, "olmo2": {},
    "olmo3": {}, "starcoder2": {}, "gpt_neox": {}, "gpt2": {}, "gpt_bigcode": {}, "opt": {"ffn_dim": 48,
    "word_embed_proj_dim": 32}, "biogpt": {}, "glm": {}, "glm4": {}, "smollm3": {}, "helium": {}, "exaone4": {},
    "ernie4_5": {}, "seed_oss": {}, "hunyuan_v1_dense": {}, "arcee": {}, "apertus": {}, "persimmon": {}, "bitnet": {},
    "mixtral": EXPERTS, "qwen2_moe": EXPERTS, "qwen3_moe": EXPERTS, "olmoe": EXPERTS, "phimoe": EXPERTS,
    "deepseek_v3": {"head_dim": 8} | LATENT,
    "gemma2": GEMMA | {"attn_logit_softcapping": None, "final_logit_softcapping": 5.0},
    "gemma3_text": GEMMA | {"final_logit_softcapping": 3.0},
    "granite": {"logits_scaling": 8.0, "attention_multiplier": 0.25, "embedding_multiplier": 12.0,
                "residual_multiplier": 0.22},
    "granitemoe": EXPERTS | {"logits_scaling": 6.0},
    "cohere": {"logit_scale": 0.0625}, "cohere2": {"sliding_window": 96, "logit_scale": 0.25},
    "nanochat": {},
}  # fmt: skip
# Families whose logits are more than hidden states times a matrix.
SCALED = ("gemma2", "gemma3_text", "granite", "granitemoe", "cohere", "cohere2", "nanochat")

# What it cannot decode: recurrent layers, attention of their own, sinks.
REFUSED: dict[str, dict] = {
    "qwen3_next": EXPERTS | {"layer_types": ["linear_attention", "full_attention"]},
    "jamba": {"attn_layer_period": 2, "attn_layer_offset": 1, "use_mamba_kernels": False, **EXPERTS},
    "falcon_h1": {}, "mamba": {}, "rwkv": {}, "recurrent_gemma": {}, "minimax": EXPERTS, "gpt_oss": EXPERTS,
    "diffllama": {}, "stablelm": {}, "nemotron": {}, "bloom": {}, "mpt": {}, "falcon": {"head_dim": None},
    "vaultgemma": GEMMA, "gptj": {}, "nemotron_h": {}, "olmo_hybrid": {},
}  # fmt: skip


def family_model(name: str, bos_id: int = 1, **other: object):
    """A model of the family in evaluation mode; `other` are settings of its configuration."""
    from transformers import CONFIG_MAPPING, AutoModelForCausalLM

    torch.manual_seed(0)
    settings = SIZES | (DECODED | REFUSED)[name] | {"bos_token_id": bos_id} | other
    settings = {key: value for key, value in settings.items() if value is not None or key.endswith("softcapping")}
    model = AutoModelForCausalLM.from_config(CONFIG_MAPPING[name](**settings)).eval()
    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.ndim == 2:
                parameter.normal_(0.0, 0.3)
    return model
